import { checkPeriod } from './column.ts';
import { weightedSums } from './weighted-sum.ts';

/** LINEARREG: the least-squares line of the last `period` values, at its newest end. Look-back `period - 1`. */
export function regression(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return fit(x, period, (slope, mean) => mean + (slope * (period - 1)) / 2);
}

/** LINEARREG_SLOPE: the slope of that line per row. Look-back `period - 1`. */
export function regressionSlope(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return fit(x, period, (slope) => slope);
}

/** TSF: that line continued to the row after the newest. Look-back `period - 1`. */
export function forecast(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return fit(x, period, (slope, mean) => mean + (slope * (period + 1)) / 2);
}

/** `slope` is per row; `mean` is the height of the line in the middle of the window. */
function fit(
  x: Float64Array,
  period: number,
  pick: (slope: number, mean: number) => number,
): Float64Array<ArrayBuffer> {
  checkPeriod('regression', period, 2);
  const { sum, weighted } = weightedSums(x, period);
  const middle = (period + 1) / 2;
  const spread = (period * (period * period - 1)) / 12;
  for (let i = period - 1; i < x.length; i++) {
    sum[i] = pick((weighted[i] - middle * sum[i]) / spread, sum[i] / period);
  }
  return sum;
}
