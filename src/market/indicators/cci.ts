import { checkColumns, checkPeriod } from './column.ts';
import { sma } from './sma.ts';

/**
 * CCI: distance of the typical price from its mean, in mean absolute deviations × 0.015 (Lambert 1980); 0 where nothing moved.
 * Look-back `period - 1`. The mean absolute deviation has no running form, so this one takes O(n · period).
 */
export function cci(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('cci', period, 2);
  checkColumns('cci', high, low, close);
  const n = close.length;
  const typical = new Float64Array(n);
  for (let i = 0; i < n; i++) typical[i] = (high[i] + low[i] + close[i]) / 3;
  const out = sma(typical, period);
  const spread = absoluteSpread(typical, out, period);
  for (let i = period - 1; i < n; i++) {
    out[i] = spread[i] > 0 ? ((typical[i] - out[i]) * period) / (0.015 * spread[i]) : 0;
  }
  return out;
}

/** Sums of the absolute distances of each window's values from its mean; four windows at once share what they have in common. */
function absoluteSpread(x: Float64Array, mean: Float64Array, period: number): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  let i = period - 1;
  const last = period > 3 ? n - 3 : 0;
  for (; i < last; i += 4) {
    const m0 = mean[i];
    const m1 = mean[i + 1];
    const m2 = mean[i + 2];
    const m3 = mean[i + 3];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let k = i - period + 4; k <= i; k++) {
      const value = x[k];
      a += Math.abs(value - m0);
      b += Math.abs(value - m1);
      c += Math.abs(value - m2);
      d += Math.abs(value - m3);
    }
    const gone = i - period;
    out[i] =
      a + Math.abs(x[gone + 1] - m0) + Math.abs(x[gone + 2] - m0) + Math.abs(x[gone + 3] - m0);
    out[i + 1] =
      b + Math.abs(x[gone + 2] - m1) + Math.abs(x[gone + 3] - m1) + Math.abs(x[i + 1] - m1);
    out[i + 2] = c + Math.abs(x[gone + 3] - m2) + Math.abs(x[i + 1] - m2) + Math.abs(x[i + 2] - m2);
    out[i + 3] = d + Math.abs(x[i + 1] - m3) + Math.abs(x[i + 2] - m3) + Math.abs(x[i + 3] - m3);
  }
  for (; i < n; i++) out[i] = spreadOf(x, i - period + 1, i + 1, mean[i]);
  return out;
}

function spreadOf(x: Float64Array, from: number, to: number, mean: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += Math.abs(x[k] - mean);
  return sum;
}
