import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { allocate } from './allocate.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { mulDivUp } from './divide.ts';

describe('decimals', () => {
  it('go to integers and back', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.nat(18), (value, decimals) => {
        expect(parseDecimal(formatDecimal(value, decimals), decimals)).toBe(value);
      }),
    );
  });

  it.each([
    ['0.86', 6, 860_000n],
    ['-1.50', 2, -150n],
    ['007', 0, 7n],
    ['1.000', 0, 1n],
    [' 12 ', 1, 120n],
  ])('reads %j with %d places', (text, decimals, value) => {
    expect(parseDecimal(text, decimals)).toBe(value);
  });

  it.each(['', '.5', '1.', '1e3', '+1', '0x10', '1,5', 'NaN', '1.23', '--1'])(
    'refuses %j',
    (text) => {
      expect(() => parseDecimal(text, 1)).toThrow(
        expect.objectContaining({ code: 'kit/bad-decimal' }),
      );
    },
  );

  it('write the shortest text', () => {
    expect([0n, 5n, -5n, 100n, -1230n].map((value) => formatDecimal(value, 2))).toEqual([
      '0',
      '0.05',
      '-0.05',
      '1',
      '-12.3',
    ]);
  });
});

describe('exact money', () => {
  it('conserves where two-place floats do not (V14)', () => {
    const { expected } = vector<
      unknown,
      { cases: { total: string; weights: number[]; error: string }[] }
    >('V14');
    for (const { total, weights } of expected.cases) {
      const amount = parseDecimal(total, 18);
      const parties = weights.map((weight, i) => ({
        id: `holder${i}`,
        weight: parseDecimal(`${weight}`, 1),
      }));
      const { paid } = allocate(amount, parties);
      expect(Object.values(paid).reduce((sum, part) => sum + part, 0n)).toBe(amount);
    }
    expect(expected.cases.some(({ error }) => error !== '0')).toBe(true);
  });

  it('rounds a minimum output up (V26)', () => {
    const { inputs, expected } = vector<
      { quote_out: string; slippage_bps: number },
      { min_out: string }
    >('V26');
    const minOut = mulDivUp(
      BigInt(inputs.quote_out),
      BigInt(10_000 - inputs.slippage_bps),
      10_000n,
    );
    expect(`${minOut}`).toBe(expected.min_out);
  });
});
