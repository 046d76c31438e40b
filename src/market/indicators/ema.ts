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
  let sum = 0;
  for (let i = from; i <= first; i++) sum += x[i];
  const weight = 2 / (period + 1);
  let mean = sum / period;
  out[first] = mean;
  for (let i = first + 1; i < n; i++) {
    mean += (x[i] - mean) * weight;
    out[i] = mean;
  }
  return out;
}

/** DEMA: 2·EMA − EMA of EMA, which lags less. Look-back `2 (period - 1)`. */
export function dema(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const once = ema(x, period);
  const twice = ema(once, period, period - 1);
  for (let i = 0; i < twice.length; i++) twice[i] = 2 * once[i] - twice[i];
  return twice;
}

/** TEMA: 3·EMA − 3·EMA of EMA + EMA of that. Look-back `3 (period - 1)`. */
export function tema(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const once = ema(x, period);
  const twice = ema(once, period, period - 1);
  const thrice = ema(twice, period, 2 * (period - 1));
  for (let i = 0; i < thrice.length; i++) thrice[i] += 3 * once[i] - 3 * twice[i];
  return thrice;
}

/** TRIX: percent change of the thrice smoothed price. Look-back `3 (period - 1) + 1`. */
export function trix(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const twice = ema(ema(x, period), period, period - 1);
  const thrice = ema(twice, period, 2 * (period - 1));
  for (let i = thrice.length - 1; i > 0; i--) {
    thrice[i] = (thrice[i] / thrice[i - 1] - 1) * 100;
  }
  if (thrice.length > 0) thrice[0] = Number.NaN;
  return thrice;
}
