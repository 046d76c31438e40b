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
  let long = !(fall > 0 && rise < fall);
  let factor = acceleration;
  let extreme = long ? high[1] : low[1];
  let stop = long ? low[0] : high[0];
  for (let i = 1; i < n; i++) {
    // In the first row TA-Lib takes the candle itself for the one before it.
    const before = i === 1 ? 1 : i - 1;
    const top = high[before] > high[i] ? high[before] : high[i];
    const bottom = low[before] < low[i] ? low[before] : low[i];
    const turned = long ? low[i] <= stop : high[i] >= stop;
    if (turned) {
      stop = long ? Math.max(extreme, top) : Math.min(extreme, bottom);
      out[i] = stop;
      long = !long;
      factor = acceleration;
      extreme = long ? high[i] : low[i];
    } else {
      out[i] = stop;
      const further = long ? high[i] > extreme : low[i] < extreme;
      if (further) {
        extreme = long ? high[i] : low[i];
        factor = Math.min(factor + acceleration, maximum);
      }
    }
    stop += factor * (extreme - stop);
    stop = long ? Math.min(stop, bottom) : Math.max(stop, top);
  }
  return out;
}
