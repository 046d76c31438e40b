import { Fault } from '#kit';
import type { ProfitPolicy } from './policy.ts';

/** The buckets of the distributor contract, in basis points; its `ai` bucket is paid out by the contributions contract. */
export interface OnChainPolicy {
  readonly holdersBps: number;
  readonly reinvestBps: number;
  readonly aiBps: number;
  readonly treasuryBps: number;
}

/**
 * A policy as the contract has it: what contributors receive is part of its `ai` bucket.
 *
 * @throws Fault `treasury/not-on-chain` where both `contributors` and `ai` have a part: the contract rounds them as one bucket, so that its units would differ from ours.
 * @example onChainPolicy(profitPolicies.nexus).aiBps // 10000
 */
export function onChainPolicy({ name, bps }: ProfitPolicy): OnChainPolicy {
  if (bps.contributors > 0 && bps.ai > 0) {
    throw new Fault(
      'treasury/not-on-chain',
      `policy ${name} gives ${bps.contributors} bps to contributors and ${bps.ai} to ai; put both into ai and set aiToContributors`,
    );
  }
  return {
    holdersBps: bps.holders,
    reinvestBps: bps.reinvest,
    aiBps: bps.contributors + bps.ai,
    treasuryBps: bps.treasury,
  };
}
