import { Fault } from '#kit';
import { checkRange } from '../candles/series.ts';
import type { FeatureRows } from './rows.ts';

/** Mean and deviation per feature, fitted on rows `[from, to)`; plain JSON. */
export interface Scaler {
  readonly from: number;
  readonly to: number;
  readonly mean: readonly number[];
  /** The standard deviation; 1 for a feature that did not move. */
  readonly scale: readonly number[];
}

/** Deviations beyond which a standardised value is cut. */
const BOUND = 6;

/**
 * Fits a scaler on the rows `[from, to)` and on nothing else: give the training range.
 *
 * @throws Fault `market/bad-range` for a range outside the rows, `market/no-rows` where it holds no row with values.
 */
export function fitScaler(features: FeatureRows, from: number, to: number): Scaler {
  checkRange(features.length, from, to);
  const width = features.names.length;
  const mean = new Array<number>(width).fill(0);
  const squares = new Array<number>(width).fill(0);
  let count = 0;
  for (let i = from; i < to; i++) {
    if (features.valid[i] === 0) continue;
    count++;
    for (let k = 0; k < width; k++) {
      const value = features.rows[i * width + k];
      const before = value - mean[k];
      mean[k] += before / count;
      squares[k] += before * (value - mean[k]);
    }
  }
  if (count === 0) {
    throw new Fault(
      'market/no-rows',
      `rows [${from}, ${to}) hold no features; they begin at row ${features.first}: use a later or longer range`,
    );
  }
  const scale = squares.map((sum) => (sum / count > 1e-12 ? Math.sqrt(sum / count) : 1));
  return { from, to, mean, scale };
}

/**
 * Features minus mean, over deviation, cut at ±6.
 *
 * @throws Fault `market/other-features` where the scaler is for another number of features.
 */
export function applyScaler(features: FeatureRows, scaler: Scaler): FeatureRows {
  const width = features.names.length;
  if (scaler.mean.length !== width || scaler.scale.length !== width) {
    throw new Fault(
      'market/other-features',
      `the scaler has ${scaler.mean.length} features and the rows ${width}; fit it on these rows`,
    );
  }
  const rows = features.rows.slice();
  for (let i = 0; i < rows.length; i++) {
    const k = i % width;
    const value = (rows[i] - scaler.mean[k]) / scaler.scale[k];
    rows[i] = value > BOUND ? BOUND : value < -BOUND ? -BOUND : value;
  }
  return { ...features, rows };
}
