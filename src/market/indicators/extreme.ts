import { checkPeriod } from './column.ts';

// Both: a window is the tail of one block of `period` rows and the head of the next (van Herk 1992), so O(n). The choice between
// two values is multiplied out instead of branched on: no processor guesses where a price turns, and wrong guesses cost most.

/** MAX: the highest of the last `period` values. Look-back `from + period - 1`; `from` is the first row with a value. */
export function highest(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('highest', period);
  const n = x.length;
  const out = new Float64Array(n);
  const tail = new Float64Array(period + 1).fill(x[from]);
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let best = x[start];
    tail[period] = best;
    for (let i = start, k = 1; i < end; i++, k++) {
      const value = x[i];
      const better = Number(value > best);
      best = value * better + best * (1 - better);
      const old = tail[k];
      const older = Number(old > best);
      out[i] = old * older + best * (1 - older);
    }
    if (end < start + period) break;
    best = x[end - 1];
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      const value = x[i];
      const better = Number(value > best);
      best = value * better + best * (1 - better);
      tail[k] = best;
    }
  }
  return out.fill(Number.NaN, 0, Math.min(from + period - 1, n));
}

/** MIN: the lowest of the last `period` values. Look-back `from + period - 1`; `from` is the first row with a value. */
export function lowest(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('lowest', period);
  const n = x.length;
  const out = new Float64Array(n);
  const tail = new Float64Array(period + 1).fill(x[from]);
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let best = x[start];
    tail[period] = best;
    for (let i = start, k = 1; i < end; i++, k++) {
      const value = x[i];
      const better = Number(value < best);
      best = value * better + best * (1 - better);
      const old = tail[k];
      const older = Number(old < best);
      out[i] = old * older + best * (1 - older);
    }
    if (end < start + period) break;
    best = x[end - 1];
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      const value = x[i];
      const better = Number(value < best);
      best = value * better + best * (1 - better);
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
