import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boughtDown, PRICE_SCALE, priceUnits, worthDown } from './price.ts';

const USDC = { decimals: 6 };

describe('prices', () => {
  it('are quote units from one on, and keep nine digits and more below', () => {
    expect(priceUnits(42_397.23, USDC)).toBe(42_397_230_000n * PRICE_SCALE);
    expect(priceUnits(0.000_012_345_678_9, USDC)).toBe(12_345_678_900_000n);
    expect(worthDown(10n ** 24n, priceUnits(0.000_012_34, USDC), 18)).toBe(12_340_000n);
    expect(boughtDown(12_340_000n, priceUnits(0.000_012_34, USDC), 18)).toBe(10n ** 24n);
  });

  it('never give more than they take', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5e-6, max: 1e8, noNaN: true }),
        fc.bigInt(1n, 10n ** 15n),
        fc.constantFrom(6, 8, 9, 18),
        (feed, amount, decimals) => {
          const price = priceUnits(feed, USDC);
          expect(
            worthDown(boughtDown(amount, price, decimals), price, decimals),
          ).toBeLessThanOrEqual(amount);
          expect(Number(price) / Number(PRICE_SCALE) / 1e6 / feed).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuse %s', (price) => {
    expect(() => priceUnits(price, USDC)).toThrow(
      expect.objectContaining({ code: 'trading/bad-price' }),
    );
  });
});
