import { columnOf } from './column.ts';

/**
 * The sum of the positive values over the sum of all sizes in a window of `period` rows, 0 to 1; 0 where all are zero.
 * Blocks as in {@link rollingSum}: nothing is subtracted.
 */
export function shareOfGains(
  x: Float64Array,
  period: number,
  from: number,
): Float64Array<ArrayBuffer> {
  const n = x.length;
  const out = columnOf(n, from + period - 1);
  const tailSum = new Float64Array(period + 1);
  const tailSize = new Float64Array(period + 1);
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let sum = 0;
    let size = 0;
    for (let i = start, k = 1; i < end; i++, k++) {
      const value = x[i];
      sum += (Math.abs(value) + value) / 2;
      size += Math.abs(value);
      const all = tailSize[k] + size;
      if (start > from || k === period) out[i] = all > 0 ? (tailSum[k] + sum) / all : 0;
    }
    if (end < start + period) break;
    sum = 0;
    size = 0;
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      const value = x[i];
      sum += (Math.abs(value) + value) / 2;
      size += Math.abs(value);
      tailSum[k] = sum;
      tailSize[k] = size;
    }
  }
  return out;
}

/**
 * Adds `weight` times the sum of `part` over the sum of `whole` in windows of `period` rows to `out`, where there is a whole;
 * the columns begin in row 1. Blocks as in {@link rollingSum}.
 */
export function addShares(
  out: Float64Array,
  part: Float64Array,
  whole: Float64Array,
  period: number,
  weight: number,
): void {
  const n = out.length;
  const tailPart = new Float64Array(period + 1);
  const tailWhole = new Float64Array(period + 1);
  for (let start = 1; start < n; start += period) {
    const end = Math.min(start + period, n);
    let some = 0;
    let all = 0;
    for (let i = start, k = 1; i < end; i++, k++) {
      some += part[i];
      all += whole[i];
      const total = tailWhole[k] + all;
      if (total > 0) out[i] += weight * ((tailPart[k] + some) / total);
    }
    if (end < start + period) break;
    some = 0;
    all = 0;
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      some += part[i];
      all += whole[i];
      tailPart[k] = some;
      tailWhole[k] = all;
    }
  }
}
