import { type Calibration, parameterCount, reliability } from '#models';
import { type Course, course } from '#season/lesson';
import { DEPTH } from './founding.ts';
import { fixed, now, QUOTE, type SeasonContext } from './context.ts';
import type { Examiner } from './examiner.ts';
import { featuresOf } from './features.ts';
import type { Learned } from './learn.ts';
import { calibrationOf, chooseThreshold, forecastOf, signalsOf } from './paper.ts';

/** A model ready to be followed: what it says is calibrated, and when it is sure enough was chosen. */
export interface Ready {
  readonly calibration: Calibration;
  /** Micro-units. */
  readonly threshold: number;
}

/** What a trade costs in gas, in quote units: 200 000 gas at 10 gwei, ether at a round price where the data have none. */
export const TRADE_GAS = 200_000n;
export const GAS_PRICE_WEI = 10_000_000_000n;
const ETHER_WITHOUT_DATA = 2500;

/** What calibrates a model's answers, found on the validation days of all assets. */
export function calibrated(
  season: Pick<SeasonContext, 'plan' | 'data'>,
  examiner: Examiner,
  weights: Float32Array,
): Calibration {
  const { lesson } = examiner;
  const forecasts = season.data.map(({ series }) => {
    const asset = lesson.assets[series.symbol]!;
    const days = course(series, season.plan.validation, lesson, asset, featuresOf(series));
    return forecastOf(predict(examiner, weights, days), days);
  });
  return calibrationOf(forecasts);
}

/** Calibrates the model and chooses the threshold, on the validation days and on nothing else. */
export function makeReady(season: SeasonContext, examiner: Examiner, learned: Learned): Ready {
  season.progress('the model is calibrated and its threshold chosen on validation days', 0.48);
  const { plan, data, record } = season;
  const { lesson } = examiner;
  const courses = data.map(({ series }) =>
    course(series, plan.validation, lesson, lesson.assets[series.symbol]!, featuresOf(series)),
  );
  const said = courses.map((one) => predict(examiner, learned.weights, one));
  const calibration = calibrationOf(
    said.map((probabilities, i) => forecastOf(probabilities, courses[i]!)),
  );
  const main = data[0]!.series;
  const signals = signalsOf(calibration, said[0]!);
  const how = {
    capital: capitalOf(season),
    gas: gasInQuote(season, plan.validation.to),
    depth: DEPTH,
  };
  const choice = chooseThreshold(main, plan.validation, signals, how);
  const marks = examiner.marks(learned.weights);
  record.once(
    'model/ready',
    'model/ready',
    {
      model: {
        name: `LSTM ${lesson.shape.inputSize}→${lesson.shape.hidden}→${lesson.shape.outputs}`,
        hash: learned.hash,
        cid: learned.cid,
        parameters: parameterCount(lesson.shape),
        shape: { ...lesson.shape },
        classes: ['down', 'flat', 'up'],
        horizon: lesson.horizon,
        deadZone: fixed(lesson.assets[main.symbol]!.deadZone, 6),
        validation: {
          loss: fixed(marks.loss, 6),
          accuracy: fixed(marks.accuracy, 4),
          samples: marks.samples,
        },
        unseen: null,
        uninformedLoss: fixed(uninformed(examiner), 6),
        reliability: reliabilityRows(signals, courses[0]!.labels),
      },
      threshold: {
        value: fixed(choice.threshold / 1e6, 2),
        chosenOn: `validation days only: best paper result after costs among ${choice.candidates} thresholds`,
        candidates: choice.candidates,
      },
    },
    now(season),
  );
  return { calibration, threshold: choice.threshold };
}

/** What the members put in before trading began, in quote units. */
export function capitalOf({ plan }: Pick<SeasonContext, 'plan'>): bigint {
  const whole = plan.members.reduce((sum, member) => sum + member.deposit, 0);
  return BigInt(whole) * 10n ** BigInt(QUOTE.decimals);
}

/** What a model says of every candle of a course, raw. */
export function predict(examiner: Examiner, weights: Float32Array, candles: Course): Float32Array {
  const labels = new Int32Array(candles.ends.length);
  return examiner.evaluate(weights, { rows: candles.rows, ends: candles.ends, labels })
    .probabilities;
}

/** What the gas of one trade is worth at a time, in quote units. */
export function gasInQuote(
  season: SeasonContext,
  time: number,
  gasUsed: bigint = TRADE_GAS,
): bigint {
  const ether = season.data.find(({ asset }) => asset.base === 'ETH')?.series;
  let price = ETHER_WITHOUT_DATA;
  if (ether) {
    const at = Math.floor((time - ether.ts[0]!) / ether.intervalMs) - 1;
    price = ether.close[Math.max(0, Math.min(ether.length - 1, at))]!;
  }
  const micro = BigInt(Math.round(price * 1e6));
  return (gasUsed * GAS_PRICE_WEI * micro) / 10n ** 18n;
}

/** The loss of always naming the frequencies of the classes. */
function uninformed(examiner: Examiner): number {
  const counts = [0, 0, 0];
  for (const set of examiner.validation) for (const label of set.labels) counts[label]!++;
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((loss, n) => (n > 0 ? loss - (n / total) * Math.log(n / total) : loss), 0);
}

function reliabilityRows(
  signals: ReturnType<typeof signalsOf>,
  labels: Int8Array,
): { predicted: string; observed: string; samples: number }[] {
  const known = signals.flatMap((signal, i) =>
    labels[i]! >= 0 ? [{ signal, label: labels[i]! }] : [],
  );
  const rows = Float32Array.from(
    known.flatMap(({ signal }) => [signal.down / 1e6, signal.flat / 1e6, signal.up / 1e6]),
  );
  const { bins } = reliability(
    rows,
    Int32Array.from(known, ({ label }) => label),
  );
  return bins
    .filter((bin) => bin.count > 0)
    .map((bin) => ({
      predicted: fixed(bin.confidence, 4),
      observed: fixed(bin.accuracy, 4),
      samples: bin.count,
    }));
}
