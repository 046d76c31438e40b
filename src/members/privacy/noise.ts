/** How much noise a wanted privacy needs, and the noise itself. */
import type { Random } from '#kit';
import { prvEpsilon, singleStepDelta } from './prv.ts';
import { type NoisyTraining, rdpEpsilon, USUAL_ORDERS } from './rdp.ts';

/** Which accountant to believe; both are upper bounds, `prv` the tighter one. */
export type Accountant = 'rdp' | 'prv';

/**
 * The least σ at which a training stays within ε at δ, to about one part in a thousand.
 *
 * A single step needs no composition: there `prv` is exact.
 */
export function sigmaFor(
  target: { epsilon: number; delta: number },
  training: Omit<NoisyTraining, 'sigma'>,
  accountant: Accountant,
): number {
  const { epsilon, delta } = target;
  if (accountant === 'prv' && training.steps === 1)
    return leastSigma(
      (sigma) => singleStepDelta({ ...training, sigma }, epsilon) <= delta,
      0.01,
      100,
      60,
    );
  const byRdp = leastByRdp(target, training);
  if (accountant === 'rdp') return byRdp;
  return leastSigma(
    (sigma) => prvEpsilon({ ...training, sigma }, delta).upper <= epsilon,
    0.7 * byRdp,
    byRdp,
    10,
  );
}

/**
 * One draw of the discrete Gaussian of deviation σ: exact, without floating-point tails that could betray a record
 * (Canonne, Kamath, Steinke 2020).
 *
 * @param random a cryptographic source
 */
export function discreteGaussian(sigma: number, random: Random): number {
  const scale = Math.floor(sigma) + 1;
  for (;;) {
    const y = discreteLaplace(scale, random);
    const away = Math.abs(y) - (sigma * sigma) / scale;
    if (bernoulliExp((away * away) / (2 * sigma * sigma), random)) return y;
  }
}

/** With few orders first, which never give too little noise, and then with all of them. */
function leastByRdp(
  { epsilon, delta }: { epsilon: number; delta: number },
  training: Omit<NoisyTraining, 'sigma'>,
): number {
  const enough = (orders: readonly number[]) => (sigma: number) =>
    rdpEpsilon({ ...training, sigma }, delta, orders) <= epsilon;
  const few = USUAL_ORDERS.filter((_, i) => i % 8 === 0);
  const most = leastSigma(enough(few), 0.05, 500, 26);
  return leastSigma(enough(USUAL_ORDERS), 0.8 * most, most, 11);
}

function leastSigma(
  enough: (sigma: number) => boolean,
  least: number,
  most: number,
  halvings: number,
): number {
  let [low, high] = [least, most];
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** True with probability e^−γ. */
function bernoulliExp(gamma: number, random: Random): boolean {
  let left = gamma;
  for (; left > 1; left -= 1) if (!bernoulliExpSmall(1, random)) return false;
  return bernoulliExpSmall(left, random);
}

function bernoulliExpSmall(gamma: number, random: Random): boolean {
  let k = 1;
  while (random.unit() < gamma / k) k++;
  return k % 2 === 1;
}

function discreteLaplace(scale: number, random: Random): number {
  for (;;) {
    const low = random.below(scale);
    if (!bernoulliExp(low / scale, random)) continue;
    let high = 0;
    while (bernoulliExpSmall(1, random)) high++;
    const size = low + scale * high;
    const negative = random.below(2) === 1;
    if (negative && size === 0) continue;
    return negative ? -size : size;
  }
}
