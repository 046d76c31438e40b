/**
 * Privacy loss as a random variable, composed numerically (Gopi, Lee, Wutschitz 2021): tighter than Rényi orders. Rounding to
 * the grid is corrected by the mean, without which coarse grids are some percent high.
 */
import { Fault } from '#kit';
import { fourier } from './fft.ts';
import { type NoisyTraining, rdpEpsilon } from './rdp.ts';
import { normalCdf } from './special.ts';

/** ε at δ: what the composition gives, and a bound that holds with the errors of grid and truncation. */
export interface PrvEpsilon {
  readonly estimate: number;
  readonly upper: number;
}

/** The largest error of ε that the grid is chosen for. */
const EPSILON_ERROR = 0.01;
/** The part of δ that truncation may take. */
const DELTA_ERROR = 1e-3;
const LARGEST_GRID = 1 << 21;

/**
 * @throws Fault `members/privacy-range` where the training is so private or so noisy that the grid would not fit in memory.
 */
export function prvEpsilon(training: NoisyTraining, delta: number): PrvEpsilon {
  if (training.steps === 0 || training.rate === 0) return { estimate: 0, upper: 0 };
  const error = delta * DELTA_ERROR;
  const step = EPSILON_ERROR / Math.sqrt((training.steps / 2) * Math.log(12 / error));
  const reach = 3 + rdpEpsilon(training, error / 4);
  const losses = composeLosses(training, step, reach);
  const at = (target: number): number =>
    solve((epsilon) => deltaAt(losses, epsilon) - target, reach);
  return { estimate: at(delta), upper: at(delta - error) + EPSILON_ERROR };
}

/** δ of one step at ε, exactly: the larger of adding and removing a record. */
export function singleStepDelta(
  { sigma, rate }: Omit<NoisyTraining, 'steps'>,
  epsilon: number,
): number {
  const remove = placeOf(epsilon, sigma, rate);
  const removed =
    1 - mixtureCdf(remove, sigma, rate) - Math.exp(epsilon) * normalCdf(-remove / sigma);
  const add = placeOf(-epsilon, sigma, rate);
  const added =
    add === -Infinity
      ? 0
      : normalCdf(add / sigma) - Math.exp(epsilon) * mixtureCdf(add, sigma, rate);
  return Math.max(removed, added);
}

/** Sums over all losses from a grid point up: of their probabilities, and of those times e^−loss. */
interface Losses {
  readonly mass: Float64Array;
  readonly discounted: Float64Array;
  readonly step: number;
  /** The loss at the first grid point. */
  readonly first: number;
}

function composeLosses({ sigma, rate, steps }: NoisyTraining, step: number, reach: number): Losses {
  const size = 2 ** Math.ceil(Math.log2((2 * reach) / step));
  if (!(size <= LARGEST_GRID)) {
    throw new Fault(
      'members/privacy-range',
      `σ ${sigma}, rate ${rate} and ${steps} steps give no useful privacy (ε beyond ${Math.round(reach)}); add noise or train less`,
    );
  }
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const half = size / 2;
  const first = Math.max(-half + 1, Math.floor(Math.log(1 - rate) / step) - 1);
  const last = Math.min(half - 1, Math.ceil(lossAt(1 + 12 * sigma, sigma, rate) / step) + 1);
  let [before, mean] = [0, 0];
  for (let k = first; k <= last; k++) {
    const place = placeOf((k + 0.5) * step, sigma, rate);
    const upTo = k === last ? 1 : place === -Infinity ? 0 : mixtureCdf(place, sigma, rate);
    const mass = Math.max(0, upTo - before);
    before = upTo;
    re[(k + size) % size] = mass;
    mean += mass * k * step;
  }
  const shift = steps * (meanLoss(sigma, rate) - mean);
  fourier(re, im, 'forward');
  for (let i = 0; i < size; i++) {
    const radius = Math.hypot(re[i]!, im[i]!);
    const angle = steps * Math.atan2(im[i]!, re[i]!);
    const power = radius === 0 ? 0 : Math.exp(steps * Math.log(radius));
    re[i] = power * Math.cos(angle);
    im[i] = power * Math.sin(angle);
  }
  fourier(re, im, 'back');
  return tails(re, step, shift);
}

function tails(probability: Float64Array, step: number, shift: number): Losses {
  const size = probability.length;
  const half = size / 2;
  const mass = new Float64Array(size + 1);
  const discounted = new Float64Array(size + 1);
  const first = -half * step + shift;
  for (let k = size - 1; k >= 0; k--) {
    const p = Math.max(0, probability[(k + half) % size]!);
    mass[k] = mass[k + 1]! + p;
    discounted[k] = discounted[k + 1]! + p * Math.exp(-(first + k * step));
  }
  return { mass, discounted, step, first };
}

function deltaAt({ mass, discounted, step, first }: Losses, epsilon: number): number {
  const from = Math.min(mass.length - 1, Math.max(0, Math.floor((epsilon - first) / step) + 1));
  return mass[from]! - Math.exp(epsilon) * discounted[from]!;
}

/** Mean privacy loss of one step, by the midpoint rule far into both tails. */
function meanLoss(sigma: number, rate: number): number {
  const points = 40_000;
  const [from, to] = [-12 * sigma, 1 + 12 * sigma];
  const width = (to - from) / points;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const x = from + (i + 0.5) * width;
    const without = Math.exp((-x * x) / (2 * sigma * sigma));
    const within = Math.exp((-(x - 1) * (x - 1)) / (2 * sigma * sigma));
    sum += ((1 - rate) * without + rate * within) * lossAt(x, sigma, rate);
  }
  return (sum * width) / (sigma * Math.sqrt(2 * Math.PI));
}

/** Log ratio of the densities with and without the record. */
function lossAt(x: number, sigma: number, rate: number): number {
  return Math.log(1 - rate + rate * Math.exp((2 * x - 1) / (2 * sigma * sigma)));
}

/** Where the loss has that value; −∞ below all losses. */
function placeOf(loss: number, sigma: number, rate: number): number {
  const odds = (Math.exp(loss) - 1 + rate) / rate;
  return odds <= 0 ? -Infinity : sigma * sigma * Math.log(odds) + 0.5;
}

function mixtureCdf(x: number, sigma: number, rate: number): number {
  return (1 - rate) * normalCdf(x / sigma) + rate * normalCdf((x - 1) / sigma);
}

/** Where a falling function crosses zero in [0, most]. */
function solve(fall: (x: number) => number, most: number): number {
  let [low, high] = [0, most];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (fall(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
