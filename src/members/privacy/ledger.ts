/**
 * What a member's privacy cost it so far, kept for good. A training is charged before it begins, so that whatever a crash leaves
 * behind was paid for; the same question asked again is answered with the same noise and costs nothing more.
 */
import { Fault } from '#kit';
import { PrivacyBudget, type PrivacyLimit } from './budget.ts';
import type { NoisyTraining } from './rdp.ts';

/** Named facts that outlive the process; see `MemberMemory`. */
export interface Facts {
  recall(name: string): unknown;
  /** Durable on return. */
  remember(name: string, value: unknown): void;
}

/** A member's account in a few numbers. */
export interface PrivacyState {
  /** ε spent so far: an upper bound. */
  readonly spent: number;
  readonly limit: PrivacyLimit;
  /** Trainings charged. */
  readonly charges: number;
}

/** One charge as it is kept; fractions as text, because facts have none. */
interface Charge {
  readonly question: string;
  readonly sigma: string;
  readonly rate: string;
  readonly steps: number;
}

/** Charges in the order in which they were made. */
export class PrivacyLedger {
  readonly #facts: Facts;
  readonly #budget: PrivacyBudget;
  readonly #questions = new Set<string>();

  constructor(facts: Facts, limit: PrivacyLimit) {
    this.#facts = facts;
    this.#budget = new PrivacyBudget(limit);
    for (let n = 1; ; n++) {
      const kept = facts.recall(`privacy/${n}`) as Charge | undefined;
      if (!kept) break;
      this.#questions.add(kept.question);
      this.#budget.carry(trainingOf(kept));
    }
  }

  /**
   * Charges a training; on return it is on disk. Call it before the first gradient.
   *
   * @param question names everything the answer follows from: model, lesson, draw and own data
   * @returns whether it is new; a question that was paid for is free
   * @throws Fault `members/budget-spent`, with nothing charged
   */
  charge(question: string, training: NoisyTraining): boolean {
    if (this.#questions.has(question)) return false;
    const { sigma, rate, steps } = training;
    if (!(sigma > 0) || !(rate > 0 && rate <= 1) || !Number.isInteger(steps) || steps < 1) {
      throw new Fault(
        'members/bad-noise',
        `noise ${sigma}, rate ${rate} and ${steps} steps are no private training; use noise above 0, a rate up to 1 and a step or more`,
      );
    }
    this.#budget.check(training);
    const kept: Charge = { question, sigma: String(sigma), rate: String(rate), steps };
    this.#facts.remember(`privacy/${this.#questions.size + 1}`, kept);
    this.#questions.add(question);
    this.#budget.carry(training);
    return true;
  }

  /** ε that would be spent at the most after a further training, which is not charged. */
  after(training: NoisyTraining): number {
    return this.#budget.atMostAfter(training);
  }

  /** Steps of all trainings charged since there were so many. */
  stepsSince(charges: number): number {
    let steps = 0;
    for (let n = charges + 1; n <= this.#questions.size; n++)
      steps += (this.#facts.recall(`privacy/${n}`) as Charge).steps;
    return steps;
  }

  state(): PrivacyState {
    return {
      spent: this.#budget.spent(),
      limit: this.#budget.limit,
      charges: this.#questions.size,
    };
  }
}

function trainingOf({ sigma, rate, steps }: Charge): NoisyTraining {
  return { sigma: Number(sigma), rate: Number(rate), steps };
}
