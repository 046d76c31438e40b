import { checkColumns, checkPeriod } from './column.ts';
import { highest, lowest } from './extreme.ts';
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
  checkColumns('williamsR', high, low, close);
  const top = highest(high, period);
  const bottom = lowest(low, period);
  for (let i = period - 1; i < top.length; i++) {
    const range = top[i] - bottom[i];
    top[i] = range > 0 ? (-100 * (top[i] - close[i])) / range : 0;
  }
  return top;
}

/** 100 at the top of the range of `period` rows, 0 at its bottom and where there is no range. */
function position(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  from = 0,
): Float64Array<ArrayBuffer> {
  checkPeriod('stochastic', period);
  checkColumns('stochastic', high, low, close);
  const top = highest(high, period, from);
  const bottom = lowest(low, period, from);
  for (let i = from + period - 1; i < top.length; i++) {
    const range = top[i] - bottom[i];
    top[i] = range > 0 ? (100 * (close[i] - bottom[i])) / range : 0;
  }
  return top;
}
