import type { Federation } from '#governance';
import { Fault, hashOf, type Hex } from '#kit';
import {
  applyScaler,
  balancedDeadZone,
  type CandleSeries,
  directionLabels,
  type FeatureRows,
  featureRows,
  fitScaler,
  type Scaler,
  windows,
} from '#market';
import type { LstmShape, SequenceData } from '#models';
import type { PrivateTraining } from '#rounds/member';

/** Stretch of time, from (inclusive) to (exclusive), in milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is the same question on one asset: how large a move counts, and how its features are scaled. */
export interface AssetLesson {
  readonly deadZone: number;
  readonly scaler: Pick<Scaler, 'mean' | 'scale'>;
}

/** How to train so that no block of candles can be told. */
export interface PrivateLesson extends PrivateTraining {
  /** Candles of a block; a block is what privacy is counted for. */
  readonly block: number;
  /** Candles from the end of one window to the end of the next, instead of the lesson's. */
  readonly stride: number;
}

/**
 * What everybody learns, published by the hub before the first round: with it and its own candles a member knows all it
 * needs. Plain JSON.
 */
export interface Lesson {
  readonly shape: Required<
    Pick<LstmShape, 'inputSize' | 'steps' | 'hidden' | 'layers' | 'outputs'>
  >;
  /** Candles ahead. */
  readonly horizon: number;
  /** Candles from the end of one training window to the end of the next. */
  readonly stride: number;
  readonly batch: number;
  readonly stepsPerRound: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  /** How the group learns together; FedAvg where it is left out. */
  readonly federation?: Federation;
  /** The round from which it is in force, where that is not the first: nobody carries anything over from before. */
  readonly since?: number;
  readonly assets: Readonly<Record<string, AssetLesson>>;
  /** Where members train privately. */
  readonly privacy?: PrivateLesson;
}

/** Candles as a model sees them. */
export interface Material {
  /** Scaled features, `[candles][features]`, zero where there is no past. */
  readonly rows: Float32Array<ArrayBuffer>;
  /** Windows whose rows and futures lie in the range. */
  readonly data: SequenceData;
}

/**
 * What there is to learn from the candles of a range.
 *
 * @param features those of the whole series, where they are known already
 * @throws Fault of `#market` for an empty or foreign range
 */
export function material(
  series: CandleSeries,
  range: Range,
  lesson: Pick<Lesson, 'shape' | 'horizon'> & { readonly stride: number },
  asset: AssetLesson,
  features: FeatureRows = featureRows(series),
): Material {
  const labels = directionLabels(series, { horizon: lesson.horizon, deadZone: asset.deadZone });
  const [from, to] = [indexAt(series, range.from), indexAt(series, range.to)];
  const chosen = windows({
    rows: features,
    labels,
    horizon: lesson.horizon,
    steps: lesson.shape.steps,
    from,
    to,
    stride: lesson.stride,
  });
  const scaled = applyScaler(features, { from, to, ...asset.scaler }).rows;
  for (let i = 0; i < scaled.length; i++) if (Number.isNaN(scaled[i])) scaled[i] = 0;
  return { rows: scaled, data: { rows: scaled, ...chosen } };
}

/** Fits the dead zone (classes as equal as can be) and the scaler of an asset on one range, and on nothing else. */
export function assetLesson(
  series: CandleSeries,
  range: Range,
  horizon: number,
  features: FeatureRows = featureRows(series),
): AssetLesson {
  const [from, to] = [indexAt(series, range.from), indexAt(series, range.to)];
  const { mean, scale } = fitScaler(features, from, to);
  return { deadZone: balancedDeadZone(series, horizon, from, to), scaler: { mean, scale } };
}

/** The first candle that opens at or after a time. */
export function indexAt(series: CandleSeries, time: number): number {
  let [low, high] = [0, series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.ts[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same lesson under the strategy that is in force from a round on. */
export function lessonUnder(lesson: Lesson, federation: Federation, since: number): Lesson {
  const { federation: _before, since: _then, assets, privacy, ...how } = lesson;
  return {
    ...how,
    ...(federation.name !== 'fedavg' && { federation }),
    ...(since > 1 && { since }),
    assets,
    ...(privacy && { privacy }),
  };
}

/** The hash by which members and hub know that they learn the same. Fractions are hashed as text. */
export function lessonHash(lesson: Lesson): Hex {
  return hashOf(
    JSON.parse(JSON.stringify(lesson), (_key, value: unknown) =>
      typeof value === 'number' ? String(value) : value,
    ),
  );
}

/** A stretch of candles to predict, one by one. */
export interface Course {
  /** Scaled features of the candles and of the past that the first of them looks back on. */
  readonly rows: Float32Array<ArrayBuffer>;
  /** The candle of the series that the first row is. */
  readonly start: number;
  /** For each candle its row, one after the other. */
  readonly ends: Int32Array<ArrayBuffer>;
  /** What came: 0 down, 1 flat, 2 up, −1 where the series does not say. */
  readonly labels: Int8Array<ArrayBuffer>;
}

/**
 * Every candle of a range with the features of its past, which may reach before the range; for predicting, never for training.
 *
 * @throws Fault `season/no-past` where the first candle has too little past
 */
export function course(
  series: CandleSeries,
  range: Range,
  lesson: Pick<Lesson, 'shape' | 'horizon'>,
  asset: AssetLesson,
  features: FeatureRows = featureRows(series),
): Course {
  const [from, to] = [indexAt(series, range.from), indexAt(series, range.to)];
  if (from - lesson.shape.steps + 1 < features.first) {
    throw new Fault(
      'season/no-past',
      `${series.symbol}: the candle at ${new Date(range.from).toISOString()} has ${from} before it; ${features.first + lesson.shape.steps} are needed: use fewer days or a longer file`,
    );
  }
  const start = from - lesson.shape.steps + 1;
  const width = features.names.length;
  const shown = { ...features, rows: features.rows.subarray(start * width, to * width) };
  const scaled = applyScaler(shown, { from, to, ...asset.scaler }).rows;
  for (let i = 0; i < scaled.length; i++) if (Number.isNaN(scaled[i])) scaled[i] = 0;
  const labels = directionLabels(series, { horizon: lesson.horizon, deadZone: asset.deadZone });
  return {
    rows: scaled,
    start,
    ends: Int32Array.from({ length: to - from }, (_, i) => from + i - start),
    labels: labels.slice(from, to),
  };
}
