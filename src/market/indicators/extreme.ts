import { checkPeriod } from './column.ts';

/** MAX: the highest of the last `period` values (van Herk 1992, O(n)). Look-back `period - 1`. */
export function highest(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('highest', period);
  const n = x.length;
  const out = new Float64Array(n);
  const tail = new Float64Array(period + 1).fill(-Infinity);
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let head = -Infinity;
    for (let i = start, k = 1; i < end; i++, k++) {
      const value = x[i];
      if (value > head) head = value;
      const old = tail[k];
      out[i] = old > head ? old : head;
    }
    if (end < start + period) break;
    let best = -Infinity;
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      const value = x[i];
      if (value > best) best = value;
      tail[k] = best;
    }
  }
  return out.fill(Number.NaN, 0, Math.min(from + period - 1, n));
}

/** MIN: the lowest of the last `period` values (van Herk 1992, O(n)). Look-back `period - 1`. */
export function lowest(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('lowest', period);
  const n = x.length;
  const out = new Float64Array(n);
  const tail = new Float64Array(period + 1).fill(Infinity);
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let head = Infinity;
    for (let i = start, k = 1; i < end; i++, k++) {
      const value = x[i];
      if (value < head) head = value;
      const old = tail[k];
      out[i] = old < head ? old : head;
    }
    if (end < start + period) break;
    let best = Infinity;
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      const value = x[i];
      if (value < best) best = value;
      tail[k] = best;
    }
  }
  return out.fill(Number.NaN, 0, Math.min(from + period - 1, n));
}

/** MIDPRICE: half-way between the highest high and the lowest low of `period` candles. Look-back `period - 1`. */
export function midprice(
  high: Float64Array,
  low: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('midprice', period);
  const top = highest(high, period);
  const bottom = lowest(low, period);
  for (let i = 0; i < top.length; i++) top[i] = (top[i] + bottom[i]) / 2;
  return top;
}
