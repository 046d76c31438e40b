import { columnOf } from './column.ts';

/** Per window: the sums of squared and crossed deviations from the means of x and y. */
export interface Comoments {
  readonly xx: Float64Array<ArrayBuffer>;
  readonly xy: Float64Array<ArrayBuffer>;
  readonly yy: Float64Array<ArrayBuffer>;
}

/** The second moments of two columns over `period` rows, from row `from + period - 1` on; joined as in {@link variance}. */
export function comoments(x: Float64Array, y: Float64Array, period: number, from = 0): Comoments {
  const n = x.length;
  const lookback = from + period - 1;
  const out = { xx: columnOf(n, lookback), xy: columnOf(n, lookback), yy: columnOf(n, lookback) };
  const tail = Array.from({ length: period + 1 }, () => new Moments());
  for (let start = from; start < n; start += period) {
    const end = Math.min(start + period, n);
    const head = new Moments();
    for (let i = start, k = 1; i < end; i++, k++) {
      head.add(x[i], y[i], k);
      if (start === from && k < period) continue;
      const before = tail[k];
      const cross = (k * (period - k)) / period;
      const dx = head.x - before.x;
      const dy = head.y - before.y;
      out.xx[i] = head.xx + before.xx + dx * dx * cross;
      out.xy[i] = head.xy + before.xy + dx * dy * cross;
      out.yy[i] = head.yy + before.yy + dy * dy * cross;
    }
    if (end < start + period) break;
    const back = new Moments();
    for (let k = period - 1, m = 1; k > 0; k--, m++) {
      back.add(x[start + k], y[start + k], m);
      tail[k].take(back);
    }
  }
  return out;
}

/** Running means and second moments of pairs (Welford). */
class Moments {
  x = 0;
  y = 0;
  xx = 0;
  xy = 0;
  yy = 0;

  /** Adds a pair as the `count`-th. */
  add(x: number, y: number, count: number): void {
    const dx = x - this.x;
    const dy = y - this.y;
    this.x += dx / count;
    this.y += dy / count;
    this.xx += dx * (x - this.x);
    this.xy += dx * (y - this.y);
    this.yy += dy * (y - this.y);
  }

  take(other: Moments): void {
    this.x = other.x;
    this.y = other.y;
    this.xx = other.xx;
    this.xy = other.xy;
    this.yy = other.yy;
  }
}
