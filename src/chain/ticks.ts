/** Uniswap v3's arithmetic of prices, ticks and liquidity, to the unit (`TickMath`, `SqrtPriceMath`, `LiquidityAmounts`). */
import { Fault } from '#kit';

const Q96 = 1n << 96n;
const MOST_TICK = 887_272;
/** 2^128 divided by the square root of 1.0001 to the power of 2^i. */
const POWERS = [
  0xfffcb933bd6fad37aa2d162d1a594001n,
  0xfff97272373d413259a46990580e213an,
  0xfff2e50f5f656932ef12357cf3c7fdccn,
  0xffe5caca7e10e4e61c3624eaa0941cd0n,
  0xffcb9843d60f6159c9db58835c926644n,
  0xff973b41fa98c081472e6896dfb254c0n,
  0xff2ea16466c96a3843ec78b326b52861n,
  0xfe5dee046a99a2a811c461f1969c3053n,
  0xfcbe86c7900a88aedcffc83b479aa3a4n,
  0xf987a7253ac413176f2b074cf7815e54n,
  0xf3392b0822b70005940c7a398e4b70f3n,
  0xe7159475a2c29b7443b29c7fa6e889d9n,
  0xd097f3bdfd2022b8845ad8f792aa5825n,
  0xa9f746462d870fdf8a65dc1f90e061e5n,
  0x70d869a156d2a1b890bb3df62baf32f7n,
  0x31be135f97d08fd981231505542fcfa6n,
  0x9aa508b5b7a84e1c677de54f3e99bc9n,
  0x5d6af8dedb81196699c329225ee604n,
  0x2216e584f5fa1ea926041bedfe98n,
  0x48a170391f7dc42444e8fa2n,
];

/** Two ticks and the liquidity between them. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
  readonly liquidity: bigint;
}

/**
 * The square root of the price at a tick, in 2^-96.
 *
 * @throws Fault `chain/bad-tick` beyond Uniswap's bounds.
 */
export function sqrtPriceAt(tick: number): bigint {
  const distance = Math.abs(tick);
  if (!Number.isInteger(tick) || distance > MOST_TICK) {
    throw new Fault(
      'chain/bad-tick',
      `${tick} is no tick; use a whole number from -${MOST_TICK} to ${MOST_TICK}`,
    );
  }
  let ratio = 1n << 128n;
  for (const [i, power] of POWERS.entries())
    if (distance & (1 << i)) ratio = (ratio * power) >> 128n;
  if (tick > 0) ratio = (2n ** 256n - 1n) / ratio;
  return (ratio + (1n << 32n) - 1n) >> 32n;
}

/** What the pool pays for the liquidity at a price, rounded down. */
export function amountsDown(range: Range, sqrtPrice: bigint): readonly [bigint, bigint] {
  const [low, at, high] = within(range, sqrtPrice);
  const amount0 = ((range.liquidity << 96n) * (high - at)) / high / at;
  return [amount0, (range.liquidity * (at - low)) / Q96];
}

/** The most liquidity that two amounts pay for at a price. */
export function liquidityDown(
  ends: Pick<Range, 'lower' | 'upper'>,
  sqrtPrice: bigint,
  [amount0, amount1]: readonly [bigint, bigint],
): bigint {
  const [low, at, high] = within(ends, sqrtPrice);
  const by0 = at < high ? (amount0 * ((at * high) / Q96)) / (high - at) : undefined;
  const by1 = at > low ? (amount1 * Q96) / (at - low) : undefined;
  if (by0 === undefined) return by1!;
  return by1 === undefined || by0 < by1 ? by0 : by1;
}

/** The tick of a price, rounded down to one that a pool of this spacing knows. */
export function tickBelow(sqrtPrice: bigint, spacing: number): number {
  // The price is 1.0001^tick; the float is off by less than a tick, which is then looked up.
  const root = Number(sqrtPrice) / 2 ** 96;
  let tick = Math.floor((2 * Math.log(root)) / Math.log(1.0001));
  while (sqrtPriceAt(tick) > sqrtPrice) tick--;
  while (sqrtPriceAt(tick + 1) <= sqrtPrice) tick++;
  return Math.floor(tick / spacing) * spacing;
}

/** Both ends as roots, and the price where it lies between them. */
function within(
  { lower, upper }: Pick<Range, 'lower' | 'upper'>,
  sqrtPrice: bigint,
): readonly [low: bigint, at: bigint, high: bigint] {
  const [low, high] = [sqrtPriceAt(lower), sqrtPriceAt(upper)];
  const at = sqrtPrice < low ? low : sqrtPrice > high ? high : sqrtPrice;
  return [low, at, high];
}
