/** Shares, profit and who gets it: exact arithmetic that anyone can repeat. Pure; ledgers on chains live in sub-rooms. */
export { allocateCarrying, type CarriedAllocation, type CreditBook, emptyBook } from './carry.ts';
export { ALPHA_BPS, averageContribution } from './contribution-average.ts';
export { distributable, type DistributionLimits } from './distributable.ts';
export {
  gainOverMark,
  type Mark,
  type MarkStep,
  raiseMark,
  SCALE,
  stepHighWaterMark,
} from './high-water-mark.ts';
export { onChainPolicy, type OnChainPolicy } from './on-chain-policy.ts';
export {
  type Bucket,
  BUCKETS,
  checkProfitPolicy,
  profitPolicies,
  type ProfitPolicy,
} from './policy.ts';
export { ACC, ShareLedger, type ShareLedgerState, type ShareState } from './share-ledger.ts';
export { type MemberScore, type ProfitSplit, splitProfit } from './split-profit.ts';
export {
  type Holding,
  type Statement,
  statement,
  type StatementBooks,
  type StatementLine,
  type VaultEvent,
} from './statement.ts';
export { lockProfit, nothingLocked, unlockedAt, type Unlocking } from './unlock.ts';
