import { checkColumns, checkPeriod, columnOf } from './column.ts';
import { addShares } from './share.ts';

/** ULTOSC: buying pressure over the true range on three horizons, weighted 4 : 2 : 1 (Williams 1976). Look-back: the longest period. */
export function ultimate(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  short: number,
  middle: number,
  long: number,
): Float64Array<ArrayBuffer> {
  checkColumns('ultimate', high, low, close);
  const n = close.length;
  const bought = columnOf(n, 1);
  const range = columnOf(n, 1);
  for (let i = 1; i < n; i++) {
    const before = close[i - 1];
    const bottom = low[i] < before ? low[i] : before;
    const top = high[i] > before ? high[i] : before;
    bought[i] = close[i] - bottom;
    range[i] = top - bottom;
  }
  const periods = [short, middle, long].toSorted((a, b) => a - b);
  const out = columnOf(n, periods[2]).fill(0, Math.min(periods[2], n));
  for (const [j, period] of periods.entries()) {
    checkPeriod('ultimate', period);
    addShares(out, bought, range, period, (100 * (4 >> j)) / 7);
  }
  return out;
}
