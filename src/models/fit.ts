/** Training that watches a validation set, stops when it no longer helps, and keeps the best weights. */
import { Fault, type Random } from '#kit';
import type { SequenceData } from './data.ts';
import type { Plateau } from './schedule.ts';
import { train } from './train.ts';
import type { Trainer } from './trainer.ts';

export interface FitOptions {
  /** At most so many passes over the windows. */
  readonly epochs: number;
  readonly batch: number;
  /** Fixed, or by the index of the epoch and how many there may be. */
  readonly learningRate: number | ((epoch: number, epochs: number) => number);
  /** Lowers the rate further when validation stands still. */
  readonly plateau?: Plateau;
  readonly clipNorm?: number;
  readonly random?: Random;
  readonly indices?: Int32Array;
  /** Windows to validate on, of the same data unless `data` is given. */
  readonly validation: { readonly data?: SequenceData; readonly indices?: Int32Array };
  /** Stops after so many epochs without a fall by `least`; default 5 and 0. */
  readonly patience?: number;
  readonly least?: number;
}

export interface Fit {
  /** Mean training loss of each epoch. */
  readonly losses: number[];
  /** Validation loss after each epoch. */
  readonly validations: number[];
  /** The epoch whose weights the trainer now has. */
  readonly best: number;
  readonly stopped: 'patience' | 'epochs';
}

/** @throws Fault as {@link train}; `models/bad-options` when validation is on the windows trained on */
export function fit(trainer: Trainer, data: SequenceData, options: FitOptions): Fit {
  const { epochs, batch, clipNorm, random, indices, validation, patience = 5, least = 0 } = options;
  if (validation.data === undefined && validation.indices === undefined) {
    throw new Fault(
      'models/bad-options',
      'validation names neither data nor windows; give what is not trained on',
    );
  }
  const [losses, validations]: [number[], number[]] = [[], []];
  let [best, scale] = [-1, 1];
  let kept = trainer.weights();
  while (losses.length < epochs) {
    const epoch = losses.length;
    const { learningRate: rate } = options;
    const base = typeof rate === 'number' ? rate : rate(epoch, epochs);
    const run = train(trainer, data, {
      epochs: 1,
      batch,
      learningRate: base * scale,
      ...(clipNorm !== undefined && { clipNorm }),
      ...(random && { random }),
      ...(indices && { indices }),
    });
    losses.push(run.losses.reduce((sum, loss) => sum + loss, 0) / run.losses.length);
    const { loss } = trainer.evaluate(validation.data ?? data, validation.indices);
    validations.push(loss);
    scale = options.plateau?.scale(loss) ?? 1;
    if (best < 0 || loss < validations[best]! - least) {
      best = epoch;
      kept = trainer.weights();
    } else if (epoch - best >= patience) {
      break;
    }
  }
  trainer.load(kept);
  return { losses, validations, best, stopped: losses.length < epochs ? 'patience' : 'epochs' };
}
