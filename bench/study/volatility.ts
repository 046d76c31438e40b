/** The study's question: how much real hourly BTC will move over the next six hours, on a logarithmic scale. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CandleSeries, ln, wave } from '#market';
import { readCandles } from '#market/feeds';
import type { NetworkShape, SequenceData } from '#models';

/** Hourly candles of the BTC perpetual, 2020 to March 2026; stands beside the repository. */
export const CANDLES = resolve(
  import.meta.dirname,
  '../../../shared/data/binance_usdm_1h_BTCUSDT.csv.gz',
);
/** Hours ahead. */
const HORIZON = 6;
/** Hours of a window. */
const STEPS = 12;
/** The longest look-back of a row. */
const MONTH = 720;
const MEMBERS = 10;
/** Train on the past, choose settings on what follows, test on the future. */
const SPLITS = {
  training: ['2020-02-01', '2024-01-01'],
  validation: ['2024-01-01', '2025-01-01'],
  test: ['2025-01-01', '2026-03-25'],
} as const;

/** Log realised volatility over so many past hours: what a heterogeneous autoregression looks at. */
const SPANS = [1, 6, 24, 168, 720] as const;
/** Usual value and spread of log volatility, as round numbers, so that no scaler is fitted on anybody's data. */
const CENTRE = -5.3;

export const SHAPE: NetworkShape = {
  kind: 'lstm',
  inputSize: SPANS.length + 4,
  steps: STEPS,
  hidden: 8,
  layers: 1,
  outputs: 1,
  head: 'values',
};

/** Windows of the study. */
export interface Question {
  /** Ten stretches of time, one after the other, each a regime of its own. */
  readonly members: readonly SequenceData[];
  /** The same windows in one place. */
  readonly pooled: SequenceData;
  readonly validation: SequenceData;
  readonly test: SequenceData;
  /** Columns a heterogeneous autoregression regresses on, among the row's. */
  readonly autoregressive: readonly number[];
}

export function hasCandles(): boolean {
  return existsSync(CANDLES);
}

/** Reads the candles and cuts them. */
export async function openQuestion(): Promise<Question> {
  const series = await readCandles(CANDLES, { symbol: 'BTCUSDT' });
  const rows = rowsOf(series);
  const targets = targetsOf(series);
  const [from, to] = SPLITS.training.map((day) => hourOf(series, day)) as [number, number];
  const cut = (a: number, b: number, stride = 1): SequenceData =>
    windowsIn(rows, targets, { from: a, to: b, stride });
  const edges = Array.from({ length: MEMBERS + 1 }, (_, i) =>
    Math.floor(from + (i * (to - from)) / MEMBERS),
  );
  const members = edges.slice(0, -1).map((edge, i) => cut(edge, edges[i + 1]!));
  const later = (['validation', 'test'] as const).map((name) => {
    const [a, b] = SPLITS[name];
    return cut(hourOf(series, a), hourOf(series, b), HORIZON / 2);
  });
  return {
    members,
    pooled: together(members),
    validation: later[0]!,
    test: later[1]!,
    autoregressive: SPANS.map((_, k) => k),
  };
}

/** Row i knows hours up to and including i. */
function rowsOf({ length, high, low, close, volume, ts }: CandleSeries): Float32Array {
  const width = SHAPE.inputSize;
  const squares = squaresOf(close, length);
  const rows = new Float32Array(length * width);
  const sums = SPANS.map(() => 0);
  let traded = 0;
  for (let i = 1; i < length; i++) {
    const row = rows.subarray(i * width, (i + 1) * width);
    for (const [k, span] of SPANS.entries()) {
      sums[k] = sums[k]! + squares[i]! - (i > span ? squares[i - span]! : 0);
      row[k] = level(sums[k]! / span);
    }
    traded += volume[i]! - (i > 168 ? volume[i - 168]! : 0);
    row[SPANS.length] = ln(high[i]! / low[i]! + 1e-6) * 50 - 0.5;
    row[SPANS.length + 1] = ln((volume[i]! * 168 + 1) / (traded + 1));
    const hour = (ts[i]! % 86_400_000) / 86_400_000;
    row[SPANS.length + 2] = wave(hour);
    row[SPANS.length + 3] = wave((hour + 0.25) % 1);
  }
  return rows;
}

/** What comes: the same level over the next hours; NaN where the series ends. */
function targetsOf({ length, close }: CandleSeries): Float32Array {
  const squares = squaresOf(close, length);
  return Float32Array.from({ length }, (_, i) => {
    if (i + HORIZON >= length) return Number.NaN;
    let sum = 0;
    for (let h = 1; h <= HORIZON; h++) sum += squares[i + h]!;
    return level(sum / HORIZON);
  });
}

function squaresOf(close: Float64Array, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (i > 0 ? ln(close[i]! / close[i - 1]!) ** 2 : 0));
}

/** Log of a root mean square, about zero; a standing price counts as a move of a basis point. */
function level(meanSquare: number): number {
  return ln(Math.max(meanSquare, 0) + 1e-8) / 2 - CENTRE;
}

/** Windows whose rows and futures lie in [from, to); later ones are every third hour, for their futures overlap. */
function windowsIn(
  rows: Float32Array,
  targets: Float32Array,
  { from, to, stride }: { from: number; to: number; stride: number },
): SequenceData {
  const first = Math.max(from, MONTH) + STEPS - 1;
  const count = Math.floor((to - HORIZON - first) / stride);
  const ends = Int32Array.from({ length: count }, (_, i) => first + i * stride);
  return {
    rows,
    ends,
    labels: new Int32Array(count),
    targets: Float32Array.from(ends, (end) => targets[end]!),
  };
}

function together(parts: readonly SequenceData[]): SequenceData {
  const ends = Int32Array.from(parts.flatMap((part) => [...part.ends]));
  const targets = Float32Array.from(parts.flatMap((part) => [...part.targets!]));
  return { rows: parts[0]!.rows, ends, labels: new Int32Array(ends.length), targets };
}

function hourOf(series: CandleSeries, day: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  let i = series.length;
  while (i > 0 && series.ts[i - 1]! >= time) i--;
  return i;
}
