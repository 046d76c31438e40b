import { Fault } from '#kit';
import type { Asset } from '#strategies';

/** Prices are quote units for one whole unit of the base asset, times this: the cheapest coin keeps its digits. */
export const PRICE_SCALE = 10n ** 12n;

/**
 * A price of a feed in scaled quote units. From one on it is rounded to quote units, below to the full scale.
 *
 * @throws Fault `trading/bad-price` for anything that is no number above 0
 * @example priceUnits(42_397.23, USDC) // 42_397_230_000n * PRICE_SCALE
 */
export function priceUnits(price: number, quote: Pick<Asset, 'decimals'>): bigint {
  if (!(price > 0) || !Number.isFinite(price))
    throw new Fault('trading/bad-price', `${price} is no price; provide a number above 0`);
  const units = price * 10 ** quote.decimals;
  if (price >= 1) return BigInt(Math.max(1, Math.round(units))) * PRICE_SCALE;
  return BigInt(Math.max(1, Math.round(units * Number(PRICE_SCALE))));
}

/** Quote units that an amount of a base asset is worth at a price, rounded down. */
export function worthDown(amount: bigint, price: bigint, decimals: number): bigint {
  return (amount * price) / (10n ** BigInt(decimals) * PRICE_SCALE);
}

/** Base units that an amount of quote buys at a price, rounded down. */
export function boughtDown(amount: bigint, price: bigint, decimals: number): bigint {
  return (amount * 10n ** BigInt(decimals) * PRICE_SCALE) / price;
}
