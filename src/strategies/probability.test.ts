import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { isAbove, microText, probabilitiesOf, toMicroUp } from './probability.ts';

describe('confidence gate', () => {
  it('is strictly greater (V02)', () => {
    const { inputs, expected } = vector<
      { threshold: string; cases: string[] },
      { trade: boolean[] }
    >('V02');
    const threshold = toMicroUp(inputs.threshold);
    expect(inputs.cases.map((p) => isAbove(toMicroUp(p), threshold))).toEqual(expected.trade);
    expect(inputs.cases.map((p) => isAbove(toMicroUp(Number(p)), threshold))).toEqual(
      expected.trade,
    );
  });

  it('decides as the exact decimals would', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 18n),
        fc.integer({ min: 0, max: 1_000_000 }),
        (p, threshold) => {
          const text = `${p / 10n ** 18n}.${(p % 10n ** 18n).toString().padStart(18, '0')}`;
          const exact = parseDecimal(text, 18) > BigInt(threshold) * 10n ** 12n;
          expect(isAbove(toMicroUp(text), threshold)).toBe(exact);
        },
      ),
    );
  });

  it.each([0.07, 0.57, 0.58, 0.8])('takes the double %d for the decimal it prints as', (p) => {
    expect(toMicroUp(p)).toBe(Math.round(p * 1e6));
  });

  it.each([-0.1, 1.1, Number.NaN, Infinity, '-0.5', '2'])('refuses %s', (p) => {
    expect(() => toMicroUp(p)).toThrow(
      expect.objectContaining({ code: 'strategies/bad-probability' }),
    );
  });

  it('reads model output, and refuses what is none', () => {
    expect(probabilitiesOf(Float32Array.of(0.25, 0.5, 0.25))).toEqual({
      down: 250_000,
      flat: 500_000,
      up: 250_000,
    });
    for (const wrong of [[0.5, 0.5], [0.5, 0.4, 0.2], [Number.NaN, 0, 1], []]) {
      expect(() => probabilitiesOf(wrong)).toThrow(
        expect.objectContaining({ code: 'strategies/bad-probability' }),
      );
    }
  });

  it('writes micro-units with at least two places', () => {
    expect([800_000, 861_234, 1_000_000, 0, 123_000].map(microText)).toEqual([
      '0.80',
      '0.861234',
      '1.00',
      '0.00',
      '0.123',
    ]);
  });
});
