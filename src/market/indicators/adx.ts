import { checkColumns, checkPeriod, columnOf } from './column.ts';

/** Wilder's directional indicators, each 0 to 100. */
export interface Direction {
  readonly plus: Float64Array<ArrayBuffer>;
  readonly minus: Float64Array<ArrayBuffer>;
}

/** PLUS_DI and MINUS_DI: Wilder's share of upward and downward reach in the true range. Look-back `period`. */
export function direction(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Direction {
  checkPeriod('direction', period, 2);
  checkColumns('direction', high, low, close);
  const n = close.length;
  const plus = columnOf(n, period);
  const minus = columnOf(n, period);
  let up = 0;
  let down = 0;
  let range = 0;
  for (let i = 1; i < n; i++) {
    const rise = high[i] - high[i - 1];
    const fall = low[i - 1] - low[i];
    const before = close[i - 1];
    const top = high[i] > before ? high[i] : before;
    const bottom = low[i] < before ? low[i] : before;
    if (i >= period) {
      up -= up / period;
      down -= down / period;
      range -= range / period;
    }
    if (fall > 0 && rise < fall) down += fall;
    else if (rise > 0 && rise > fall) up += rise;
    range += top - bottom;
    if (i < period) continue;
    plus[i] = range > 0 ? 100 * (up / range) : 0;
    minus[i] = range > 0 ? 100 * (down / range) : 0;
  }
  return { plus, minus };
}

/** DX: how far the two directions differ, 0 to 100; the row before's value where there is none. Look-back `period`. */
export function dx(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('dx', period, 2);
  checkColumns('dx', high, low, close);
  const n = close.length;
  const out = columnOf(n, period);
  const keep = 1 - 1 / period;
  let up = 0;
  let down = 0;
  let last = 0;
  for (let i = 1; i < n; i++) {
    // The true range divides both directions and falls out of their quotient.
    const rise = high[i] - high[i - 1];
    const fall = low[i - 1] - low[i];
    if (i >= period) {
      up *= keep;
      down *= keep;
    }
    up += rise * Number(rise > 0 && rise > fall);
    down += fall * Number(fall > 0 && fall > rise);
    if (i < period) continue;
    if (up + down > 0) last = (100 * Math.abs(up - down)) / (up + down);
    out[i] = last;
  }
  return out;
}

/** ADX: Wilder's mean of {@link dx}, the strength of a trend whichever its direction. Look-back `2 period - 1`. */
export function adx(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  const out = dx(high, low, close, period);
  const n = out.length;
  const first = 2 * period - 1;
  let sum = 0;
  for (let i = period; i <= first && i < n; i++) sum += out[i];
  let mean = sum / period;
  const weight = 1 / period;
  if (n > first) out[first] = mean;
  for (let i = first + 1; i < n; i++) {
    mean += (out[i] - mean) * weight;
    out[i] = mean;
  }
  return out.fill(Number.NaN, 0, Math.min(first, n));
}

/** ADXR: mean of the ADX now and `period - 1` candles ago. Look-back `3 period - 2`. */
export function adxr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  const out = adx(high, low, close, period);
  for (let i = out.length - 1; i >= 0; i--) {
    out[i] = i < 3 * period - 2 ? Number.NaN : (out[i] + out[i - (period - 1)]) / 2;
  }
  return out;
}
