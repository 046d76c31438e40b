import { checkColumns, checkPeriod, columnOf } from './column.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';

/** Two lines, each 0 to 100. */
export interface Stochastic {
  readonly k: Float64Array<ArrayBuffer>;
  readonly d: Float64Array<ArrayBuffer>;
}

/** STOCH: where the close stands in the range of `period` candles, smoothed once and twice. Look-back `period + slowK + slowD - 3`. */
export function stochastic(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  slowK: number,
  slowD: number,
): Stochastic {
  const place = position(high, low, close, period);
  const k = sma(place, slowK, period - 1);
  const d = sma(k, slowD, period + slowK - 2);
  k.fill(Number.NaN, 0, Math.min(period + slowK + slowD - 3, k.length));
  return { k, d };
}

/** STOCHF: as {@link stochastic} without the first smoothing. Look-back `period + smooth - 2`. */
export function fastStochastic(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  smooth: number,
): Stochastic {
  const k = position(high, low, close, period);
  const d = sma(k, smooth, period - 1);
  k.fill(Number.NaN, 0, Math.min(period + smooth - 2, k.length));
  return { k, d };
}

/** STOCHRSI: {@link fastStochastic} of the RSI. Look-back `rsiPeriod + period + smooth - 2`. */
export function stochasticRsi(
  x: Float64Array,
  rsiPeriod: number,
  period: number,
  smooth: number,
): Stochastic {
  const strength = rsi(x, rsiPeriod);
  const k = position(strength, strength, strength, period, rsiPeriod);
  const d = sma(k, smooth, rsiPeriod + period - 1);
  k.fill(Number.NaN, 0, Math.min(rsiPeriod + period + smooth - 2, k.length));
  return { k, d };
}

/** WILLR: how far the close is below the top of the range of `period` candles, −100 to 0. Look-back `period - 1`. */
export function williamsR(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  return position(high, low, close, period, 0, -100);
}

/** 100 + `shift` at the top of the range of `period` rows, `shift` at its bottom, 0 where there is no range. */
function position(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  from = 0,
  shift = 0,
): Float64Array<ArrayBuffer> {
  checkPeriod('stochastic', period);
  checkColumns('stochastic', high, low, close);
  const n = close.length;
  const out = columnOf(n, 0);
  let tailTop = new Float64Array(period + 1).fill(high[from]);
  let tailBottom = new Float64Array(period + 1).fill(low[from]);
  let nextTop = new Float64Array(period + 1);
  let nextBottom = new Float64Array(period + 1);
  let start = from;
  // Blocks and choices as in `highest` and `lowest`, both at once.
  for (; start + period <= n; start += period) {
    const last = start + period - 1;
    let top = high[start];
    let bottom = low[start];
    let backTop = high[last];
    let backBottom = low[last];
    tailTop[period] = top;
    tailBottom[period] = bottom;
    for (let k = 1, i = start, j = last; k <= period; k++, i++, j--) {
      const above = Number(high[i] > top);
      top = high[i] * above + top * (1 - above);
      const below = Number(low[i] < bottom);
      bottom = low[i] * below + bottom * (1 - below);
      const higher = Number(high[j] > backTop);
      backTop = high[j] * higher + backTop * (1 - higher);
      const lower = Number(low[j] < backBottom);
      backBottom = low[j] * lower + backBottom * (1 - lower);
      nextTop[period - k] = backTop;
      nextBottom[period - k] = backBottom;
      const ceiling = tailTop[k] > top ? tailTop[k] : top;
      const floor = tailBottom[k] < bottom ? tailBottom[k] : bottom;
      const range = ceiling - floor;
      out[i] = range > 0 ? (100 * (close[i] - floor)) / range + shift : 0;
    }
    [tailTop, nextTop] = [nextTop, tailTop];
    [tailBottom, nextBottom] = [nextBottom, tailBottom];
  }
  let top = high[start];
  let bottom = low[start];
  for (let i = start, k = 1; i < n; i++, k++) {
    if (high[i] > top) top = high[i];
    if (low[i] < bottom) bottom = low[i];
    const ceiling = tailTop[k] > top ? tailTop[k] : top;
    const floor = tailBottom[k] < bottom ? tailBottom[k] : bottom;
    const range = ceiling - floor;
    out[i] = range > 0 ? (100 * (close[i] - floor)) / range + shift : 0;
  }
  return out.fill(Number.NaN, 0, Math.min(from + period - 1, n));
}
