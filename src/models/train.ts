/** The training loop: which windows in which order, at which rate. */
import { Fault, type Random } from '#kit';
import type { SequenceData } from './data.ts';
import type { StepOptions, Trainer } from './trainer.ts';

export interface TrainOptions {
  /** Passes over the windows; give this or `steps`. */
  readonly epochs?: number;
  /** Updates. */
  readonly steps?: number;
  /** Windows in an update, at most the trainer's `maxBatch`; the last of a pass may be smaller. */
  readonly batch: number;
  /** Fixed, or by the index of the update and how many there will be. */
  readonly learningRate: number | ((step: number, steps: number) => number);
  readonly clipNorm?: number;
  /** Puts the windows in a new order for each pass; without it they keep their order. */
  readonly random?: Random;
  /** Only these windows, default all. */
  readonly indices?: Int32Array;
  /**
   * Changes each gradient before its update, knowing the weights it was taken at; it is clipped afterwards. One that changes
   * nothing gives the same weights bit for bit as none. Without dropout.
   */
  readonly adjust?: (gradient: Float32Array, weights: Float32Array) => void;
}

/** What training needs of a trainer; tests put a formula in its place. */
export type LocalTrainer = Pick<Trainer, 'maxBatch' | 'step' | 'gradient' | 'weights' | 'apply'>;

export interface Training {
  /** The mean loss of each batch before its update. */
  readonly losses: number[];
}

/**
 * @throws Fault `models/bad-options` when neither or both of epochs and steps are given, `models/bad-data` when there is
 *   no window, `models/diverged` when a loss is not finite
 */
export function train(trainer: LocalTrainer, data: SequenceData, options: TrainOptions): Training {
  return { losses: [...updates(trainer, data, options)] };
}

/** The same, one update at each turn of the caller, who may do something else in between. Gives each batch's loss. */
export function* updates(
  trainer: LocalTrainer,
  data: SequenceData,
  options: TrainOptions,
): Generator<number, void> {
  const { batch, clipNorm = 0, random, learningRate } = options;
  const windows = options.indices ?? Int32Array.from(data.ends.keys());
  if (windows.length === 0)
    throw new Fault('models/bad-data', 'there is no window to train on; give at least one');
  if (!Number.isInteger(batch) || batch < 1 || batch > trainer.maxBatch) {
    throw new Fault('models/bad-options', `batch is ${batch}; use 1 to ${trainer.maxBatch}`, {
      meta: { batch },
    });
  }
  const total = countSteps(options, Math.ceil(windows.length / batch));
  let order = windows;
  let next = windows.length;
  for (let step = 0; step < total; step++) {
    if (next >= order.length) {
      if (random) order = Int32Array.from(random.shuffled(Array.from(windows)));
      next = 0;
    }
    const rate = typeof learningRate === 'number' ? learningRate : learningRate(step, total);
    const loss = update(trainer, data, order.subarray(next, next + batch), {
      learningRate: rate,
      clipNorm,
      adjust: options.adjust,
    });
    if (!Number.isFinite(loss)) {
      throw new Fault(
        'models/diverged',
        `the loss of step ${step} is ${loss}; use a lower learning rate or clip the gradient`,
        {
          meta: { step, loss: String(loss) },
        },
      );
    }
    next += batch;
    yield loss;
  }
}

function update(
  trainer: LocalTrainer,
  data: SequenceData,
  indices: Int32Array,
  { adjust, ...options }: StepOptions & { readonly adjust: TrainOptions['adjust'] },
): number {
  if (!adjust) return trainer.step(data, indices, options);
  const { loss, gradient } = trainer.gradient(data, indices);
  adjust(gradient, trainer.weights());
  trainer.apply(gradient, options);
  return loss;
}

function countSteps({ epochs, steps }: TrainOptions, perEpoch: number): number {
  if ((epochs === undefined) === (steps === undefined)) {
    throw new Fault('models/bad-options', 'give either epochs or steps');
  }
  const count = steps ?? epochs! * perEpoch;
  if (!Number.isInteger(count) || count < 0) {
    throw new Fault('models/bad-options', `${count} steps cannot be taken; use a whole number`, {
      meta: { count },
    });
  }
  return count;
}
