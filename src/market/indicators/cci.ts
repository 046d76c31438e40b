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
  for (let i = period - 1; i < n; i++) {
    const mean = out[i];
    const away = typical[i] - mean;
    const spread = absoluteSpread(typical, i - period + 1, i + 1, mean);
    out[i] = spread > 0 ? (away * period) / (0.015 * spread) : 0;
  }
  return out;
}

/** Sum of the absolute distances from the mean; four sums at once, so that no addition waits for the one before. */
function absoluteSpread(x: Float64Array, from: number, to: number, mean: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i < to - 3; i += 4) {
    a += Math.abs(x[i] - mean);
    b += Math.abs(x[i + 1] - mean);
    c += Math.abs(x[i + 2] - mean);
    d += Math.abs(x[i + 3] - mean);
  }
  for (; i < to; i++) a += Math.abs(x[i] - mean);
  return a + b + (c + d);
}
