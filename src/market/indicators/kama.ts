import { checkPeriod, columnOf } from './column.ts';

const FAST = 2 / (2 + 1);
const SLOW = 2 / (30 + 1);

/** KAMA: a mean that is fast where the price moves one way and slow where it only shakes (Kaufman 1995). Look-back `period`. */
export function kama(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const ratio = efficiency(x, period);
  if (x.length <= period) return ratio;
  let mean = x[period - 1];
  for (let i = period; i < x.length; i++) {
    const weight = ratio[i] * (FAST - SLOW) + SLOW;
    mean += (x[i] - mean) * (weight * weight);
    ratio[i] = mean;
  }
  return ratio;
}

/** Kaufman's efficiency ratio: the net move over the path walked, 0 to 1; 1 where nothing moved. Look-back `period`. */
export function efficiency(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('efficiency', period);
  const n = x.length;
  const path = columnOf(n, period);
  const tail = new Float64Array(period + 1);
  // Blocks of steps as in `rollingSum`; step `i` leads from row `i - 1` to row `i`.
  for (let start = 1; start < n; start += period) {
    const end = Math.min(start + period, n);
    let head = 0;
    for (let i = start, k = 1; i < end; i++, k++) {
      head += Math.abs(x[i] - x[i - 1]);
      if (i >= period) path[i] = tail[k] + head;
    }
    if (end < start + period) break;
    let sum = 0;
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      sum += Math.abs(x[i] - x[i - 1]);
      tail[k] = sum;
    }
  }
  for (let i = period; i < n; i++) {
    const net = Math.abs(x[i] - x[i - period]);
    path[i] = path[i] > net ? net / path[i] : 1;
  }
  return path;
}
