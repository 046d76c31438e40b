/**
 * Who contributed how much, from nothing but cohort sums: a cohort's Shapley value is the sum of what its members bring, seen in
 * many random cohorts; regression takes it apart. All inputs are integers, so that anyone recomputes the same scores.
 */
import { Fault, type Hex, merkleLeaf, type MerkleTree, merkleTree } from '#kit';
import { keptGain } from './copies.ts';
import type { NoveltyRule } from './novelty.ts';
import { ridge } from './ridge.ts';
import { shapleyOf } from './shapley.ts';

/** One round as scoring sees it. */
export interface ScoredRound {
  readonly round: number;
  /** Survivors of each cohort that gave a sum. */
  readonly cohorts: readonly (readonly number[])[];
  /** Validation loss in 10^-9 of the model moved by each coalition of cohorts, by bit mask; the first is without any. */
  readonly lossNano: readonly number[];
}

/** How scores are made; fixed before the season. */
export interface ScoreRule {
  /** Rounds at the start that do not count. */
  readonly warmup: number;
  /** λ of the regression, in thousandths. */
  readonly ridgeMilli: number;
  /** How who brings nothing of its own is found; not looked for where it is left out. */
  readonly novelty?: NoveltyRule;
}

/** One member's score. */
export interface MemberScore {
  readonly member: number;
  /** What the regression says it takes off the loss in a round, in 10^-9; may be negative. */
  readonly gainNano: number;
  /** Its part of all gains, in millionths; never negative. */
  readonly scoreMicro: number;
}

/** λ that a few rounds with a few cohorts bear. */
export const DEFAULT_RULE: ScoreRule = { warmup: 0, ridgeMilli: 300 };

/**
 * Scores every member over the rounds. A member that was in no counted sum has score zero.
 *
 * Within a round the level common to all cohorts says nothing of who brought it, so the regression explains the differences
 * between cohorts, and each member starts from an equal part of the whole. A round counts by how much it taught: once nothing is
 * left to learn, differences between cohorts are chance, and even nonsense may seem to help.
 *
 * @param own what is known of each member's data; by default all have as much, and nobody else has it
 * @throws Fault `rounds/bad-artefacts` where losses, cohorts or parts do not fit.
 */
export function scoreMembers(
  members: readonly number[],
  rounds: readonly ScoredRound[],
  rule: ScoreRule = DEFAULT_RULE,
  own?: OwnData,
): MemberScore[] {
  checkOwn(members, own);
  const { observations, levels } = regressionOf(members, rounds, rule, own?.sizes);
  const beyond = solve(observations, rule, own?.sizes);
  const gains = members.map((_, i) => Math.round(levels[i]! + beyond[i]!));
  const parts = gains.map((gain, i) => keptGain(gain, own?.kept[i]));
  const sum = parts.reduce((all, part) => all + part, 0);
  return members.map((member, i) => ({
    member,
    gainNano: gains[i]!,
    scoreMicro: sum > 0 ? Math.floor((parts[i]! * 1_000_000) / sum) : 0,
  }));
}

function checkOwn(members: readonly number[], own: OwnData | undefined): void {
  if (!own) return;
  const { sizes, kept } = own;
  const whole = (most: number) => (value: number) =>
    Number.isInteger(value) && value >= 0 && value <= most;
  const fit = sizes.every(whole(2 ** 31)) && kept.every(whole(1_000_000));
  if (sizes.length === members.length && kept.length === members.length && fit) return;
  throw new Fault(
    'rounds/bad-artefacts',
    `${sizes.length} sizes and ${kept.length} kept parts are given for ${members.length} members; give a whole size and a part from 0 to 1000000 for each`,
  );
}

/** What is known of members' data, one entry a member. */
export interface OwnData {
  /** How much each has, in any whole unit: who splits its data in two is two members of half the size. */
  readonly sizes: readonly number[];
  /** What part of its gain each keeps, in millionths, by {@link keptParts} and {@link newParts}. */
  readonly kept: readonly number[];
}

/** One line of the regression: a cohort in a round. */
export interface Observation {
  readonly round: number;
  readonly cohort: readonly number[];
  /** Shapley value of the cohort, 10^-9. */
  readonly value: number;
  /** What it lies above the level of its round, 10^-9. */
  readonly target: number;
  /** How much the round counts, 0 to 1: what it taught beside the best one. */
  readonly weight: number;
  /** One coefficient a member. */
  readonly row: readonly number[];
}

/** The regression that scores rest on. */
export interface Regression {
  readonly observations: readonly Observation[];
  /** What each member starts from by its size, 10^-9; nothing for who was in no counted sum. */
  readonly levels: readonly number[];
}

/** Lays out the regression over the counted rounds. */
export function regressionOf(
  members: readonly number[],
  rounds: readonly ScoredRound[],
  rule: ScoreRule,
  sizes?: readonly number[],
): Regression {
  const counted = rounds.filter(({ round, cohorts }) => round > rule.warmup && cohorts.length > 0);
  const most = Math.max(1, ...counted.map(taught));
  const observations: Observation[] = [];
  const scales = scalesOf(members.length, sizes);
  const place = new Map(members.map((member, i) => [member, i]));
  const sizeOf = (group: readonly number[]): number =>
    group.reduce((sum, member) => sum + (scales[place.get(member) ?? -1] ?? 0), 0);
  let [total, seats] = [0, 0];
  for (const round of counted) {
    const values = valuesOf(round);
    const present = sizeOf(round.cohorts.flat());
    const whole = values.reduce((sum, value) => sum + value, 0);
    const weight = Math.max(0, taught(round)) / most;
    total += weight * whole;
    seats += weight * present;
    for (const [k, cohort] of round.cohorts.entries()) {
      const share = present > 0 ? sizeOf(cohort) / present : 0;
      const row = members.map((member, i) => {
        const root = Math.sqrt(scales[i]!);
        if (cohort.includes(member)) return root * (1 - share);
        return round.cohorts.some((other) => other.includes(member)) ? root * -share : 0;
      });
      const value = values[k]!;
      observations.push({
        round: round.round,
        cohort,
        value,
        target: value - whole * share,
        weight,
        row,
      });
    }
  }
  const seen = new Set(counted.flatMap(({ cohorts }) => cohorts.flat()));
  const level = seats > 0 ? total / seats : 0;
  return {
    observations,
    levels: members.map((member, i) => (seen.has(member) ? level * scales[i]! : 0)),
  };
}

/** Sizes over their mean. A member's coefficient is one for a member of usual size times the root of this, so that the halves of
 *  a member are shrunk as it is. */
function scalesOf(count: number, sizes: readonly number[] | undefined): number[] {
  const sum = sizes?.reduce((all, size) => all + size, 0) ?? 0;
  return Array.from({ length: count }, (_, i) => (sum > 0 ? (sizes![i]! * count) / sum : 1));
}

/** What each member brings beyond the level; `targets` stand in for those of the observations where given. */
export function solve(
  observations: readonly Observation[],
  rule: ScoreRule,
  sizes?: readonly number[],
  targets: readonly number[] = observations.map(({ target }) => target),
): number[] {
  const rows = observations.map(({ row }) => row);
  const weights = observations.map(({ weight }) => weight);
  const found = ridge(rows, targets, weights, rule.ridgeMilli / 1000);
  const scales = scalesOf(found.length, sizes);
  return found.map((coefficient, i) => Math.sqrt(scales[i]!) * coefficient);
}

/** How much the round as a whole took off the loss, in 10^-9. */
function taught({ lossNano }: ScoredRound): number {
  return lossNano[0]! - lossNano.at(-1)!;
}

/** Shapley values of a round's cohorts, in 10^-9 of loss taken off. */
export function valuesOf(round: ScoredRound): number[] {
  if (
    round.lossNano.length !== 1 << round.cohorts.length ||
    !round.lossNano.every(Number.isSafeInteger)
  ) {
    throw new Fault(
      'rounds/bad-artefacts',
      `round ${round.round} has ${round.cohorts.length} cohorts and ${round.lossNano.length} losses; ${1 << round.cohorts.length} integers are needed`,
    );
  }
  return shapleyOf(round.lossNano.map((loss) => -loss));
}

/** A loss as the integer that scoring and its check use. */
export function lossInNano(loss: number): number {
  const nano = Math.round(loss * 1e9);
  if (!Number.isSafeInteger(nano))
    throw new Fault('rounds/not-finite', `a validation loss of ${loss} cannot be scored`);
  return nano;
}

/** The tree whose root is committed on chain: one leaf (member, epoch, score) a member. */
export function scoreTree(scores: readonly MemberScore[], epoch: number): MerkleTree {
  return merkleTree(scores.map((score) => scoreLeaf(score, epoch)));
}

/** A member's leaf in {@link scoreTree}. */
export function scoreLeaf(score: Pick<MemberScore, 'member' | 'scoreMicro'>, epoch: number): Hex {
  return merkleLeaf(BigInt(score.member), BigInt(epoch), BigInt(score.scoreMicro));
}
