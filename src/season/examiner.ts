import { nodeKernel } from '#tensor/node';
import {
  type Evaluation,
  lossBeyondPrior,
  openTrainer,
  type SequenceData,
  type Trainer,
} from '#models';
import { type AssetLesson, assetLesson, indexAt, type Lesson, material } from '#season/lesson';
import type { CandleSeries } from '#market';
import { LEARNING } from './config.ts';
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
   * often as it came. How frequent the classes were in somebody's months is no contribution, and no fault.
   */
  value(weights: Float32Array): number;
  marks(weights: Float32Array, sets: readonly SequenceData[]): Marks;
  evaluate(weights: Float32Array, set: SequenceData): Evaluation;
  close(): Promise<void>;
}

/** Windows measured at once. */
const BATCH = 128;

/** What this season teaches: dead zones and scalers are fitted on the validation days, which nobody trains on or trades. */
export function lessonOf(plan: SeasonPlan, series: readonly CandleSeries[]): Lesson {
  const assets: Record<string, AssetLesson> = {};
  for (const candles of series) {
    assets[candles.symbol] = assetLesson(candles, plan.validation, LEARNING.horizon);
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
    stepsPerRound,
    learningRate,
    clipNorm,
    assets,
  };
}

/** Opens the examiner of a season. */
export async function openExaminer(
  plan: SeasonPlan,
  series: readonly CandleSeries[],
): Promise<Examiner> {
  const lesson = lessonOf(plan, series);
  const validation = series.map((candles) => {
    const [from, to] = [plan.validation.from, plan.validation.to].map((t) => indexAt(candles, t));
    const stride = Math.max(1, Math.floor((to! - from!) / LEARNING.validationWindows));
    const asset = lesson.assets[candles.symbol]!;
    return material(candles, plan.validation, { ...lesson, stride }, asset).data;
  });
  const trainer: Trainer = await openTrainer(lesson.shape, {
    kernel: await nodeKernel('exact'),
    maxBatch: BATCH,
  });
  const marks = (weights: Float32Array, sets: readonly SequenceData[]): Marks => {
    trainer.load(weights);
    let [loss, right, samples] = [0, 0, 0];
    for (const set of sets) {
      if (set.ends.length === 0) continue;
      const result = trainer.evaluate(set);
      loss += result.loss * set.ends.length;
      right += result.accuracy * set.ends.length;
      samples += set.ends.length;
    }
    return { loss: loss / samples, accuracy: right / samples, samples };
  };
  return {
    lesson,
    validation,
    marks,
    value(weights) {
      trainer.load(weights);
      let [loss, samples] = [0, 0];
      for (const set of validation) {
        const { probabilities } = trainer.evaluate(set);
        loss += lossBeyondPrior(probabilities, set.labels, LEARNING.outputs) * set.ends.length;
        samples += set.ends.length;
      }
      return loss / samples;
    },
    evaluate(weights, set) {
      trainer.load(weights);
      return trainer.evaluate(set);
    },
    close: () => trainer.close(),
  };
}
