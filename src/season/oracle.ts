import type { Hex } from '#kit';
import { type Calibration, openTrainer } from '#models';
import { course, type Course, type Lesson } from '#season/lesson';
import { nodeKernel } from '#tensor/node';
import type { SeasonContext } from './context.ts';
import { featuresOf } from './features.ts';

/** What the model says of one candle, and the bytes of what it was shown. */
export interface Answer {
  readonly probabilities: Float32Array;
  readonly features: Uint8Array;
}

/** The activated model, asked candle by candle. */
export interface Oracle {
  readonly modelHash: Hex;
  readonly calibration: Calibration;
  /** @param place number of the candle in the series of asset `index` */
  ask(index: number, place: number): Answer;
  close(): Promise<void>;
}

/** Opens a model for the traded window. Features of a candle know its past only, so they are made once. */
export async function openOracle(
  season: SeasonContext,
  lesson: Lesson,
  model: { readonly hash: Hex; readonly weights: Float32Array; readonly calibration: Calibration },
): Promise<Oracle> {
  const trainer = await openTrainer(lesson.shape, {
    kernel: await nodeKernel('exact'),
    maxBatch: 1,
  });
  trainer.load(model.weights);
  const courses = new Map<number, Course>();
  const { steps, inputSize } = lesson.shape;
  return {
    modelHash: model.hash,
    calibration: model.calibration,
    ask(index, place) {
      const { series } = season.data[index]!;
      const known =
        courses.get(index) ??
        course(
          series,
          season.plan.window,
          lesson,
          lesson.assets[series.symbol]!,
          featuresOf(series),
        );
      courses.set(index, known);
      const row = place - known.start;
      const shown = known.rows.subarray((row + 1 - steps) * inputSize, (row + 1) * inputSize);
      return {
        probabilities: trainer.predict(known.rows, row),
        features: new Uint8Array(shown.buffer, shown.byteOffset, shown.byteLength),
      };
    },
    close: () => trainer.close(),
  };
}
