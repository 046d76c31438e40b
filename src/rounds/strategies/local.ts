/** A member's part of a round under the strategy in force: from the round's model to what it uploads and what it keeps. */
import type { Random } from '#kit';
import type { Federation } from '#governance';
import {
  type LocalTrainer,
  type Optimiser,
  type SequenceData,
  type TrainOptions,
  type Trainer,
  updates,
} from '#models';
import { correctBy, movement, nextOwn } from './control.ts';
import { weightsIn } from './layout.ts';
import { pullTowards } from './pull.ts';

/** The trainer that local steps need. */
export type StrategyTrainer = LocalTrainer & Pick<Trainer, 'load' | 'resetOptimiser'>;

/** One round of local training. */
export interface LocalOrder {
  readonly federation: Federation;
  /** The round's model: weights, then what the strategy carries beside them. */
  readonly shared: Float32Array;
  /** How many of it are weights. */
  readonly parameters: number;
  /** What this member kept of its last round, if anything. */
  readonly own?: Float32Array | undefined;
  readonly data: SequenceData;
  readonly steps: number;
  readonly batch: number;
  /** Not used by SCAFFOLD, whose rate is part of the strategy. */
  readonly learningRate: number;
  readonly clipNorm: number;
  /** Order of the windows, one source for the global model, another for a model of one's own. */
  readonly random: (model: 'global' | 'own') => Random;
  /** Waited for after each update, so that the member can answer others meanwhile. */
  readonly pause?: () => Promise<void>;
}

/** What local training gave. */
export interface LocalOutcome {
  /** In the layout of `shared`; the difference to it is what is summed. */
  readonly shared: Float32Array<ArrayBuffer>;
  /** Mean training loss. */
  readonly loss: number;
  /**
   * What to keep for the next round, once it is known what was sent: the difference as the hub reads it, clipped and rounded.
   * Nothing for strategies without memory.
   */
  readonly keep?: (sent: Float32Array) => Float32Array<ArrayBuffer>;
}

/** What moves the weights: plain gradient descent where the strategy is defined for it, else what the lesson says. */
export function optimiserOf({ name }: Federation): Optimiser {
  return name === 'scaffold' ? { rule: 'sgd', momentum: 0 } : { rule: 'adam' };
}

/** Trains locally. The trainer has the optimiser that {@link optimiserOf} names. */
export async function trainLocally(
  trainer: StrategyTrainer,
  order: LocalOrder,
): Promise<LocalOutcome> {
  const { federation, shared, parameters } = order;
  const global = weightsIn(shared, parameters);
  switch (federation.name) {
    case 'fedavg':
    case 'fedadam':
    case 'fedbuff':
      return run(trainer, order, global, {});
    case 'fedprox':
      return run(trainer, order, global, proximal(global, federation.muMicro));
    case 'scaffold':
      return scaffold(trainer, order, global, federation.rateMicro / 1e6);
    case 'ditto': {
      const outcome = await run(trainer, order, global, {});
      const own = await ownModel(trainer, order, federation.lambdaMicro);
      return { ...outcome, keep: () => own };
    }
  }
}

/** Ditto's model of the member's own after this round: trained on its data, pulled to the round's weights by λ. It never leaves the member. */
export async function ownModel(
  trainer: StrategyTrainer,
  order: LocalOrder,
  lambdaMicro: number,
): Promise<Float32Array<ArrayBuffer>> {
  const global = weightsIn(order.shared, order.parameters);
  const pull = { ...proximal(global, lambdaMicro), source: 'own' } as const;
  return (await run(trainer, order, order.own ?? global, pull)).shared;
}

interface Manner {
  readonly adjust?: NonNullable<TrainOptions['adjust']>;
  readonly source?: 'own';
  readonly rate?: number;
}

async function run(
  trainer: StrategyTrainer,
  { data, steps, batch, learningRate, clipNorm, random, pause }: LocalOrder,
  start: Float32Array,
  { adjust, source, rate = learningRate }: Manner,
): Promise<LocalOutcome> {
  trainer.load(start);
  trainer.resetOptimiser();
  let sum = 0;
  const losses = updates(trainer, data, {
    steps,
    batch,
    learningRate: rate,
    clipNorm,
    random: random(source ?? 'global'),
    ...(adjust && { adjust }),
  });
  for (const loss of losses) {
    sum += loss;
    if (pause) await pause();
  }
  return { shared: trainer.weights(), loss: sum / steps };
}

function proximal(anchor: Float32Array, strengthMicro: number): Manner {
  return strengthMicro === 0 ? {} : { adjust: pullTowards(anchor, strengthMicro / 1e6) };
}

async function scaffold(
  trainer: StrategyTrainer,
  order: LocalOrder,
  global: Float32Array,
  rate: number,
): Promise<LocalOutcome> {
  const { parameters, steps } = order;
  const group = order.shared.subarray(parameters);
  const own = order.own ?? new Float32Array(parameters);
  const adjust = correctBy(group, own, { steps, rate });
  const after = await run(trainer, order, global, { adjust, rate });
  const shared = new Float32Array(2 * parameters);
  shared.set(after.shared);
  shared.set(movement(global, after.shared), parameters);
  return { shared, loss: after.loss, keep: (sent) => nextOwn(own, sent) };
}
