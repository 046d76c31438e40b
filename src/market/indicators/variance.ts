import { checkPeriod, columnOf } from './column.ts';

/**
 * VAR: population variance of the last `period` values. Look-back `period - 1`.
 *
 * Welford's running moments of a block's head and of the block before's tail, joined by Chan's formula (Chan, Golub, LeVeque
 * 1983): no difference of large squares, so a quiet window after a loud one keeps its digits, where the sum of squares minus
 * the square of sums loses them.
 */
export function variance(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('variance', period);
  const n = x.length;
  const out = columnOf(n, period - 1);
  const tailMean = new Float64Array(period + 1);
  const tailSquares = new Float64Array(period + 1);
  const inverse = new Float64Array(period + 1);
  const cross = new Float64Array(period + 1);
  for (let k = 1; k <= period; k++) {
    inverse[k] = 1 / k;
    cross[k] = (k * (period - k)) / period;
  }
  for (let start = 0; start < n; start += period) {
    const end = Math.min(start + period, n);
    let mean = 0;
    let squares = 0;
    for (let i = start, k = 1; i < end; i++, k++) {
      const d = x[i] - mean;
      mean += d * inverse[k];
      squares += d * (x[i] - mean);
      if (start === 0 && k < period) continue;
      const apart = mean - tailMean[k];
      out[i] = (squares + tailSquares[k] + apart * apart * cross[k]) / period;
    }
    if (end < start + period) break;
    mean = 0;
    squares = 0;
    for (let k = period - 1, m = 1; k > 0; k--, m++) {
      const d = x[start + k] - mean;
      mean += d * inverse[m];
      squares += d * (x[start + k] - mean);
      tailMean[k] = mean;
      tailSquares[k] = squares;
    }
  }
  return out;
}

/** STDDEV: population standard deviation of the last `period` values. Look-back `period - 1`. */
export function deviation(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const out = variance(x, period);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i]);
  return out;
}
