/**
 * Several evaluators of one round: each commits to the losses it measured before anyone shows any, then shows them; what is agreed is
 * a mean by stake of values clipped to where the median by stake lies. The hub alone is one evaluator that agrees with itself.
 */
import { Fault, hashOf, type Hex } from '#kit';

/** What an evaluator measured: the loss of each coalition of a round's cohorts, 10^-9, as in `ScoredRound`. */
export interface Evaluation {
  readonly evaluator: string;
  readonly round: number;
  readonly lossNano: readonly number[];
}

/** Journal entry `evaluation/committed`. */
export interface EvaluationCommitment {
  readonly evaluator: string;
  readonly round: number;
  readonly commitment: Hex;
}

/** Journal entry `evaluation/revealed`. */
export interface EvaluationReveal extends Evaluation {
  /** 32 random bytes, so that nobody finds the losses by trying. */
  readonly salt: Hex;
}

/** Journal entry `evaluation/agreed`. */
export interface Agreement {
  readonly round: number;
  readonly lossNano: readonly number[];
  /** Evaluators that counted, by name. */
  readonly evaluators: readonly string[];
  /** How far each lay from what was agreed, on average, 10^-9. */
  readonly offNano: readonly number[];
}

/** The name under which losses are committed to. */
export function commitEvaluation({ evaluator, round, lossNano, salt }: EvaluationReveal): Hex {
  return hashOf({ purpose: 'hanse/1/evaluation', evaluator, round, lossNano, salt });
}

/**
 * Agrees on the losses of a round, once the time to reveal is over. Who revealed nothing, or something else than it committed to,
 * does not count; more than half of all stake must.
 *
 * @param stakes of all evaluators by name, in any unit; the hub alone is `{ hub: 1n }`
 * @throws Fault `rounds/no-agreement` where too little stake is left
 */
export function agreeOnLosses(
  stakes: Readonly<Record<string, bigint>>,
  commitments: readonly EvaluationCommitment[],
  reveals: readonly EvaluationReveal[],
): Agreement {
  const round = commitments[0]?.round ?? 0;
  const held = reveals
    .filter((reveal) => (stakes[reveal.evaluator] ?? 0n) > 0n && holds(reveal, commitments))
    .sort((a, b) => (a.evaluator < b.evaluator ? -1 : 1));
  const lengths = new Set(held.map(({ lossNano }) => lossNano.length));
  const stake = held.map(({ evaluator }) => stakes[evaluator]!);
  const counted = stake.reduce((sum, one) => sum + one, 0n);
  const all = Object.values(stakes).reduce((sum, one) => sum + (one > 0n ? one : 0n), 0n);
  if (2n * counted <= all || lengths.size !== 1) {
    throw new Fault(
      'rounds/no-agreement',
      `evaluators with ${counted} of ${all} stake showed in round ${round} what they had committed to, in ${lengths.size} lengths; more than half is needed, in one: value the round again`,
      { meta: { round: String(round) } },
    );
  }
  const lossNano = held[0]!.lossNano.map((_, i) =>
    agreedValue(
      held.map((one) => one.lossNano[i]!),
      stake,
    ),
  );
  return {
    round,
    lossNano,
    evaluators: held.map(({ evaluator }) => evaluator),
    offNano: held.map((one) => meanDistance(one.lossNano, lossNano)),
  };
}

/** A reveal counts once, where it is what was committed to; the first commitment of an evaluator is the one. */
function holds(reveal: EvaluationReveal, commitments: readonly EvaluationCommitment[]): boolean {
  const own = commitments.find(
    ({ evaluator, round }) => evaluator === reveal.evaluator && round === reveal.round,
  );
  const finite = reveal.lossNano.every(Number.isSafeInteger);
  return own !== undefined && finite && commitEvaluation(reveal) === own.commitment;
}

/** Values clipped to median ± median distance from it, both by stake, then their mean by stake, rounded down. */
function agreedValue(values: readonly number[], stakes: readonly bigint[]): number {
  const median = weightedMedian(values, stakes);
  const spread = weightedMedian(
    values.map((value) => Math.abs(value - median)),
    stakes,
  );
  let [sum, whole] = [0n, 0n];
  for (const [i, value] of values.entries()) {
    const clipped = Math.min(median + spread, Math.max(median - spread, value));
    sum += BigInt(clipped) * stakes[i]!;
    whole += stakes[i]!;
  }
  const mean = sum / whole;
  return Number(sum < 0n && sum % whole !== 0n ? mean - 1n : mean);
}

/** The least value that at least half of all stake does not lie above. */
function weightedMedian(values: readonly number[], stakes: readonly bigint[]): number {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const all = stakes.reduce((sum, one) => sum + one, 0n);
  let below = 0n;
  for (const i of order) {
    below += stakes[i]!;
    if (2n * below >= all) return values[i]!;
  }
  return values[order.at(-1)!]!;
}

function meanDistance(a: readonly number[], b: readonly number[]): number {
  return Math.round(a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length);
}
