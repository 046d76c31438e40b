import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ln, squash, wave } from './arithmetic.ts';

describe('arithmetic of the features', () => {
  it('takes logarithms to 1e-14', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(
          1e-14 * Math.max(1, Math.abs(Math.log(x))),
        );
      }),
      { numRuns: 2000 },
    );
    expect(ln(1)).toBe(0);
    for (const x of [0.5, 0.999999, 1.000001, Math.SQRT2, 1.4142135623730954, 2, 10]) {
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(1e-15);
    }
  });

  it('squashes into (−1, 1), in order', () => {
    expect([-1e9, -1, 0, 1, 1e9].map(squash)).toEqual([
      -1,
      -1 / Math.sqrt(2),
      0,
      1 / Math.sqrt(2),
      1,
    ]);
  });

  it('waves like a sine', () => {
    for (let p = 0; p < 1; p += 1 / 64) {
      expect(Math.abs(wave(p) - Math.sin(2 * Math.PI * p))).toBeLessThan(0.002);
    }
  });
});
