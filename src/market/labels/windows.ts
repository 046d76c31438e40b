import { Fault } from '#kit';
import { checkRange } from '../candles/series.ts';
import type { FeatureRows } from '../features/rows.ts';

/** Which windows to take. */
export interface WindowOptions {
  readonly rows: FeatureRows;
  /** One label per row; negative for unknown. */
  readonly labels: Int8Array;
  /** Candles that a label looks ahead. */
  readonly horizon: number;
  /** Rows in a window. */
  readonly steps: number;
  readonly from: number;
  readonly to: number;
  /** Rows from the end of one window to the end of the next. */
  readonly stride: number;
}

/** Windows by their last row: window `w` is rows `(ends[w] - steps, ends[w]]` and its label is `labels[w]`. */
export interface Windows {
  readonly ends: Int32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
}

/**
 * The windows whose rows and whose label's future all lie in `[from, to)`, none of them over a gap. So windows of ranges that do
 * not overlap share neither a row nor a candle of any label's future.
 *
 * @throws Fault `market/bad-range`, `market/bad-window`.
 */
export function windows(options: WindowOptions): Windows {
  const { rows, labels, horizon, steps, from, to, stride } = options;
  checkRange(rows.length, from, to);
  for (const [name, value] of Object.entries({ horizon, steps, stride })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new Fault('market/bad-window', `${name} is ${value}; use an integer of 1 or more`);
  }
  if (labels.length !== rows.length) {
    throw new Fault(
      'market/bad-window',
      `${labels.length} labels for ${rows.length} rows; make both from one series`,
    );
  }
  const ends: number[] = [];
  let run = 0;
  let next = from + steps - 1;
  for (let end = from; end + horizon < to; end++) {
    run = isFollowing(rows, end) ? run + 1 : rows.valid[end];
    if (end < next || run < steps || labels[end] < 0) continue;
    ends.push(end);
    next = end + stride;
  }
  return { ends: Int32Array.from(ends), labels: Int32Array.from(ends, (end) => labels[end]) };
}

/** A gap leaves at least one row without values, so neighbours with values belong together. */
function isFollowing(rows: FeatureRows, i: number): boolean {
  return i > 0 && rows.valid[i] === 1 && rows.valid[i - 1] === 1;
}
