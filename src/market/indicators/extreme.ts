import { checkPeriod, columnOf } from './column.ts';

// Both: a window is the tail of one block of `period` rows and the head of the next (van Herk 1992), so O(n). The head of a block
// and the tail it leaves to the next are walked in one loop: neither waits for the other. Which of two values is better is
// multiplied out instead of branched on: no processor guesses where a price turns, and wrong guesses cost most. Where a head
// overtakes the tail before it, which it does once a block, a branch is the cheaper choice.

/** MAX: the highest of the last `period` values. Look-back `from + period - 1`; `from` is the first row with a value. */
export function highest(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('highest', period);
  const n = x.length;
  const out = columnOf(n, 0);
  let tail = new Float64Array(period + 1).fill(x[from]);
  let next = new Float64Array(period + 1);
  let start = from;
  for (; start + period <= n; start += period) {
    let best = x[start];
    let back = x[start + period - 1];
    tail[period] = best;
    for (let k = 1, i = start, j = start + period - 1; k <= period; k++, i++, j--) {
      const value = x[i];
      const better = Number(value > best);
      best = value * better + best * (1 - better);
      const other = x[j];
      const higher = Number(other > back);
      back = other * higher + back * (1 - higher);
      next[period - k] = back;
      const old = tail[k];
      out[i] = old > best ? old : best;
    }
    [tail, next] = [next, tail];
  }
  let best = x[start];
  for (let i = start, k = 1; i < n; i++, k++) {
    if (x[i] > best) best = x[i];
    out[i] = tail[k] > best ? tail[k] : best;
  }
  return out.fill(Number.NaN, 0, Math.min(from + period - 1, n));
}

/** MIN: the lowest of the last `period` values. Look-back `from + period - 1`; `from` is the first row with a value. */
export function lowest(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('lowest', period);
  const n = x.length;
  const out = columnOf(n, 0);
  let tail = new Float64Array(period + 1).fill(x[from]);
  let next = new Float64Array(period + 1);
  let start = from;
  for (; start + period <= n; start += period) {
    let best = x[start];
    let back = x[start + period - 1];
    tail[period] = best;
    for (let k = 1, i = start, j = start + period - 1; k <= period; k++, i++, j--) {
      const value = x[i];
      const better = Number(value < best);
      best = value * better + best * (1 - better);
      const other = x[j];
      const lower = Number(other < back);
      back = other * lower + back * (1 - lower);
      next[period - k] = back;
      const old = tail[k];
      out[i] = old < best ? old : best;
    }
    [tail, next] = [next, tail];
  }
  let best = x[start];
  for (let i = start, k = 1; i < n; i++, k++) {
    if (x[i] < best) best = x[i];
    out[i] = tail[k] < best ? tail[k] : best;
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
