import { checkColumns, checkPeriod, columnOf } from './column.ts';

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
  const out = columnOf(n, period - 1);
  const ring = new Float64Array(period);
  for (let i = 0, at = 0; i < n; i++) {
    const typical = (high[i] + low[i] + close[i]) / 3;
    ring[at] = typical;
    at = at + 1 === period ? 0 : at + 1;
    if (i < period - 1) continue;
    let sum = 0;
    for (let k = 0; k < period; k++) sum += ring[k];
    const mean = sum / period;
    let spread = 0;
    for (let k = 0; k < period; k++) spread += Math.abs(ring[k] - mean);
    const away = typical - mean;
    out[i] = away !== 0 && spread !== 0 ? away / (0.015 * (spread / period)) : 0;
  }
  return out;
}
