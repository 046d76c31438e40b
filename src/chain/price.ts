/** Prices between a person's decimal and a pool's square root. */
import type { Address } from '#kit';
import { Fault, parseDecimal } from '#kit';

/** A pool's two tokens as far as prices are concerned. */
export interface PricePair {
  readonly quoteIs0: boolean;
  readonly quoteDecimals: number;
  readonly baseDecimals: number;
}

const PLACES = 12;
const Q96 = 1n << 96n;

/**
 * The pool's `sqrtPriceX96` for a price in whole quote tokens per whole base token, rounded down.
 *
 * @param price Decimal with at most 12 places, for example `'42397.23'`.
 * @throws Fault `chain/bad-price` for zero or less.
 */
export function toSqrtPriceX96(price: string, pair: PricePair): bigint {
  const scaled = parseDecimal(price, PLACES);
  if (scaled <= 0n)
    throw new Fault('chain/bad-price', `a pool cannot have the price ${price}; it must be above 0`);
  const quote = scaled * 10n ** BigInt(pair.quoteDecimals);
  const base = 10n ** BigInt(PLACES + pair.baseDecimals);
  const [token1, token0] = pair.quoteIs0 ? [base, quote] : [quote, base];
  return squareRoot((token1 << 192n) / token0);
}

/** Quote units that `amount` base units are worth at a pool's square root price, rounded down. */
export function toQuoteDown(
  amount: bigint,
  sqrtPriceX96: bigint,
  pair: Pick<PricePair, 'quoteIs0'>,
): bigint {
  const square = sqrtPriceX96 * sqrtPriceX96;
  return pair.quoteIs0 ? (amount * Q96 * Q96) / square : (amount * square) / (Q96 * Q96);
}

/** Base units that `amount` quote units are worth at a pool's square root price, rounded down. */
export function toBaseDown(
  amount: bigint,
  sqrtPriceX96: bigint,
  pair: Pick<PricePair, 'quoteIs0'>,
): bigint {
  return toQuoteDown(amount, sqrtPriceX96, { quoteIs0: !pair.quoteIs0 });
}

/** Whether token `a` is a pool's token0 beside `b`. */
export function sortsBefore(a: Address, b: Address): boolean {
  return a.toLowerCase() < b.toLowerCase();
}

/** The integer square root, rounded down (Newton). */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + value / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}
