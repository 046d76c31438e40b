import { checkColumns, checkPeriod, columnOf } from './column.ts';
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
  const typical = columnOf(n, 0);
  for (let i = 0; i < n; i++) typical[i] = (high[i] + low[i] + close[i]) / 3;
  const out = sma(typical, period);
  // Groups begin at fixed rows, so that a row has the same bits however many candles follow it.
  for (let first = period - 1; first < n; first += 4) {
    if (period < 4 || first + 3 >= n) {
      for (let i = first; i < Math.min(first + 4, n); i++) {
        out[i] = index(typical[i] - out[i], spreadOf(typical, first, i, period, out[i]), period);
      }
    } else {
      fourAtOnce(typical, out, first, period);
    }
  }
  return out;
}

/** `away` and the sum of distances as the indicator; 0.015 brings most values between −100 and 100. */
function index(away: number, spread: number, period: number): number {
  return spread > 0 ? (away * period) / (0.015 * spread) : 0;
}

/** Rows `i` to `i + 3`, of which `out` holds the means: what their windows share is read once. */
function fourAtOnce(x: Float64Array, out: Float64Array, i: number, period: number): void {
  const m0 = out[i];
  const m1 = out[i + 1];
  const m2 = out[i + 2];
  const m3 = out[i + 3];
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
  const old = i - period;
  a = a + Math.abs(x[old + 1] - m0) + Math.abs(x[old + 2] - m0) + Math.abs(x[old + 3] - m0);
  b = b + Math.abs(x[old + 2] - m1) + Math.abs(x[old + 3] - m1) + Math.abs(x[i + 1] - m1);
  c = c + Math.abs(x[old + 3] - m2) + Math.abs(x[i + 1] - m2) + Math.abs(x[i + 2] - m2);
  d = d + Math.abs(x[i + 1] - m3) + Math.abs(x[i + 2] - m3) + Math.abs(x[i + 3] - m3);
  out[i] = index(x[i] - m0, a, period);
  out[i + 1] = index(x[i + 1] - m1, b, period);
  out[i + 2] = index(x[i + 2] - m2, c, period);
  out[i + 3] = index(x[i + 3] - m3, d, period);
}

/** The sum of distances for row `i` of the group that begins at `first`, added in the order of {@link fourAtOnce}. */
function spreadOf(x: Float64Array, first: number, i: number, period: number, mean: number): number {
  const shared = Math.min(Math.max(first - period + 4, i - period + 1), first + 1);
  let sum = 0;
  for (let k = shared; k <= first; k++) sum += Math.abs(x[k] - mean);
  for (let k = i - period + 1; k < shared; k++) sum += Math.abs(x[k] - mean);
  for (let k = Math.max(first, i - period) + 1; k <= i; k++) sum += Math.abs(x[k] - mean);
  return sum;
}
