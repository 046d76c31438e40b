import { Fault, type Weighted } from '#kit';
import { defaultRules, type GovernanceRules } from './rules.ts';
import { type Weighting, votingWeights } from './weighting.ts';

/** What a voter may say. */
export type Support = 'for' | 'against' | 'abstain';

/** One vote of one voter (a share token, or a member where members vote). */
export interface Ballot {
  readonly voter: string;
  readonly support: Support;
}

/** The count, in voting weight. */
export interface Tally {
  readonly for: bigint;
  readonly against: bigint;
  readonly abstain: bigint;
  /** Weight of the whole electorate, present or not. */
  readonly total: bigint;
}

/**
 * Counts ballots over the electorate as it stood at the snapshot.
 *
 * @throws Fault `governance/voted-twice` for a second ballot of one voter; `governance/no-vote` for a voter without weight at the snapshot.
 */
export function tally(
  electorate: readonly Weighted[],
  ballots: readonly Ballot[],
  weighting: Weighting = { kind: 'linear' },
): Tally {
  const weights = new Map(votingWeights(electorate, weighting).map((v) => [v.id, v.weight]));
  const count = { for: 0n, against: 0n, abstain: 0n };
  const voted = new Set<string>();
  for (const { voter, support } of ballots) {
    if (voted.has(voter)) {
      throw new Fault('governance/voted-twice', `${voter} has voted already; each id votes once`);
    }
    voted.add(voter);
    const weight = weights.get(voter) ?? 0n;
    if (weight === 0n) {
      throw new Fault(
        'governance/no-vote',
        `${voter} held no weight at the snapshot; only holders of that time vote`,
      );
    }
    count[support] += weight;
  }
  return { ...count, total: [...weights.values()].reduce((sum, weight) => sum + weight, 0n) };
}

/** Whether enough weight took part; abstaining is taking part. */
export function hasQuorum(count: Tally, rules: GovernanceRules = defaultRules): boolean {
  const present = count.for + count.against + count.abstain;
  return count.total > 0n && present * 10_000n >= count.total * BigInt(rules.quorumBps);
}

/** Whether the votes for exceed the majority of those for and against: exactly one half is not enough. */
export function hasMajority(count: Tally, rules: GovernanceRules = defaultRules): boolean {
  return count.for * 10_000n > (count.for + count.against) * BigInt(rules.majorityBps);
}

/** Quorum and majority. */
export function isPassed(count: Tally, rules: GovernanceRules = defaultRules): boolean {
  return hasQuorum(count, rules) && hasMajority(count, rules);
}
