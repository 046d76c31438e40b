import { checkPeriod, columnOf } from './column.ts';

/**
 * EMA: exponential mean with weight 2 / (period + 1), seeded with the plain mean of its first `period` values (TA-Lib).
 * `from` is the first row that holds a value. Look-back `from + period - 1`.
 */
export function ema(x: Float64Array, period: number, from = 0): Float64Array<ArrayBuffer> {
  checkPeriod('ema', period);
  const n = x.length;
  const first = from + period - 1;
  const out = columnOf(n, first);
  if (n <= first) return out;
  const weight = 2 / (period + 1);
  let mean = meanOf(x, from, period);
  out[first] = mean;
  for (let i = first + 1; i < n; i++) {
    mean += (x[i] - mean) * weight;
    out[i] = mean;
  }
  return out;
}

/** DEMA: 2·EMA − EMA of EMA, which lags less. Look-back `2 (period - 1)`. */
export function dema(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return cascade(x, period, [2, -1]);
}

/** TEMA: 3·EMA − 3·EMA of EMA + EMA of that. Look-back `3 (period - 1)`. */
export function tema(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return cascade(x, period, [3, -3, 1]);
}

/** TRIX: percent change of the thrice smoothed price. Look-back `3 (period - 1) + 1`. */
export function trix(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const out = cascade(x, period, [0, 0, 1]);
  let before = Number.NaN;
  for (let i = 0; i < out.length; i++) {
    const now = out[i];
    out[i] = (now / before - 1) * 100;
    before = now;
  }
  return out;
}

/** A sum of the mean, the mean of it and the mean of that, by `factors`; all in one pass, so that the three advance together. */
function cascade(
  x: Float64Array,
  period: number,
  factors: readonly number[],
): Float64Array<ArrayBuffer> {
  checkPeriod('ema', period);
  const [a, b, c = 0] = factors;
  const n = x.length;
  const second = 2 * (period - 1);
  const third = 3 * (period - 1);
  const first = factors.length === 2 ? second : third;
  const out = columnOf(n, first);
  if (n <= first) return out;
  const weight = 2 / (period + 1);
  let once = meanOf(x, 0, period);
  let twice = once / period;
  let thrice = 0;
  if (period === 1) [twice, thrice] = [once, once];
  out[0] = first === 0 ? (a + b + c) * once : out[0];
  for (let i = period; i <= third && i < n; i++) {
    once += (x[i] - once) * weight;
    // Until its first full window, a level gathers the plain mean that seeds it.
    twice += i <= second ? once / period : (once - twice) * weight;
    if (i >= second) thrice += twice / period;
    if (i >= first) out[i] = a * once + b * twice + c * thrice;
  }
  for (let i = Math.max(period, third + 1); i < n; i++) {
    once += (x[i] - once) * weight;
    twice += (once - twice) * weight;
    thrice += (twice - thrice) * weight;
    out[i] = a * once + b * twice + c * thrice;
  }
  return out;
}

/** The plain mean of rows `[from, from + period)`. */
export function meanOf(x: Float64Array, from: number, period: number): number {
  let sum = 0;
  for (let i = from; i < from + period; i++) sum += x[i];
  return sum / period;
}
