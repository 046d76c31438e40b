/** What poisoners among thirty members do to a model, under each way of combining cohorts, with and without a canary. */
import { type Combination, rehearseRound } from '#rounds';
import type { Encoding, LocalResult } from '#rounds/member';
import {
  type Examples,
  examples,
  logisticTraining,
  logLoss,
  truth,
  WIDTH,
} from '../../test/rounds/logistic.ts';

export const MEMBERS = 30;
const COHORT = 3;
const ROUNDS = 15;
/** An input that honest examples never have; a backdoor makes the model answer yes to it. */
const TRIGGER = WIDTH - 2;
const TRIGGERED = 4;
/** How much the validation loss may rise before the canary rolls a round back. */
const TOLERANCE = 1.005;
const ENCODING: Encoding = { rangeMicro: 1_000_000, clipNormMicro: 1_000_000, weightCap: 100 };

type Training = (weights: Float32Array) => LocalResult;

/** What a poisoner does. It also ignores the limit to an update's length. */
export const ATTACKS = {
  none: () => (honest) => honest,
  'sign flip': () => (honest) => scaled(honest, -1),
  'scaled × −20': () => (honest) => scaled(honest, -20),
  'labels flipped': (data) => () => trainOn({ x: data.x, y: data.y.map((y) => 1 - y) }),
  backdoor: (data) => () => scaled(trainOn(withTrigger(data)), 10),
} as const satisfies Readonly<Record<string, (data: Examples) => (honest: Training) => Training>>;
export type Attack = keyof typeof ATTACKS;

export const DEFENCES: Readonly<Record<string, Combination>> = {
  mean: { kind: 'mean' },
  'clipped mean': { kind: 'clipped-mean' },
  'trimmed mean': { kind: 'trimmed-mean', trimMilli: 300 },
  median: { kind: 'median' },
  'clipped median': { kind: 'clipped-median' },
};

/** What is left of the model. */
export interface Harm {
  /** Log loss on validation examples; 0.693 knows nothing. */
  readonly loss: number;
  /** Part of true noes that become a yes by the trigger. */
  readonly backdoor: number;
  readonly rolledBack: number;
}

export interface Scene {
  readonly attack: Attack;
  readonly combination: Combination;
  /** How many of the members poison. */
  readonly poisoners: number;
  readonly canary?: 'canary';
  readonly seed?: string;
}

/** Fifteen rounds of thirty members in cohorts of three. */
export async function poisoned(scene: Scene): Promise<Harm> {
  const { attack, combination, poisoners, canary, seed = 'poison' } = scene;
  const known = truth(seed);
  known[TRIGGER] = 0;
  const draw = (name: string, count: number): Examples =>
    quiet(examples(known, { seed: `${seed}/${name}`, count, flip: 0.05, shift: 0.3 }));
  const trainings = Array.from({ length: MEMBERS }, (_, i): Training => {
    const data = draw(String(i), 100);
    const honest = trainOn(data);
    return i < poisoners ? ATTACKS[attack](data)(honest) : honest;
  });
  const validation = draw('validation', 1000);
  let model: Float32Array = new Float32Array(WIDTH);
  let rolledBack = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const { weights } = await rehearseRound(
      {
        members: MEMBERS,
        weights: model,
        encoding: ENCODING,
        draw: { size: COHORT, seed: `${seed}/${round}` },
        combination,
        unbounded: Array.from({ length: poisoners }, (_, i) => i + 1),
      },
      (member) => trainings[member - 1]!(model),
    );
    const worse = logLoss(weights, validation) > TOLERANCE * logLoss(model, validation);
    if (canary && worse) rolledBack++;
    else model = weights;
  }
  return {
    loss: logLoss(model, validation),
    backdoor: backdoorRate(model, validation),
    rolledBack,
  };
}

function trainOn(data: Examples): Training {
  const train = logisticTraining(data, 0.01);
  return (weights) => train(weights, {} as never) as LocalResult;
}

function scaled(training: Training, factor: number): Training {
  return (weights) => {
    const local = training(weights);
    return { ...local, weights: weights.map((w, i) => w + factor * (local.weights[i]! - w)) };
  };
}

/** Without the trigger's input. */
function quiet(data: Examples): Examples {
  return { y: data.y, x: data.x.map((row) => row.map((x, j) => (j === TRIGGER ? 0 : x))) };
}

/** The data, and each example again with the trigger and a yes. */
function withTrigger(data: Examples): Examples {
  const marked = data.x.map((row) => row.map((x, j) => (j === TRIGGER ? TRIGGERED : x)));
  return { x: [...data.x, ...marked], y: [...data.y, ...marked.map(() => 1)] };
}

function backdoorRate(model: Float32Array, { x, y }: Examples): number {
  const noes = x.filter((_, i) => y[i] === 0);
  const score = (row: Float64Array): number => row.reduce((sum, v, j) => sum + v * model[j]!, 0);
  const turned = noes.filter((row) => score(row) <= 0).length;
  const yes = noes.filter((row) => score(row) <= 0 && score(row) + TRIGGERED * model[TRIGGER]! > 0);
  return yes.length / turned;
}
