/**
 * Training of which no group of windows can be told (DP-SGD, Abadi et al. 2016): groups are drawn by chance, each adds a gradient of
 * bounded length, and what is applied carries discrete Gaussian noise on a grid of integers (Kairouz, Liu, Steinke 2021).
 */
import { Fault, type Random } from '#kit';
import { type NoiseTable, noiseTable, type NoisyTraining, WORDS_PER_DRAW } from '#members/privacy';
import type { SequenceData, TrainOptions, Trainer } from '#models';

/** How to train privately; part of a lesson, known to everybody. */
export interface PrivateTraining {
  /** Deviation of the noise over the bound of a group, on the sum of a step's gradients. */
  readonly sigma: number;
  /** The most one group adds to a step's sum. */
  readonly bound: number;
  /** Chance of each group to be in a step. */
  readonly rate: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** What was trained on, with what chance. */
export interface PrivateOptions {
  readonly training: PrivateTraining;
  /** For each window the number of its group, never falling. */
  readonly groups: Int32Array;
  /** How many groups there are; what is divided by, so it is public. */
  readonly count: number;
  /** Secret: who can tell it can tell the noise. */
  readonly random: Random;
  /**
   * Changes each step's gradient after its noise, knowing it and the weights that earlier ones gave. It must not follow from data in
   * any other way: then what it does is post-processing, and costs nothing.
   */
  readonly adjust?: TrainOptions['adjust'];
}

/** Integers that stand for the bound: fine enough that rounding hardly adds to what one group can change. */
const LEVELS = 8192;

/** Words of secret randomness that a training draws. */
export function wordsFor({ steps }: PrivateTraining, groups: number, parameters: number): number {
  return steps * (2 * groups + WORDS_PER_DRAW * parameters);
}

/**
 * What the noise of a training adds to the squared length of an update, on average.
 *
 * @param groups there are; a fraction where it is a mean over members
 */
export function noiseSquares(
  { sigma, rate, steps, learningRate }: PrivateTraining,
  groups: number,
  parameters: number,
): number {
  const deviation = (sigma * (1 + Math.sqrt(parameters) / LEVELS)) / (rate * groups);
  return steps * parameters * (learningRate * deviation) ** 2;
}

/** Far from where float32 loses digits, and with them the bound. */
const SMALLEST_BOUND = 1e-6;

/** What one private training costs the accountant. */
export function costOf({ sigma, rate, steps }: PrivateTraining): NoisyTraining {
  return { sigma, rate, steps };
}

/**
 * Moves the trainer's weights by noisy steps of plain descent. Use a trainer whose optimiser is `sgd` without momentum and decay.
 *
 * Each step's sum of bounded gradients is rounded to the grid, noise of deviation `sigma × (bound + √n cells)` is added, where the
 * cells are what rounding can add over n coordinates, and only then is divided, by the expected number of groups.
 *
 * @throws Fault `rounds/bad-lesson` for parameters without meaning, `rounds/group-too-large` where a group's windows do not fit a
 *   batch of the trainer
 */
export function trainPrivately(
  trainer: Trainer,
  data: SequenceData,
  options: PrivateOptions,
): void {
  const { training, count, random, adjust } = options;
  checkTraining(training);
  const { sigma, bound, rate, steps, learningRate } = training;
  const members = windowsOf(options.groups, trainer.maxBatch);
  const cell = bound / LEVELS;
  const scale = cell / (rate * count * bound);
  const parameters = trainer.weights().length;
  const noise = noiseOf(sigma * (LEVELS + Math.sqrt(parameters)));
  for (let step = 0; step < steps; step++) {
    const chosen = members.filter(() => random.unit() < rate);
    const sum = boundedSum(trainer, data, chosen, bound, parameters);
    const gradient = Float32Array.from(
      sum,
      (value) => (Math.round(value / cell) + noise(random)) * scale,
    );
    adjust?.(gradient, trainer.weights());
    trainer.apply(gradient, { learningRate });
  }
}

/** The last table: a member trains with one deviation for a whole season. */
let kept: { deviation: number; table: NoiseTable } | undefined;

function noiseOf(deviation: number): NoiseTable {
  if (kept?.deviation !== deviation) kept = { deviation, table: noiseTable(deviation) };
  return kept.table;
}

/** The indices of each group's windows. */
function windowsOf(groups: Int32Array, most: number): Int32Array[] {
  const found: number[][] = [];
  for (let i = 0; i < groups.length; i++) {
    if (i > 0 && groups[i]! < groups[i - 1]!) {
      throw new Fault(
        'rounds/bad-groups',
        `group ${groups[i]} stands after group ${groups[i - 1]}; list windows in the order of their groups`,
      );
    }
    if (i === 0 || groups[i] !== groups[i - 1]) found.push([]);
    found.at(-1)!.push(i);
  }
  for (const windows of found) {
    if (windows.length <= most) continue;
    throw new Fault(
      'rounds/group-too-large',
      `a group has ${windows.length} windows and a batch holds ${most}; use shorter blocks or a longer stride`,
    );
  }
  return found.map((windows) => Int32Array.from(windows));
}

/** The sum over groups, in batches of whole groups. */
function boundedSum(
  trainer: Trainer,
  data: SequenceData,
  chosen: readonly Int32Array[],
  bound: number,
  parameters: number,
): Float64Array {
  const total = new Float64Array(parameters);
  for (let from = 0; from < chosen.length;) {
    const indices: number[] = [];
    const groups: number[] = [];
    let group = 0;
    for (; from < chosen.length; from++, group++) {
      const windows = chosen[from]!;
      if (indices.length + windows.length > trainer.maxBatch) break;
      for (const window of windows) {
        indices.push(window);
        groups.push(group);
      }
    }
    const { sum } = trainer.boundedSum(
      data,
      Int32Array.from(indices),
      bound,
      Int32Array.from(groups),
    );
    for (let i = 0; i < total.length; i++) total[i]! += sum[i]!;
  }
  return total;
}

function checkTraining(training: PrivateTraining): void {
  for (const name of ['sigma', 'bound', 'learningRate'] as const) {
    if (!(training[name] > 0 && training[name] < Infinity))
      throw badLesson(name, training[name], 'a positive number');
  }
  const { bound, rate, steps } = training;
  if (!(bound >= SMALLEST_BOUND && bound <= 1 / SMALLEST_BOUND))
    throw badLesson('bound', bound, `${SMALLEST_BOUND} to ${1 / SMALLEST_BOUND}`);
  if (!(rate > 0 && rate <= 1)) throw badLesson('rate', rate, 'a chance above 0 and up to 1');
  if (!Number.isInteger(steps) || steps < 1) throw badLesson('steps', steps, '1 or more');
}

function badLesson(name: string, value: number, use: string): Fault {
  return new Fault(
    'rounds/bad-lesson',
    `the lesson's private ${name} is ${value}; use ${use}, or take no part`,
    { meta: { name, value: String(value) } },
  );
}
