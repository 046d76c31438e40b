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
  const first = from + period - 1;
  const n = x.length;
  if (period === 1) for (let i = first; i < n; i++) out[i] = x[i] / divisor;
  if (period === 2) for (let i = first; i < n; i++) out[i] = (x[i] + x[i - 1]) / divisor;
  if (period === 3) for (let i = first; i < n; i++) out[i] = (x[i] + x[i - 1] + x[i - 2]) / divisor;
  return out;
}
