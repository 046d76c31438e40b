import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** How recent the last extreme is: 100 for now, 0 for `period` candles ago. */
export interface Aroon {
  readonly down: Float64Array<ArrayBuffer>;
  readonly up: Float64Array<ArrayBuffer>;
}

/**
 * AROON: age of the lowest low and highest high of `period + 1` candles; the later of equals counts. Look-back `period`.
 * Blocks and choices as in {@link highest}, for both extremes and their rows at once.
 */
export function aroon(high: Float64Array, low: Float64Array, period: number): Aroon {
  checkPeriod('aroon', period, 2);
  checkColumns('aroon', high, low);
  const n = high.length;
  const window = period + 1;
  const down = columnOf(n, 0);
  const up = columnOf(n, 0);
  const tailTop = new Float64Array(window + 1).fill(-Infinity);
  const tailBottom = new Float64Array(window + 1).fill(Infinity);
  const tailTopAt = new Int32Array(window + 1);
  const tailBottomAt = new Int32Array(window + 1);
  const factor = 100 / period;
  for (let start = 0; start < n; start += window) {
    const end = Math.min(start + window, n);
    let top = high[start];
    let bottom = low[start];
    let topAt = start;
    let bottomAt = start;
    for (let i = start, k = 1; i < end; i++, k++) {
      const above = Number(high[i] >= top);
      const below = Number(low[i] <= bottom);
      top = high[i] * above + top * (1 - above);
      bottom = low[i] * below + bottom * (1 - below);
      topAt += (i - topAt) * above;
      bottomAt += (i - bottomAt) * below;
      // The head of a block is later than the tail before it, so it wins where they are equal.
      up[i] = factor * (period - i + (tailTop[k] > top ? tailTopAt[k] : topAt));
      down[i] = factor * (period - i + (tailBottom[k] < bottom ? tailBottomAt[k] : bottomAt));
    }
    if (end < start + window) break;
    top = high[end - 1];
    bottom = low[end - 1];
    topAt = end - 1;
    bottomAt = end - 1;
    for (let i = end - 1, k = window - 1; k > 0; i--, k--) {
      const above = Number(high[i] > top);
      const below = Number(low[i] < bottom);
      top = high[i] * above + top * (1 - above);
      bottom = low[i] * below + bottom * (1 - below);
      topAt += (i - topAt) * above;
      bottomAt += (i - bottomAt) * below;
      tailTop[k] = top;
      tailBottom[k] = bottom;
      tailTopAt[k] = topAt;
      tailBottomAt[k] = bottomAt;
    }
  }
  const empty = Math.min(period, n);
  return { down: down.fill(Number.NaN, 0, empty), up: up.fill(Number.NaN, 0, empty) };
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
