import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** How recent the last extreme is: 100 for now, 0 for `period` candles ago. */
export interface Aroon {
  readonly down: Float64Array<ArrayBuffer>;
  readonly up: Float64Array<ArrayBuffer>;
}

/** AROON: age of the lowest low and highest high of `period + 1` candles; the later of equals counts. Look-back `period`. */
export function aroon(high: Float64Array, low: Float64Array, period: number): Aroon {
  checkPeriod('aroon', period, 2);
  checkColumns('aroon', high, low);
  const n = high.length;
  const down = columnOf(n, period);
  const up = columnOf(n, period);
  const window = period + 1;
  const tailHigh = new Int32Array(window + 1);
  const tailLow = new Int32Array(window + 1);
  const factor = 100 / period;
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let top = start;
    let bottom = start;
    for (let i = start, k = 1; i < end; i++, k++) {
      if (high[i] >= high[top]) top = i;
      if (low[i] <= low[bottom]) bottom = i;
      if (i < period) continue;
      const whole = k === window;
      const oldTop = tailHigh[k];
      const oldBottom = tailLow[k];
      const at = whole || high[top] >= high[oldTop] ? top : oldTop;
      const by = whole || low[bottom] <= low[oldBottom] ? bottom : oldBottom;
      up[i] = factor * (period - (i - at));
      down[i] = factor * (period - (i - by));
    }
    if (end < start + window) break;
    top = end - 1;
    bottom = end - 1;
    for (let k = window - 1; k > 0; k--) {
      if (high[start + k] > high[top]) top = start + k;
      if (low[start + k] < low[bottom]) bottom = start + k;
      tailHigh[k] = top;
      tailLow[k] = bottom;
    }
  }
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
