/** From a round's cohort sums to the moved model: what the hub does, and what a replay does again. */
import { averageUpdate, type Encoding, type WeightedSum } from '#rounds/member';
import { type BufferRule, takeArrival } from './buffer.ts';
import { type Combination, combineSums } from './combine.ts';
import { type Move, moveByRule, type RuleState, type ServerRule } from './server-rule.ts';

/** A round as far as the move depends on it. */
export interface Moving {
  /** At least one, in the order of cohorts. */
  readonly parts: readonly WeightedSum[];
  /** For a buffer: how often the model had moved since the one that each part was trained on; by default never. */
  readonly behind?: readonly number[];
  /** Members in the sums, of so many who were drawn. */
  readonly present: number;
  readonly drawn: number;
  readonly encoding: Encoding;
  readonly largestCohort: number;
  readonly combination: Combination;
  readonly rule: ServerRule;
  readonly weights: Float32Array;
  /** Of the rule, from the round before; or empty. */
  readonly state: RuleState;
}

/** @throws Fault `rounds/bad-rule` where the state is of another rule or model. */
export function moveModel(round: Moving): Move {
  const { parts, rule, combination, encoding, largestCohort, weights, state } = round;
  if (rule.kind === 'buffer') return moveByBuffer(round, rule);
  const update = combineSums(parts, combination, encoding, largestCohort);
  if (rule.kind !== 'variates') return moveByRule(rule, weights, update, state);
  // Members who are not in the sum keep their variates: the mean of all moves by the part of those who are.
  const part = round.present / round.drawn;
  for (let i = update.length / 2; i < update.length; i++) update[i] = update[i]! * part;
  return moveByRule({ kind: 'average' }, weights, update, state);
}

/** Sums come in one after the other: after a move the later ones are stale, beside what they were before. */
function moveByBuffer(
  { parts, behind, encoding, largestCohort, weights, state }: Moving,
  rule: BufferRule,
): Move {
  let now = { weights: weights.slice(), waiting: state };
  let moves = 0;
  for (const [i, part] of parts.entries()) {
    const update = averageUpdate([part], encoding, largestCohort);
    const next = takeArrival(
      rule,
      now.weights,
      { update, weight: part.weight, staleness: moves + (behind?.[i] ?? 0) },
      now.waiting,
    );
    if (next.moved) moves++;
    now = next;
  }
  return { weights: now.weights, state: now.waiting, moves };
}
