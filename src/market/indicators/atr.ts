import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** TRANGE: the larger of the candle's range and its reach from the close before. Look-back 1. */
export function trueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
): Float64Array<ArrayBuffer> {
  checkColumns('trueRange', high, low, close);
  const out = columnOf(close.length, 1);
  for (let i = 1; i < out.length; i++) {
    const before = close[i - 1];
    const top = high[i] > before ? high[i] : before;
    const bottom = low[i] < before ? low[i] : before;
    out[i] = top - bottom;
  }
  return out;
}

/** ATR: Wilder's mean of the true range, in price units. Look-back `period`. */
export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('atr', period);
  const out = trueRange(high, low, close);
  const n = out.length;
  let sum = 0;
  for (let i = 1; i <= period && i < n; i++) sum += out[i];
  let mean = sum / period;
  const weight = 1 / period;
  if (n > period) out[period] = mean;
  for (let i = period + 1; i < n; i++) {
    mean += (out[i] - mean) * weight;
    out[i] = mean;
  }
  return out.fill(Number.NaN, 0, Math.min(period, n));
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
