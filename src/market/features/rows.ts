import { type CandleSeries, slice, spans } from '../candles/series.ts';
import type { Feature } from './feature.ts';
import { MOVES } from './moves.ts';
import { REGIMES } from './regimes.ts';

/** The inputs of the default model, in the order of their columns. */
export const FEATURES: readonly Feature[] = [...MOVES, ...REGIMES];

/** Candles that a row of features reaches back: the longest look-back of all. */
export const FEATURE_LOOKBACK: number = Math.max(...FEATURES.map((feature) => feature.lookback));

/** Features, one row per candle: row `i` knows candles up to and including `i`, when it has closed, and none after it. */
export interface FeatureRows {
  readonly names: readonly string[];
  /** Row-major `[length][names.length]`; rows without enough past are NaN. */
  readonly rows: Float32Array<ArrayBuffer>;
  readonly length: number;
  /** The first row with values; `length` where there is none. */
  readonly first: number;
  /** 1 for rows with values. */
  readonly valid: Uint8Array<ArrayBuffer>;
}

/**
 * The features of every candle. After a gap they begin anew, so that no row reaches over it.
 *
 * Each value lies in [−1, 1], does not change when prices or volumes are multiplied, and has the same bits on every machine.
 */
export function featureRows(series: CandleSeries): FeatureRows {
  const width = FEATURES.length;
  const rows = new Float32Array(series.length * width).fill(Number.NaN);
  const valid = new Uint8Array(series.length);
  for (const { from, to } of spans(series)) {
    if (to - from <= FEATURE_LOOKBACK) continue;
    const piece = slice(series, from, to);
    for (const [k, feature] of FEATURES.entries()) {
      const values = feature.compute(piece);
      for (let i = FEATURE_LOOKBACK; i < values.length; i++)
        rows[(from + i) * width + k] = values[i];
    }
    valid.fill(1, from + FEATURE_LOOKBACK, to);
  }
  const first = valid.indexOf(1);
  return {
    names: FEATURES.map((feature) => feature.name),
    rows,
    length: series.length,
    first: first < 0 ? series.length : first,
    valid,
  };
}
