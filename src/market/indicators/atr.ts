import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** TRANGE: the larger of the candle's range and its reach from the close before. Look-back 1. */
export function trueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
): Float64Array<ArrayBuffer> {
  checkColumns('trueRange', high, low, close);
  const out = columnOf(close.length, 1);
  for (let i = 1; i < out.length; i++) out[i] = reach(high[i], low[i], close[i - 1]);
  return out;
}

/** The true range of one candle after a close of `before`. */
function reach(high: number, low: number, before: number): number {
  return (high > before ? high : before) - (low < before ? low : before);
}

/** ATR: Wilder's mean of the true range, in price units. Look-back `period`. */
export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('atr', period);
  checkColumns('atr', high, low, close);
  const n = close.length;
  const out = columnOf(n, period);
  if (n <= period) return out;
  let sum = 0;
  for (let i = 1; i <= period; i++) sum += reach(high[i], low[i], close[i - 1]);
  let mean = sum / period;
  const weight = 1 / period;
  out[period] = mean;
  for (let i = period + 1; i < n; i++) {
    mean += (reach(high[i], low[i], close[i - 1]) - mean) * weight;
    out[i] = mean;
  }
  return out;
}

/** NATR: the ATR in percent of the close. Look-back `period`. */
export function natr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  const out = atr(high, low, close, period);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] / close[i]) * 100;
  return out;
}
