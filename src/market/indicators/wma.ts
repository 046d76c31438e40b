import { checkPeriod, columnOf } from './column.ts';

/** WMA: mean weighted 1 (oldest) to `period` (newest). Look-back `period - 1`. Blocks as in {@link rollingSum}. */
export function wma(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('wma', period);
  const n = x.length;
  const out = columnOf(n, period - 1);
  const unit = 2 / (period * (period + 1));
  const tail = new Float64Array(period + 1);
  for (let start = 0; start < n; start += period) {
    const end = Math.min(start + period, n);
    let head = 0;
    let heavy = 0;
    for (let i = start, k = 1; i < end; i++, k++) {
      head += x[i];
      heavy += k * x[i];
      if (i >= period - 1) out[i] = (tail[k] + (heavy + (period - k) * head)) * unit;
    }
    if (end < start + period) break;
    let sum = 0;
    let weighted = 0;
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      sum += x[i];
      weighted += sum;
      tail[k] = weighted;
    }
  }
  return out;
}
