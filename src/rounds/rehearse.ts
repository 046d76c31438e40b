/**
 * A round without messages, in one process: same clipping, same integers, same cohorts, same move as a round under masks, bit for
 * bit. For studies and tests of strategies; nothing is hidden from anyone here.
 */
import {
  decodeSum,
  type Draw,
  drawCohorts,
  encodeUpdate,
  type Encoding,
  type LocalResult,
  sentIn,
  type WeightedSum,
} from '#rounds/member';
import type { Combination } from './combine.ts';
import { moveModel } from './move.ts';
import type { RuleState, ServerRule } from './server-rule.ts';

/** What each member, from 1, makes of the round's model. */
export type Rehearsal = (member: number) => LocalResult | Promise<LocalResult>;

/** One round to rehearse. */
export interface RehearsedRound {
  readonly members: number;
  /** The round's model. */
  readonly weights: Float32Array;
  readonly encoding: Encoding;
  readonly draw: Draw;
  readonly combination?: Combination;
  readonly rule?: ServerRule;
  /** Of the rule, from the round before; empty at the start. */
  readonly state?: RuleState;
  /** Members who do not shorten long updates: nobody sees one alone, so nobody can make them. */
  readonly unbounded?: readonly number[];
}

/** What came of it. */
export interface Rehearsed {
  readonly weights: Float32Array<ArrayBuffer>;
  readonly state: RuleState;
  readonly cohorts: readonly (readonly number[])[];
  readonly sums: readonly WeightedSum[];
}

const NO_BOUND = 1e12;

/** Lets every member train in turn, sums its cohorts and moves the model. */
export async function rehearseRound(round: RehearsedRound, train: Rehearsal): Promise<Rehearsed> {
  const { members, weights, encoding, draw } = round;
  const everyone = Array.from({ length: members }, (_, i) => i + 1);
  const cohorts = drawCohorts(everyone, draw);
  const largestCohort = Math.max(...cohorts.map((cohort) => cohort.length));
  const vectors = new Map<number, Int32Array>();
  for (const member of everyone) {
    const local = await train(member);
    const update = local.weights.map((weight, i) => weight - weights[i]!);
    const bound = round.unbounded?.includes(member) ? NO_BOUND : encoding.clipNormMicro;
    const manner = { ...encoding, clipNormMicro: bound };
    const vector = encodeUpdate(update, local.examples, manner, largestCohort);
    local.keep?.(sentIn(vector, weights.length, encoding, largestCohort));
    vectors.set(member, vector);
  }
  const sums = cohorts.map((cohort) => {
    const sum = new Int32Array(vectors.get(cohort[0]!)!.length);
    for (const member of cohort) {
      const vector = vectors.get(member)!;
      for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + vector[i]!;
    }
    return decodeSum(sum, weights.length, encoding, cohort.length);
  });
  const moved = moveModel({
    parts: sums,
    present: members,
    drawn: members,
    encoding,
    largestCohort,
    combination: round.combination ?? { kind: 'mean' },
    rule: round.rule ?? { kind: 'average' },
    weights,
    state: round.state ?? new Float32Array(),
  });
  return { ...moved, cohorts, sums };
}
