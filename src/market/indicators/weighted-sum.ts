import { columnOf } from './column.ts';

/** Per window of `period` rows: the sum, and the sum weighted 1 for the oldest row to `period` for the newest. */
export interface WeightedSums {
  readonly sum: Float64Array<ArrayBuffer>;
  readonly weighted: Float64Array<ArrayBuffer>;
}

/** As {@link rollingSum}, with linear weights beside; O(n), nothing subtracted. */
export function weightedSums(x: Float64Array, period: number): WeightedSums {
  const n = x.length;
  const sum = columnOf(n, period - 1);
  const weighted = columnOf(n, period - 1);
  const tail = new Float64Array(period + 1);
  const tailWeighted = new Float64Array(period + 1);
  for (let start = 0; start < n; start += period) {
    const end = Math.min(start + period, n);
    let head = 0;
    let headWeighted = 0;
    for (let i = start, k = 1; i < end; i++, k++) {
      head += x[i];
      headWeighted += k * x[i];
      if (start === 0 && k < period) continue;
      sum[i] = tail[k] + head;
      weighted[i] = tailWeighted[k] + (headWeighted + (period - k) * head);
    }
    if (end < start + period) break;
    for (let k = period - 1; k > 0; k--) {
      tail[k] = tail[k + 1] + x[start + k];
      tailWeighted[k] = tailWeighted[k + 1] + tail[k];
    }
  }
  return { sum, weighted };
}
