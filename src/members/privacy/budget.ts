/** A member's privacy budget: what was spent, what the next round would cost, and a stop before it is too much. */
import { Fault } from '#kit';
import { prvEpsilon } from './prv.ts';
import { type NoisyTraining, renyiDivergence, USUAL_ORDERS } from './rdp.ts';

/** What a member allows itself. */
export interface PrivacyLimit {
  readonly epsilon: number;
  readonly delta: number;
}

/** Trainings of several kinds, one after the other. Rényi divergences add up, so any mix is accounted for. */
export class PrivacyBudget {
  readonly limit: PrivacyLimit;
  readonly #divergence = USUAL_ORDERS.map(() => 0);
  /** While all trainings were alike, the tighter composition applies. */
  #alike: NoisyTraining | undefined;
  #mixed = false;
  readonly #known = new Map<string, number>();
  readonly #divergences = new Map<string, readonly number[]>();

  constructor(limit: PrivacyLimit) {
    this.limit = limit;
  }

  /** ε spent so far: an upper bound. */
  spent(): number {
    return this.#epsilonAfter();
  }

  /** ε that would be spent after a further training. */
  after(training: NoisyTraining): number {
    return this.#epsilonAfter(training);
  }

  /** The same from above: the quick bound where that is within the limit, for then the tighter one is too. */
  atMostAfter(training: NoisyTraining): number {
    const bound = this.#renyiAfter(training);
    return bound <= this.limit.epsilon ? bound : this.after(training);
  }

  /**
   * Spends a training.
   *
   * @throws Fault `members/budget-spent` where it would go over the limit; then nothing is spent.
   */
  spend(training: NoisyTraining): void {
    this.check(training);
    this.carry(training);
  }

  /**
   * Whether a training is within the limit.
   *
   * @throws Fault `members/budget-spent`
   */
  check(training: NoisyTraining): void {
    const after = this.atMostAfter(training);
    if (after <= this.limit.epsilon) return;
    throw new Fault(
      'members/budget-spent',
      `this round would bring the privacy loss to ε ${after.toFixed(3)} and the limit is ${this.limit.epsilon}; this member stops here, raise its limit to go on`,
      { meta: { after: after.toFixed(4), limit: String(this.limit.epsilon) } },
    );
  }

  /** Counts a training that took place, whatever the limit. */
  carry(training: NoisyTraining): void {
    const perStep = this.#perStep(training);
    perStep.forEach((divergence, i) => (this.#divergence[i]! += training.steps * divergence));
    if (this.#alike && !sameKind(this.#alike, training)) this.#mixed = true;
    this.#alike = { ...training, steps: (this.#alike?.steps ?? 0) + training.steps };
  }

  /** The same sums are asked for before, at and after a round. */
  #composed(training: NoisyTraining): number {
    const name = `${training.sigma}/${training.rate}/${training.steps}`;
    const kept = this.#known.get(name);
    if (kept !== undefined) return kept;
    const { upper } = prvEpsilon(training, this.limit.delta);
    this.#known.set(name, upper);
    return upper;
  }

  /** Rényi divergences of one step, kept: trainings of a season are of one kind. */
  #perStep({ sigma, rate }: NoisyTraining): readonly number[] {
    const name = `${sigma}/${rate}`;
    const kept = this.#divergences.get(name);
    if (kept) return kept;
    const fresh = USUAL_ORDERS.map((order) => renyiDivergence(sigma, rate, order));
    this.#divergences.set(name, fresh);
    return fresh;
  }

  #renyiAfter(next?: NoisyTraining): number {
    const { delta } = this.limit;
    const perStep = next && this.#perStep(next);
    let best = Infinity;
    USUAL_ORDERS.forEach((order, i) => {
      const divergence = this.#divergence[i]! + (perStep ? next.steps * perStep[i]! : 0);
      const epsilon =
        divergence -
        (Math.log(delta) + Math.log(order)) / (order - 1) +
        Math.log((order - 1) / order);
      best = Math.min(best, epsilon);
    });
    return Math.max(0, best);
  }

  #epsilonAfter(next?: NoisyTraining): number {
    if (!this.#alike && !next) return 0;
    const best = this.#renyiAfter(next);
    const kind = next ?? this.#alike!;
    if (this.#mixed || (this.#alike && !sameKind(this.#alike, kind)) || best >= 50) return best;
    const steps = (this.#alike?.steps ?? 0) + (next?.steps ?? 0);
    return Math.min(best, this.#composed({ ...kind, steps }));
  }
}

function sameKind(a: NoisyTraining, b: NoisyTraining): boolean {
  return a.sigma === b.sigma && a.rate === b.rate;
}
