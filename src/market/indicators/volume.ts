import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** OBV: running volume, added where the close rose and taken away where it fell; begins with the first volume (TA-Lib). Look-back 0. */
export function obv(close: Float64Array, volume: Float64Array): Float64Array<ArrayBuffer> {
  checkColumns('obv', close, volume);
  const n = close.length;
  const out = columnOf(n, 0);
  if (n === 0) return out;
  let sum = volume[0];
  out[0] = sum;
  for (let i = 1; i < n; i++) {
    const move = close[i] - close[i - 1];
    sum += (Number(move > 0) - Number(move < 0)) * volume[i];
    out[i] = sum;
  }
  return out;
}

/** AD: Chaikin's running volume, weighted by where the close stands in its candle (−1 to 1). Look-back 0. */
export function accumulation(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
): Float64Array<ArrayBuffer> {
  checkColumns('accumulation', high, low, close, volume);
  const out = columnOf(close.length, 0);
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    sum += placed(high[i], low[i], close[i], volume[i]);
    out[i] = sum;
  }
  return out;
}

/** ADOSC: fast minus slow exponential mean of {@link accumulation}, both seeded with its first value. Look-back `slow - 1`. */
export function chaikin(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  fast: number,
  slow: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('chaikin', fast, 2);
  checkPeriod('chaikin', slow, 2);
  checkColumns('chaikin', high, low, close, volume);
  const n = close.length;
  const lookback = Math.max(fast, slow) - 1;
  const out = columnOf(n, lookback);
  const fastWeight = 2 / (fast + 1);
  const slowWeight = 2 / (slow + 1);
  let line = 0;
  let quick = 0;
  let calm = 0;
  for (let i = 0; i < n; i++) {
    line += placed(high[i], low[i], close[i], volume[i]);
    if (i === 0) quick = calm = line;
    quick += (line - quick) * fastWeight;
    calm += (line - calm) * slowWeight;
    if (i >= lookback) out[i] = quick - calm;
  }
  return out;
}

/** Volume by where the close stands: all of it at the top of the candle, its negative at the bottom. */
function placed(high: number, low: number, close: number, volume: number): number {
  return high > low ? ((close - low - (high - close)) / (high - low)) * volume : 0;
}
