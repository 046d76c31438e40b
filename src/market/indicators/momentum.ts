import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** MOM: change over `period` rows. Look-back `period`. */
export function momentum(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('momentum', period);
  const out = columnOf(x.length, period);
  for (let i = period; i < out.length; i++) out[i] = x[i] - x[i - period];
  return out;
}

/** ROC: change over `period` rows in percent; 0 where the value then was zero. Look-back `period`. */
export function rateOfChange(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('rateOfChange', period);
  const out = columnOf(x.length, period);
  for (let i = period; i < out.length; i++) {
    out[i] = x[i - period] === 0 ? 0 : (x[i] / x[i - period] - 1) * 100;
  }
  return out;
}

/** BOP: the candle's body over its range, −1 to 1; 0 for a candle without range. Look-back 0. */
export function balanceOfPower(
  open: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
): Float64Array<ArrayBuffer> {
  checkColumns('balanceOfPower', open, high, low, close);
  const out = columnOf(close.length, 0);
  for (let i = 0; i < out.length; i++) {
    const range = high[i] - low[i];
    out[i] = range > 0 ? (close[i] - open[i]) / range : 0;
  }
  return out;
}
