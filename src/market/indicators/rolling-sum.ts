import { columnOf } from './column.ts';

/**
 * The sum of the last `period` values over `divisor`, from row `from + period - 1` on; `from` is the first row with a value.
 *
 * Nothing is ever subtracted: a window is the tail of one block of `period` rows and the head of the next. So a spike that has
 * left the window leaves no rounding residue behind, in O(n) (the idea of van Herk 1992, there for extremes).
 */
export function rollingSum(
  x: Float64Array,
  period: number,
  from = 0,
  divisor = 1,
): Float64Array<ArrayBuffer> {
  const n = x.length;
  const out = columnOf(n, from + period - 1);
  if (period <= 3) return addDirectly(out, x, period, from, divisor);
  const tail = new Float64Array(period + 1);
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let head = 0;
    if (start === from) {
      for (let i = start; i < end; i++) head += x[i];
      if (end === start + period) out[end - 1] = head / divisor;
    } else {
      for (let i = start, k = 1; i < end; i++, k++) {
        head += x[i];
        out[i] = (tail[k] + head) / divisor;
      }
    }
    if (end === start + period) {
      let sum = 0;
      for (let k = period - 1; k > 0; k--) {
        sum += x[start + k];
        tail[k] = sum;
      }
    }
  }
  return out;
}

/** For a few rows, adding them anew is cheaper than keeping blocks. */
function addDirectly(
  out: Float64Array<ArrayBuffer>,
  x: Float64Array,
  period: number,
  from: number,
  divisor: number,
): Float64Array<ArrayBuffer> {
  const second = period > 1 ? 1 : 0;
  const third = period > 2 ? 1 : 0;
  for (let i = from + period - 1; i < x.length; i++) {
    out[i] = (x[i] + second * x[i - second] + third * x[i - 2 * third]) / divisor;
  }
  return out;
}
