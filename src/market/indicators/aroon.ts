import { checkColumns, checkPeriod } from './column.ts';

/** How recent the last extreme is: 100 for now, 0 for `period` candles ago. */
export interface Aroon {
  readonly down: Float64Array<ArrayBuffer>;
  readonly up: Float64Array<ArrayBuffer>;
}

/** AROON: age of the lowest low and highest high of `period + 1` candles; the later of equals counts. Look-back `period`. */
export function aroon(high: Float64Array, low: Float64Array, period: number): Aroon {
  checkPeriod('aroon', period, 2);
  checkColumns('aroon', high, low);
  const down = recency(low, period, -1);
  const up = recency(high, period, 1);
  return { down, up };
}

/** AROONOSC: up minus down of {@link aroon}, −100 to 100. Look-back `period`. */
export function aroonOscillator(
  high: Float64Array,
  low: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  const { down, up } = aroon(high, low, period);
  for (let i = 0; i < up.length; i++) up[i] -= down[i];
  return up;
}

/** 100 where the highest of `sign · x` in a window of `period + 1` rows is now, 0 where it is `period` rows ago. */
function recency(x: Float64Array, period: number, sign: 1 | -1): Float64Array<ArrayBuffer> {
  const n = x.length;
  const window = period + 1;
  const out = new Float64Array(n);
  const tailBest = new Float64Array(window + 1).fill(-Infinity);
  const tailAt = new Int32Array(window + 1);
  const factor = 100 / period;
  // Blocks and choices as in `highest`; the head of a block is later than the tail before it, so it wins where they are equal.
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let best = sign * x[start];
    let at = start;
    for (let i = start, k = 1; i < end; i++, k++) {
      const value = sign * x[i];
      const better = Number(value >= best);
      best = value * better + best * (1 - better);
      at += (i - at) * better;
      out[i] = factor * (period - i + (tailBest[k] > best ? tailAt[k] : at));
    }
    if (end < start + window) break;
    best = sign * x[end - 1];
    at = end - 1;
    for (let i = end - 1, k = window - 1; k > 0; i--, k--) {
      const value = sign * x[i];
      const better = Number(value > best);
      best = value * better + best * (1 - better);
      at += (i - at) * better;
      tailBest[k] = best;
      tailAt[k] = at;
    }
  }
  return out.fill(Number.NaN, 0, Math.min(period, n));
}
