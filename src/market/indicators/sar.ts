import { checkColumns, columnOf } from './column.ts';

/** SAR: Wilder's parabolic stop; starts long unless the first downward reach is the larger (TA-Lib). Look-back 1. */
export function sar(
  high: Float64Array,
  low: Float64Array,
  acceleration: number,
  maximum: number,
): Float64Array<ArrayBuffer> {
  checkColumns('sar', high, low);
  const n = high.length;
  const out = columnOf(n, 1);
  if (n < 2) return out;
  const rise = high[1] - high[0];
  const fall = low[0] - low[1];
  const long = !(fall > 0 && rise < fall);
  // Going short is going long in a mirror: prices times -1, highs for lows. So one loop does both, without asking which.
  let sign = long ? 1 : -1;
  let lead = long ? high : low;
  let lag = long ? low : high;
  let factor = acceleration;
  let extreme = sign * lead[1];
  let stop = sign * lag[0];
  for (let i = 1; i < n; i++) {
    // In the first row TA-Lib takes the candle itself for the one before it.
    const before = i === 1 ? 1 : i - 1;
    const far = sign * lead[i];
    const near = sign * lag[i];
    if (near <= stop) {
      const top = Math.max(sign * lead[before], far);
      sign = -sign;
      [lead, lag] = [lag, lead];
      stop = -Math.max(extreme, top);
      out[i] = sign * stop;
      factor = acceleration;
      extreme = -near;
      stop = Math.min(stop + factor * (extreme - stop), -top);
      continue;
    }
    out[i] = sign * stop;
    if (far > extreme) {
      extreme = far;
      factor = Math.min(factor + acceleration, maximum);
    }
    stop += factor * (extreme - stop);
    const nearBefore = sign * lag[before];
    if (near < stop) stop = near;
    if (nearBefore < stop) stop = nearBefore;
  }
  return out;
}
