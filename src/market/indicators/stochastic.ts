import { checkColumns, checkPeriod } from './column.ts';
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
  const out = new Float64Array(n);
  const tailTop = new Float64Array(period + 1).fill(high[from]);
  const tailBottom = new Float64Array(period + 1).fill(low[from]);
  // Blocks and choices as in `highest` and `lowest`, both at once.
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    let top = high[start];
    let bottom = low[start];
    tailTop[period] = top;
    tailBottom[period] = bottom;
    for (let i = start, k = 1; i < end; i++, k++) {
      const above = Number(high[i] > top);
      const below = Number(low[i] < bottom);
      top = high[i] * above + top * (1 - above);
      bottom = low[i] * below + bottom * (1 - below);
      const ceiling = tailTop[k] > top ? tailTop[k] : top;
      const floor = tailBottom[k] < bottom ? tailBottom[k] : bottom;
      const range = ceiling - floor;
      out[i] = range > 0 ? (100 * (close[i] - floor)) / range + shift : 0;
    }
    if (end < start + period) break;
    top = high[end - 1];
    bottom = low[end - 1];
    for (let i = end - 1, k = period - 1; k > 0; i--, k--) {
      const above = Number(high[i] > top);
      const below = Number(low[i] < bottom);
      top = high[i] * above + top * (1 - above);
      bottom = low[i] * below + bottom * (1 - below);
      tailTop[k] = top;
      tailBottom[k] = bottom;
    }
  }
  return out.fill(Number.NaN, 0, Math.min(from + period - 1, n));
}
