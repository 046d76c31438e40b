import { availableParallelism } from 'node:os';
import type { Federation } from '#governance';
import { Fault, sha256 } from '#kit';
import { nodeKernel } from '#tensor/node';
import {
  type Evaluation,
  openTrainer,
  parameterCount,
  type SequenceData,
  type Trainer,
} from '#models';
import {
  type AssetLesson,
  assetLesson,
  indexAt,
  type Lesson,
  material,
  type PrivateLesson,
  valueOf,
} from '#season/lesson';
import type { CandleSeries } from '#market';
import { weightsIn } from '#rounds/strategies';
import { LEARNING } from './config.ts';
import { featuresOf } from './features.ts';
import type { SeasonPlan } from './plan.ts';

/** How well a model answers, over several sets of windows. */
export interface Marks {
  readonly loss: number;
  readonly accuracy: number;
  readonly samples: number;
}

/** Measures models on windows that no member trained on. */
export interface Examiner {
  readonly lesson: Lesson;
  /** Windows of the validation days, one set an asset. */
  readonly validation: readonly SequenceData[];
  /**
   * What contributions are measured by: the loss on the validation windows once each asset's predictions name each class as
   * often as it came. How frequent the classes were in somebody's months is no contribution, and no fault. Of a round's model
   * only the weights count, not what a strategy carries behind them.
   */
  value(shared: Float32Array): number;
  /** Loss and accuracy on the validation windows, likewise. */
  marks(shared: Float32Array): Marks;
  evaluate(weights: Float32Array, set: SequenceData): Evaluation;
  close(): Promise<void>;
}

/** Windows measured at once. */
const BATCH = 128;
/** Two threads measure while members wait; more would stand in the way of theirs. */
const THREADS = Math.min(2, availableParallelism());
/** Models whose answers are remembered: those of a round's coalitions, and the one before. */
const REMEMBERED = 8;

/** What this season teaches: dead zones and scalers are fitted on the validation days, which nobody trains on or trades. */
export function lessonOf(
  plan: SeasonPlan,
  series: readonly CandleSeries[],
  federation: Federation,
  privacy?: PrivateLesson,
): Lesson {
  const assets: Record<string, AssetLesson> = {};
  for (const candles of series) {
    assets[candles.symbol] = assetLesson(
      candles,
      plan.validation,
      LEARNING.horizon,
      featuresOf(candles),
    );
  }
  const { inputSize, steps, hidden, layers, outputs } = LEARNING;
  const { horizon, batch, stepsPerRound, learningRate, clipNorm } = LEARNING;
  const shortest = Math.min(
    ...plan.members.map((member) => (member.data.to - member.data.from) / plan.intervalMs),
  );
  return {
    shape: { inputSize, steps, hidden, layers, outputs },
    horizon,
    stride: Math.max(1, Math.floor(shortest / LEARNING.memberWindows)),
    batch,
    stepsPerRound: privacy?.steps ?? stepsPerRound,
    learningRate,
    clipNorm,
    ...(federation.name !== 'fedavg' && { federation }),
    assets,
    ...(privacy ? { privacy } : {}),
  };
}

/** Opens the examiner of a season; `privacy` says how members train where they add noise. */
export async function openExaminer(
  plan: SeasonPlan,
  series: readonly CandleSeries[],
  federation: Federation,
  privacy?: PrivateLesson,
): Promise<Examiner> {
  const lesson = lessonOf(plan, series, federation, privacy);
  const parameters = parameterCount(lesson.shape);
  const validation = series.map((candles) => {
    const [from, to] = [plan.validation.from, plan.validation.to].map((t) => indexAt(candles, t));
    const stride = Math.max(1, Math.floor((to! - from!) / LEARNING.validationWindows));
    const asset = lesson.assets[candles.symbol]!;
    return material(candles, plan.validation, { ...lesson, stride }, asset, featuresOf(candles))
      .data;
  });
  const sets = validation.filter((set) => set.ends.length > 0);
  if (sets.length === 0) {
    throw new Fault(
      'season/no-validation',
      `none of ${series.length} assets has a window between ${new Date(plan.validation.from).toISOString()} and ${new Date(plan.validation.to).toISOString()}, so no model can be measured; use files without gaps there`,
    );
  }
  const trainer: Trainer = await openTrainer(lesson.shape, {
    kernel: await nodeKernel('exact'),
    threads: THREADS,
    maxBatch: BATCH,
  });
  const evaluate = (weights: Float32Array, set: SequenceData): Evaluation => {
    trainer.load(weights);
    return trainer.evaluate(set);
  };
  const answers = remembering((shared) => {
    trainer.load(weightsIn(shared, parameters));
    return sets.map((set) => trainer.evaluate(set));
  });
  return {
    lesson,
    validation,
    marks(weights) {
      let [loss, right, samples] = [0, 0, 0];
      for (const [i, result] of answers(weights).entries()) {
        const count = sets[i]!.ends.length;
        loss += result.loss * count;
        right += result.accuracy * count;
        samples += count;
      }
      return { loss: loss / samples, accuracy: right / samples, samples };
    },
    value: (weights) => valueOf(sets, answers(weights), LEARNING.outputs),
    evaluate,
    close: () => trainer.close(),
  };
}

/** Answers about the same weights are given from memory: one model is asked about as a coalition, as the next start, and as the result. */
function remembering<T>(ask: (weights: Float32Array) => T): (weights: Float32Array) => T {
  const known = new Map<string, T>();
  return (weights) => {
    const key = sha256(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
    const answer = known.get(key) ?? ask(weights);
    known.delete(key);
    known.set(key, answer);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
    return answer;
  };
}
