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
  const out = ema(x, period);
  const n = out.length;
  const first = 2 * (period - 1);
  const weight = 2 / (period + 1);
  let twice = n > first ? meanOf(out, period - 1, period) : 0;
  for (let i = first; i < n; i++) {
    if (i > first) twice += (out[i] - twice) * weight;
    out[i] = 2 * out[i] - twice;
  }
  return out.fill(Number.NaN, 0, Math.min(first, n));
}

/** TEMA: 3·EMA − 3·EMA of EMA + EMA of that. Look-back `3 (period - 1)`. */
export function tema(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const out = ema(x, period);
  const twice = ema(out, period, period - 1);
  const n = out.length;
  const first = 3 * (period - 1);
  const weight = 2 / (period + 1);
  let thrice = n > first ? meanOf(twice, 2 * (period - 1), period) : 0;
  for (let i = first; i < n; i++) {
    if (i > first) thrice += (twice[i] - thrice) * weight;
    out[i] = 3 * out[i] - 3 * twice[i] + thrice;
  }
  return out.fill(Number.NaN, 0, Math.min(first, n));
}

/** TRIX: percent change of the thrice smoothed price. Look-back `3 (period - 1) + 1`. */
export function trix(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  const out = ema(ema(x, period), period, period - 1);
  const n = out.length;
  const first = 3 * (period - 1);
  const weight = 2 / (period + 1);
  let before = n > first ? meanOf(out, 2 * (period - 1), period) : 0;
  for (let i = first + 1; i < n; i++) {
    const now = before + (out[i] - before) * weight;
    out[i] = (now / before - 1) * 100;
    before = now;
  }
  return out.fill(Number.NaN, 0, Math.min(first + 1, n));
}

function meanOf(x: Float64Array, from: number, period: number): number {
  let sum = 0;
  for (let i = from; i < from + period; i++) sum += x[i];
  return sum / period;
}
