import { checkPeriod } from './column.ts';
import { rollingSum } from './rolling-sum.ts';

/** SMA: mean of the last `period` values; `from` is the first row that holds a value. Look-back `from + period - 1`. */
export function sma(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('sma', period);
  return rollingSum(x, period, from, period);
}

/** TRIMA: the mean of means, weighted to the middle of the window. Look-back `period - 1`. */
export function trima(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('trima', period);
  const inner = (period + 1) >> 1;
  return sma(sma(x, inner), period + 1 - inner, inner - 1);
}
