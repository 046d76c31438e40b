import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { distributable } from './distributable.ts';
import { gainOverMark, raiseMark, SCALE, stepHighWaterMark } from './high-water-mark.ts';

describe('high-water mark', () => {
  it('distributes nothing until a loss is made good (V44)', () => {
    const { inputs, expected } = vector<
      { nav_per_share: string[]; shares: number },
      { distributable: string[]; hwm: string[] }
    >('V44');
    const cents = 100n;
    let mark = parseDecimal(inputs.nav_per_share[0]!, 18);
    inputs.nav_per_share.forEach((nav, i) => {
      const step = stepHighWaterMark(mark, parseDecimal(nav, 18), BigInt(inputs.shares) * cents);
      expect(step.gain).toBe(parseDecimal(expected.distributable[i]!, 2));
      expect(step.mark).toBe(parseDecimal(expected.hwm[i]!, 18));
      mark = step.mark;
    });
  });

  it('keeps an unrealised gain above the mark for later', () => {
    const index = (11n * SCALE) / 10n;
    const raised = raiseMark(SCALE, 7n, 100n);
    expect(gainOverMark(index, raised, 100n)).toBe(3n);
  });

  it('never distributes more than the gain, in however many parts', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 24n }),
        fc.bigInt({ min: 0n, max: 10n * SCALE }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { maxLength: 20 }),
        (shares, gainPerShare, wishes) => {
          const index = SCALE + gainPerShare;
          const whole = gainOverMark(index, SCALE, shares);
          let mark = SCALE;
          let given = 0n;
          for (const wish of wishes) {
            const above = gainOverMark(index, mark, shares);
            const part = wish < above ? wish : above;
            given += part;
            mark = raiseMark(mark, part, shares);
          }
          expect(given).toBeLessThanOrEqual(whole);
        },
      ),
    );
  });

  it('refuses to raise over no shares', () => {
    expect(() => raiseMark(SCALE, 1n, 0n)).toThrow(
      expect.objectContaining({ code: 'treasury/no-shares' }),
    );
  });
});

describe('distributable', () => {
  it('is the realised part when 70 % matched (V05, V06)', () => {
    const { inputs, expected } = vector<
      { trade_volume: string; matched: string; gain: string },
      Record<'matched_volume' | 'realised' | 'unrealised' | 'nav_gain' | 'distributable', string>
    >('V06');
    const volume = BigInt(inputs.trade_volume);
    const gain = parseDecimal(inputs.gain, 6);
    const matched = (volume * parseDecimal(inputs.matched, 6)) / 1_000_000n;
    const realised = (matched * gain) / 1_000_000n;
    const navGain = (volume * gain) / 1_000_000n;
    expect(`${navGain}`).toBe(vector<unknown, { net_profit: string }>('V05').expected.net_profit);
    const given = distributable({
      realisedUndistributed: realised,
      navGainOverMark: navGain,
      idle: 50_000n,
    });
    expect({
      matched_volume: `${matched}`,
      realised: `${realised}`,
      unrealised: `${navGain - realised}`,
      nav_gain: `${navGain}`,
      distributable: `${given}`,
    }).toEqual(expected);
  });

  it.each([
    [300n, 100n, 900n, 100n],
    [300n, 900n, 40n, 40n],
    [-5n, 900n, 40n, 0n],
    [300n, 0n, 40n, 0n],
    [300n, 300n, -1n, 0n],
  ])(
    'takes the least of realised %d, above the mark %d, idle %d',
    (realised, gain, idle, given) => {
      expect(distributable({ realisedUndistributed: realised, navGainOverMark: gain, idle })).toBe(
        given,
      );
    },
  );
});
