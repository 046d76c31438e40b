import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { bbands } from './bbands.ts';
import { highest, lowest } from './extreme.ts';
import { rollingSum } from './rolling-sum.ts';
import { deviation } from './variance.ts';
import { weightedSums } from './weighted-sum.ts';

/** The deviation of `x` in two passes. */
function plain(x: Float64Array): number {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
}

describe('windows that move', () => {
  it('keep the deviation of a quiet market after a crash', () => {
    const random = seededRandom('quiet');
    const prices = Float64Array.from({ length: 500 }, (_, i) =>
      i < 60 ? 1e6 * random.unit() : 60_000 + 1e-5 * random.unit(),
    );
    const got = deviation(prices, 20);
    for (let i = 80; i < 500; i++) {
      const expected = plain(prices.subarray(i - 19, i + 1));
      expect(Math.abs(got[i] / expected - 1)).toBeLessThan(1e-5);
    }
  });

  it('are exactly still in a still market after a crash', () => {
    const prices = Float64Array.from({ length: 200 }, (_, i) => (i < 30 ? 1e9 / (i + 1) : 0.1));
    const { upper, middle, lower } = bbands(prices, 20, 2, 2);
    for (let i = 50; i < 200; i++) {
      expect([upper[i], lower[i]]).toEqual([middle[i], middle[i]]);
      expect(Math.abs(middle[i] - 0.1)).toBeLessThan(1e-15);
    }
    const volume = prices.map((_, i) => (i < 30 ? 1e9 : 0));
    expect(
      rollingSum(volume, 14)
        .subarray(44)
        .every((sum) => sum === 0),
    ).toBe(true);
  });

  it('are what a plain loop gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (values, period) => {
          const x = Float64Array.from(values);
          const top = highest(x, period);
          const bottom = lowest(x, period);
          const { sum, weighted } = weightedSums(x, period);
          const sums = rollingSum(x, period);
          for (let i = 0; i < x.length; i++) {
            const part = x.subarray(Math.max(0, i - period + 1), i + 1);
            if (part.length < period) {
              expect([top[i], bottom[i], sum[i], weighted[i]]).toEqual(
                new Array(4).fill(Number.NaN),
              );
              continue;
            }
            expect(top[i] + 0).toBe(Math.max(...part) + 0);
            expect(bottom[i] + 0).toBe(Math.min(...part) + 0);
            const total = part.reduce((all, value) => all + value, 0);
            const heavy = part.reduce((all, value, k) => all + value * (k + 1), 0);
            expect(Math.abs(sums[i] - total)).toBeLessThan(1e-9);
            expect(Math.abs(sum[i] - total)).toBeLessThan(1e-9);
            expect(Math.abs(weighted[i] - heavy)).toBeLessThan(1e-9);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
