import type { Baselines, Metrics, Run } from '#api';
import { parseDecimal } from '#kit';
import { autoregressiveProbabilities, fitAutoregression } from '#models';
import { course, type Course, type Range } from '#season/lesson';
import { buyAndHold, maxDrawdown } from '#trading';
import { baseOf } from './assets.ts';
import { TRADING } from './config.ts';
import { fixed, money, now, QUOTE, type SeasonContext } from './context.ts';
import type { EntryData } from './entries.ts';
import type { Examiner } from './examiner.ts';
import { featuresOf } from './features.ts';
import { DEPTH } from './founding.ts';
import type { Learned } from './learn.ts';
import {
  calibrationOf,
  chooseThreshold,
  type Forecast,
  marksOf,
  onPaper,
  signalsOf,
} from './paper.ts';
import { capitalOf, gasInQuote, predict, type Ready } from './ready.ts';
import { percent, thin } from './report.ts';
import type { Solo } from './school.ts';

/** Order of the autoregressive baseline. */
const ORDER = 12;
/** Points of a baseline's series. */
const POINTS = 240;

/** A forecaster judged on the unseen window. */
interface Judged {
  readonly nav: readonly bigint[];
  readonly trades: number;
  readonly marks: { readonly loss: number; readonly accuracy: number };
}

/** The candles on which forecasters are compared: validation days and unseen window of the main pair, one after the other. */
export function publicCourse(season: SeasonContext, examiner: Examiner): Course {
  const { series } = season.data[0]!;
  const range = { from: season.plan.validation.from, to: season.plan.window.to };
  const { lesson } = examiner;
  return course(series, range, lesson, lesson.assets[series.symbol]!, featuresOf(series));
}

/**
 * Holds what the agent did against what would have come of buying and holding, of each member's model alone, and of an
 * autoregressive model: same candles, same costs, and for forecasters the same calibration and choice of threshold on the same
 * validation days.
 */
export function judge(
  season: SeasonContext,
  examiner: Examiner,
  results: { learned: Learned; ready: Ready; solos: readonly Solo[]; candles: Course },
): void {
  const { learned, ready, solos, candles } = results;
  const { series } = season.data[0]!;
  const { plan } = season;
  const times = windowTimes(season);
  const split = candles.ends.length - times.length;
  const judgeOne = (probabilities: Float32Array): Judged =>
    judgeForecast(season, candles, split, probabilities);
  const hold = buyAndHold({
    markets: [market(season, plan.window)],
    pairWeights: { [series.symbol]: 10_000 },
    quote: QUOTE,
    capital: capitalOf(season),
    feePips: TRADING.feePips,
  });
  const alone = solos.map(({ id, probabilities }) => ({ id, ...judgeOne(probabilities) }));
  const regression = judgeOne(autoregression(season, candles, split, examiner));
  const own = predict(examiner, learned.weights, candles).subarray(3 * split);
  const ownMarks = marksOf(signalsOf(ready.calibration, own), candles.labels.subarray(split));
  const unseen: Metrics = {
    loss: fixed(ownMarks.loss, 6),
    accuracy: fixed(ownMarks.accuracy, 4),
    samples: ownMarks.samples,
  };
  const baselines: Baselines = {
    agent: { ...agentRun(season), loss: unseen.loss, accuracy: unseen.accuracy },
    buyAndHold: { ...runOf(season, hold.nav, times, 1), loss: null, accuracy: null },
    solo: soloRun(season, alone, times),
    autoregressive: {
      ...runOf(season, regression.nav, times, regression.trades),
      ...marksText(regression.marks),
      order: ORDER,
    },
    note: `${series.symbol}, ${season.config.days} days, once. A window this short decides nothing: see docs/seasons.md for ten windows in a row. Baselines are traded on paper with the same fee, impact and gas.`,
  };
  season.record.once('judged', 'season/judged', { unseen, baselines }, now(season));
}

function judgeForecast(
  season: SeasonContext,
  candles: Course,
  split: number,
  probabilities: Float32Array,
): Judged {
  const { series } = season.data[0]!;
  const { plan } = season;
  const part = (from: number, to: number): Forecast => ({
    probabilities: probabilities.subarray(3 * from, 3 * to),
    labels: candles.labels.subarray(from, to),
  });
  const [before, after] = [part(0, split), part(split, candles.ends.length)];
  const calibration = calibrationOf([before]);
  const how = (time: number) => ({
    capital: capitalOf(season),
    gas: gasInQuote(season, time),
    depth: DEPTH,
  });
  const known = signalsOf(calibration, before.probabilities);
  const { threshold } = chooseThreshold(series, plan.validation, known, how(plan.validation.to));
  const signals = signalsOf(calibration, after.probabilities);
  const run = onPaper(series, plan.window, signals, { ...how(plan.window.from), threshold });
  return { nav: run.nav, trades: run.trades.length, marks: marksOf(signals, after.labels) };
}

function autoregression(
  season: SeasonContext,
  candles: Course,
  split: number,
  { lesson }: Examiner,
): Float32Array {
  const { series } = season.data[0]!;
  const returns = Float64Array.from(series.close, (close, i) =>
    i === 0 ? Number.NaN : close / series.close[i - 1]! - 1,
  );
  const { horizon } = lesson;
  const places = candles.ends.map((end) => candles.start + end);
  const [from, to] = [places[0]!, places[split]!];
  const model = fitAutoregression(returns, { order: ORDER, horizon, from, to });
  const { deadZone } = lesson.assets[series.symbol]!;
  return autoregressiveProbabilities(model, returns, places, deadZone);
}

/** The mean of the members' models traded alone: their values averaged candle by candle. */
function soloRun(
  season: SeasonContext,
  alone: readonly (Judged & { id: string })[],
  times: readonly number[],
): Baselines['solo'] {
  if (alone.length === 0) {
    const flat = times.map(() => capitalOf(season));
    return { ...runOf(season, flat, times, 0), loss: null, accuracy: null, members: [] };
  }
  const count = BigInt(alone.length);
  const nav = times.map((_, i) => alone.reduce((sum, one) => sum + one.nav[i]!, 0n) / count);
  const mean = (pick: (one: Judged) => number): number =>
    alone.reduce((sum, one) => sum + pick(one), 0) / alone.length;
  return {
    ...runOf(season, nav, times, Math.round(mean((one) => one.trades))),
    ...marksText({
      loss: mean((one) => one.marks.loss),
      accuracy: mean((one) => one.marks.accuracy),
    }),
    members: alone.map((one) => ({
      id: one.id,
      loss: fixed(one.marks.loss, 6),
      accuracy: fixed(one.marks.accuracy, 4),
      returnPercent: returnOf(season, one.nav.at(-1)!),
    })),
  };
}

function agentRun(season: SeasonContext): Omit<Run, 'loss' | 'accuracy'> {
  const main = season.data[0]!.series.symbol;
  const marks = season.journal
    .after(0, 1_000_000, ['decision'])
    .filter(({ data }) => (data as EntryData<'decision'>).asset === main);
  const nav = marks.map(({ data }) =>
    parseDecimal((data as EntryData<'decision'>).index, QUOTE.decimals),
  );
  const trades = season.journal.after(0, 1_000_000, ['trade']).length;
  return runOf(
    season,
    nav,
    marks.map(({ at }) => at),
    trades,
  );
}

function runOf(
  season: SeasonContext,
  nav: readonly bigint[],
  times: readonly number[],
  trades: number,
): Omit<Run, 'loss' | 'accuracy'> {
  const last = nav.at(-1) ?? capitalOf(season);
  const points = nav.map((value, i) => ({ at: times[i]!, value: money(value) }));
  return {
    finalNav: money(last),
    returnPercent: returnOf(season, last),
    maxDrawdownPercent: percent(nav.length > 0 ? maxDrawdown(nav.map(Number)) : 0),
    trades,
    series: thin(points, POINTS),
  };
}

function returnOf(season: SeasonContext, value: bigint): string {
  const capital = capitalOf(season);
  return percent(Number(value - capital) / Number(capital));
}

function marksText(marks: { loss: number; accuracy: number }): { loss: string; accuracy: string } {
  return { loss: fixed(marks.loss, 6), accuracy: fixed(marks.accuracy, 4) };
}

function market(season: SeasonContext, range: Range) {
  const { series } = season.data[0]!;
  const inside = (_: number, i: number): boolean =>
    series.ts[i]! >= range.from && series.ts[i]! < range.to;
  return {
    symbol: series.symbol,
    base: baseOf(series.symbol),
    opens: series.open.filter(inside),
    closes: series.close.filter(inside),
  };
}

/** Closing times of the window's candles, milliseconds. */
function windowTimes({ data, plan }: SeasonContext): number[] {
  const { series } = data[0]!;
  return [...series.ts]
    .filter((time) => time >= plan.window.from && time < plan.window.to)
    .map((time) => time + series.intervalMs);
}
