import { checkPeriod, columnOf } from './column.ts';

/**
 * VAR: population variance of the last `period` values; their mean goes to `mean` where a column is given. Look-back `period - 1`.
 *
 * A window is the tail of one block and the head of the next; both are summed relative to the last value of the first block,
 * which stands in the window. Its square distance from the mean is at most `period` times the variance, so the difference of
 * squares loses no more than a factor `period` of precision, and what has left the window leaves nothing behind: a quiet market
 * after a crash keeps its digits, where plain running sums lose them all.
 */
export function variance(
  x: Float64Array,
  period: number,
  mean?: Float64Array,
): Float64Array<ArrayBuffer> {
  checkPeriod('variance', period);
  const n = x.length;
  const out = columnOf(n, period - 1);
  mean?.fill(Number.NaN, 0, Math.min(period - 1, n));
  const tailSum = new Float64Array(period + 1);
  const tailSquares = new Float64Array(period + 1);
  const unit = 1 / period;
  let origin = Number.NaN;
  for (let start = 0; start < n; start += period) {
    const end = start + period;
    const last = start > 0 ? Math.min(end - 1, n) : 0;
    let sum = 0;
    let squares = 0;
    for (let i = start, k = 1; i < last; i++, k++) {
      const away = x[i] - origin;
      sum += away;
      squares += away * away;
      const all = tailSum[k] + sum;
      if (mean) mean[i] = origin + all * unit;
      out[i] = (tailSquares[k] + squares - all * all * unit) * unit;
    }
    if (end > n) break;
    origin = x[end - 1];
    sum = 0;
    squares = 0;
    for (let i = end - 1, k = period - 1; k >= 0; i--, k--) {
      const away = x[i] - origin;
      sum += away;
      squares += away * away;
      tailSum[k] = sum;
      tailSquares[k] = squares;
    }
    if (mean) mean[end - 1] = origin + sum * unit;
    out[end - 1] = (squares - sum * sum * unit) * unit;
  }
  return out;
}

/** STDDEV: population standard deviation of the last `period` values. Look-back `period - 1`. */
export function deviation(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const out = variance(x, period);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i]);
  return out;
}
