/**
 * Rényi differential privacy of the subsampled Gaussian mechanism (Mironov, Talwar, Zhang 2019) and its conversion to (ε, δ)
 * (Balle et al. 2020). Poisson sampling, neighbours by adding or removing a record.
 */
import { logAdd, logErfc, logGamma, logSubtract } from './special.ts';

/** A training that is to be accounted for. */
export interface NoisyTraining {
  /** Noise deviation over the clipping norm. */
  readonly sigma: number;
  /** Chance of a record to be in a batch. */
  readonly rate: number;
  readonly steps: number;
}

/** The orders that are usually tried. */
export const USUAL_ORDERS: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => 1 + (i + 1) / 10),
  ...Array.from({ length: 52 }, (_, i) => 12 + i),
];

/** ε at δ by the best of the orders: an upper bound. */
export function rdpEpsilon(
  training: NoisyTraining,
  delta: number,
  orders: readonly number[] = USUAL_ORDERS,
): number {
  const { sigma, rate, steps } = training;
  if (steps === 0 || rate === 0) return 0;
  let best = Infinity;
  for (const order of orders) {
    const divergence = steps * renyiDivergence(sigma, rate, order);
    const epsilon =
      divergence -
      (Math.log(delta) + Math.log(order)) / (order - 1) +
      Math.log((order - 1) / order);
    best = Math.min(best, epsilon);
  }
  return Math.max(0, best);
}

/** Rényi divergence of one step at an order above 1. */
export function renyiDivergence(sigma: number, rate: number, order: number): number {
  if (rate === 0) return 0;
  if (sigma === 0) return Infinity;
  if (rate === 1) return order / (2 * sigma * sigma);
  const moment = Number.isInteger(order)
    ? logMomentWhole(sigma, rate, order)
    : logMomentBroken(sigma, rate, order);
  return moment / (order - 1);
}

function logMomentWhole(sigma: number, rate: number, order: number): number {
  let sum = -Infinity;
  for (let i = 0; i <= order; i++) {
    const choose = logGamma(order + 1) - logGamma(i + 1) - logGamma(order - i + 1);
    const ways = choose + i * Math.log(rate) + (order - i) * Math.log1p(-rate);
    sum = logAdd(sum, ways + (i * i - i) / (2 * sigma * sigma));
  }
  return sum;
}

function logMomentBroken(sigma: number, rate: number, order: number): number {
  const variance = sigma * sigma;
  const split = variance * Math.log(1 / rate - 1) + 0.5;
  let [below, above] = [-Infinity, -Infinity];
  let [logChoose, sign] = [0, 1];
  for (let i = 0; i <= 5000; i++) {
    if (i > 0) {
      const factor = (order - i + 1) / i;
      sign *= Math.sign(factor);
      logChoose += Math.log(Math.abs(factor));
    }
    const j = order - i;
    const left =
      logChoose + i * Math.log(rate) + j * Math.log1p(-rate) + (i * i - i) / (2 * variance);
    const right =
      logChoose + j * Math.log(rate) + i * Math.log1p(-rate) + (j * j - j) / (2 * variance);
    const s0 = left + Math.log(0.5) + logErfc((i - split) / (Math.SQRT2 * sigma));
    const s1 = right + Math.log(0.5) + logErfc((split - j) / (Math.SQRT2 * sigma));
    const join = sign > 0 ? logAdd : logSubtract;
    [below, above] = [join(below, s0), join(above, s1)];
    if (Math.max(s0, s1) < -30) break;
  }
  return logAdd(below, above);
}
