import type { CandleSeries } from '#market';
import { calibrate, type Calibration, fitCalibration } from '#models';
import type { Course, Range } from '#season/lesson';
import { indexAt } from '#season/lesson';
import { type Probabilities, probabilitiesOf } from '#strategies';
import { paperRun, type PaperPolicy, type PaperRun } from '#trading';
import { TRADING } from './config.ts';
import { QUOTE } from './context.ts';
import { baseOf } from './assets.ts';

/** What a model says of each candle of a stretch, raw. */
export interface Forecast {
  /** `[candles][3]`: down, flat, up. */
  readonly probabilities: Float32Array;
  readonly labels: Int8Array;
}

/** A threshold and how it was found. */
export interface Choice {
  /** Micro-units. */
  readonly threshold: number;
  readonly candidates: number;
}

/** Thresholds that are tried, in micro-units: from one third to 60 %, and 80 %. */
const CANDIDATES = [...Array.from({ length: 27 }, (_, i) => 340_000 + 10_000 * i), 800_000];
/** A threshold under which less than this many slices are traded says nothing. */
const ENOUGH_TRADES = 20;

/** Calibrates forecasts on the candles of a stretch whose outcome is known. */
export function calibrationOf(forecasts: readonly Forecast[]): Calibration {
  const rows: number[] = [];
  const labels: number[] = [];
  for (const { probabilities, labels: known } of forecasts) {
    known.forEach((label, i) => {
      if (label < 0) return;
      labels.push(label);
      rows.push(probabilities[3 * i]!, probabilities[3 * i + 1]!, probabilities[3 * i + 2]!);
    });
  }
  return fitCalibration(Float32Array.from(rows), Int32Array.from(labels), 3);
}

/** Calibrated probabilities in micro-units, one a candle. */
export function signalsOf(calibration: Calibration, probabilities: Float32Array): Probabilities[] {
  const calibrated = calibrate(calibration, probabilities);
  return Array.from({ length: calibrated.length / 3 }, (_, i) =>
    probabilitiesOf(calibrated.subarray(3 * i, 3 * i + 3)),
  );
}

/** Trades a pair on paper over a range, as the agent would. */
export function onPaper(
  series: CandleSeries,
  range: Range,
  signals: readonly Probabilities[],
  how: { threshold: number; capital: bigint; gas: bigint; depth: bigint },
): PaperRun {
  const [from, to] = [indexAt(series, range.from), indexAt(series, range.to)];
  const policy: PaperPolicy = {
    strategy: 'long-flat',
    threshold: how.threshold,
    ...TRADING,
    minimum: 100n * 10n ** BigInt(QUOTE.decimals),
    pairWeights: { [series.symbol]: 10_000 },
  };
  return paperRun({
    times: series.ts.subarray(from, to),
    intervalMs: series.intervalMs,
    markets: [
      {
        symbol: series.symbol,
        base: baseOf(series.symbol),
        opens: series.open.subarray(from, to),
        closes: series.close.subarray(from, to),
        signals,
      },
    ],
    quote: QUOTE,
    capital: how.capital,
    policy,
    fees: { feePips: TRADING.feePips, gas: how.gas, depth: how.depth / 2n },
  });
}

/**
 * The threshold with the best value at the end of a range, among those that trade at all; of equals the highest. It looks at
 * that range and nothing else.
 */
export function chooseThreshold(
  series: CandleSeries,
  range: Range,
  signals: readonly Probabilities[],
  how: { capital: bigint; gas: bigint; depth: bigint },
): Choice {
  let best: { threshold: number; value: bigint; trades: number } | undefined;
  for (const threshold of CANDIDATES) {
    const run = onPaper(series, range, signals, { ...how, threshold });
    const candidate = { threshold, value: run.nav.at(-1)!, trades: run.trades.length };
    if (!best || better(candidate, best)) best = candidate;
  }
  return { threshold: best!.threshold, candidates: CANDIDATES.length };
}

function better(
  a: { value: bigint; trades: number },
  b: { value: bigint; trades: number },
): boolean {
  const [aTrades, bTrades] = [a.trades >= ENOUGH_TRADES, b.trades >= ENOUGH_TRADES];
  if (aTrades !== bTrades) return aTrades;
  return a.value >= b.value;
}

/** Loss and accuracy of calibrated forecasts where the outcome is known. */
export function marksOf(
  signals: readonly Probabilities[],
  labels: Int8Array,
): { loss: number; accuracy: number; samples: number } {
  let [loss, right, samples] = [0, 0, 0];
  signals.forEach((signal, i) => {
    const label = labels[i]!;
    if (label < 0) return;
    const row = [signal.down, signal.flat, signal.up];
    samples++;
    loss -= Math.log(Math.max(row[label]!, 1) / 1e6);
    if (row[label] === Math.max(...row)) right++;
  });
  return { loss: loss / samples, accuracy: right / samples, samples };
}

/** The candles of a course as a forecast. */
export function forecastOf(probabilities: Float32Array, course: Course): Forecast {
  return { probabilities, labels: course.labels };
}
