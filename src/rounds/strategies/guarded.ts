/**
 * What a strategy adds to private training: corrections of gradients that carry their noise already, from public numbers and from what
 * earlier noisy gradients gave. Nothing here looks at data, so by post-processing none of it costs any privacy.
 */
import type { Federation } from '#governance';
import type { TrainOptions } from '#models';
import { correctBy, movement, nextOwn } from './control.ts';
import { weightsIn } from './layout.ts';
import { pullTowards } from './pull.ts';

/** One round of private training under a strategy; steps and rate are those of the lesson's private part. */
export interface GuardedOrder {
  readonly federation: Federation;
  /** The round's model: weights, then what the strategy carries beside them. */
  readonly shared: Float32Array;
  /** How many of it are weights. */
  readonly parameters: number;
  /** What this member kept of its last round, if anything; for SCAFFOLD it follows from what it sent. */
  readonly own?: Float32Array | undefined;
  readonly steps: number;
  readonly rate: number;
}

/** How private steps differ, and what of them is uploaded. */
export interface GuardedManner {
  /** Where training starts. */
  readonly start: Float32Array;
  /** Applied to each gradient after its noise. */
  readonly adjust?: NonNullable<TrainOptions['adjust']>;
  /** From the weights after training to what is sent, in the layout of `shared`. */
  upload(after: Float32Array): Float32Array<ArrayBuffer>;
  /** What to keep for the next round, of what was truly sent. */
  readonly keep?: (sent: Float32Array) => Float32Array<ArrayBuffer>;
}

/**
 * The part of the noise of private steps that is left in an update, by squared length: FedProx pulls back what earlier steps added,
 * before later ones. What other strategies add was public before, or is the member's noise of the round before.
 */
export function noiseLeft(
  federation: Federation,
  { steps, rate }: Pick<GuardedOrder, 'steps' | 'rate'>,
): number {
  if (federation.name !== 'fedprox') return 1;
  const stays = 1 - (rate * federation.muMicro) / 1e6;
  let [left, part] = [0, 1];
  for (let later = 0; later < steps; later++, part *= stays * stays) left += part;
  return left / steps;
}

/** The member's private steps under the strategy in force. Ditto's own model is trained apart: it never leaves the member. */
export function guardedManner(order: GuardedOrder): GuardedManner {
  const { federation, shared, parameters } = order;
  const start = weightsIn(shared, parameters);
  const plain: GuardedManner = { start, upload: (after) => after.slice() };
  switch (federation.name) {
    case 'fedavg':
    case 'fedadam':
    case 'fedbuff':
    case 'ditto':
      return plain;
    case 'fedprox':
      return federation.muMicro === 0
        ? plain
        : { ...plain, adjust: pullTowards(start, federation.muMicro / 1e6) };
    case 'scaffold': {
      const own = order.own ?? new Float32Array(parameters);
      return {
        start,
        adjust: correctBy(shared.subarray(parameters), own, order),
        upload(after) {
          const sent = new Float32Array(2 * parameters);
          sent.set(after);
          sent.set(movement(start, after), parameters);
          return sent;
        },
        keep: (sent) => nextOwn(own, sent),
      };
    }
  }
}
