/** A small learnable world for scoring: logistic regression on made-up data whose truth is known. */
import { type Random, seededRandom } from '#kit';
import type { LocalTraining } from '#rounds/member';

/** Examples and their labels. */
export interface Examples {
  readonly x: readonly Float64Array[];
  readonly y: readonly number[];
}

/** How many numbers describe an example; the last is always one. */
export const WIDTH = 20;

/** A truth to learn. */
export function truth(seed: string): Float64Array {
  const random = seededRandom(`truth ${seed}`);
  return Float64Array.from({ length: WIDTH }, () => gauss(random) * 0.6);
}

/** Examples of a truth; each member's lie around a centre of its own. `flip` is the part of wrong labels. */
export function examples(
  weights: Float64Array,
  about: { seed: string; count: number; flip?: number; shift?: number },
): Examples {
  const random = seededRandom(about.seed);
  const centre = Float64Array.from({ length: WIDTH }, () => gauss(random) * (about.shift ?? 0));
  const x: Float64Array[] = [];
  const y: number[] = [];
  for (let i = 0; i < about.count; i++) {
    const row = centre.map((c, j) => (j === WIDTH - 1 ? 1 : c + gauss(random)));
    const chance = 1 / (1 + Math.exp(-2 * dot(row, weights)));
    const label = chance > random.unit() ? 1 : 0;
    x.push(row);
    y.push(random.unit() < (about.flip ?? 0) ? 1 - label : label);
  }
  return { x, y };
}

/** The same examples with labels in random order. */
export function shuffleLabels(data: Examples, seed: string): Examples {
  return { x: data.x, y: seededRandom(seed).shuffled(data.y) };
}

/** Mean log loss. */
export function logLoss(weights: ArrayLike<number>, data: Examples): number {
  let sum = 0;
  for (const [i, row] of data.x.entries()) {
    const z = dot(row, weights);
    sum += Math.log1p(Math.exp(data.y[i] ? -z : z));
  }
  return sum / data.x.length;
}

/** One pass of gradient descent over the own examples. */
export function logisticTraining(data: Examples, rate = 0.02): LocalTraining {
  return (global) => {
    const weights = Float64Array.from(global);
    for (const [i, row] of data.x.entries()) {
      const slope = (1 / (1 + Math.exp(-dot(row, weights))) - data.y[i]!) * rate;
      for (let j = 0; j < WIDTH; j++) weights[j]! -= slope * row[j]!;
    }
    return { weights: Float32Array.from(weights), examples: data.x.length, loss: null };
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < WIDTH; j++) sum += a[j]! * b[j]!;
  return sum;
}

function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
