import { splitBuckets } from '#kit';
import { allocateCarrying, type CreditBook, emptyBook } from './carry.ts';
import type { Bucket, ProfitPolicy } from './policy.ts';

/** A member's contribution score in any fixed unit; a negative score counts as zero. */
export interface MemberScore {
  readonly id: string;
  readonly score: bigint;
}

/** One distribution, to the last unit: holders + contributors + reinvest + infrastructure + treasury = the amount. */
export interface ProfitSplit {
  /** The policy's buckets by R1, before the `ai` bucket is divided further. */
  readonly buckets: Readonly<Record<Bucket, bigint>>;
  /** What share holders receive, by weight. */
  readonly holders: bigint;
  /** What contributors receive altogether, and each of them. */
  readonly contributors: bigint;
  readonly paid: Readonly<Record<string, bigint>>;
  /** What stays invested in the vault. */
  readonly reinvest: bigint;
  /** What is left of the `ai` bucket for infrastructure. */
  readonly infrastructure: bigint;
  /** The treasury, with all dust of R1, and with the contributors' part where nobody has a positive score. */
  readonly treasury: bigint;
  /** Fractions owed to contributors, for the next distribution. */
  readonly credits: CreditBook;
}

/**
 * Splits a realised profit by a policy: buckets by R1 (dust to the treasury), contributors by R2 (carried credits, exact sum).
 *
 * @param amount base units, ≥ 0.
 * @throws Fault `kit/bad-split` for a negative amount or basis points that do not sum to 10 000; `kit/bad-allocation` for a repeated member.
 * @example splitProfit(profitPolicies.amm, 300n, []).holders // 180n
 */
export function splitProfit(
  policy: ProfitPolicy,
  amount: bigint,
  scores: readonly MemberScore[],
  credits: CreditBook = emptyBook,
): ProfitSplit {
  const buckets = splitBuckets<Bucket>(amount, policy.bps, 'treasury');
  const aiToContributors = (buckets.ai * BigInt(policy.aiToContributors)) / 10_000n;
  const parties = scores.map(({ id, score }) => ({ id, weight: score > 0n ? score : 0n }));
  const anybody = parties.some((party) => party.weight > 0n);
  const pool = buckets.contributors + aiToContributors;
  const allocation = anybody
    ? allocateCarrying(pool, parties, credits)
    : { paid: Object.fromEntries(parties.map(({ id }) => [id, 0n])), book: credits };
  return {
    buckets,
    holders: buckets.holders,
    contributors: anybody ? pool : 0n,
    paid: allocation.paid,
    reinvest: buckets.reinvest,
    infrastructure: buckets.ai - aiToContributors,
    treasury: buckets.treasury + (anybody ? 0n : pool),
    credits: allocation.book,
  };
}
