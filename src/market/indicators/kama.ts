import { checkPeriod, columnOf } from './column.ts';
import { rollingSum } from './rolling-sum.ts';

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
  const steps = columnOf(n, 1);
  for (let i = 1; i < n; i++) steps[i] = Math.abs(x[i] - x[i - 1]);
  const path = rollingSum(steps, period, 1);
  for (let i = period; i < n; i++) {
    const net = Math.abs(x[i] - x[i - period]);
    path[i] = path[i] > net ? net / path[i] : 1;
  }
  return path;
}
