/** The treasury on an EVM chain: its books, shares, earnings and history from the index of its events. Node only. */
export { type Allotment, allotments } from './allotments.ts';
export {
  type AssetBooks,
  type Books,
  claimableOf,
  type PositionBooks,
  type ShareBooks,
} from './books.ts';
export { checkPool, type Difference } from './check.ts';
export { type EarningPoint, earningsOf } from './earnings.ts';
export {
  type Happened,
  type IndexedClaim,
  indexedClaims,
  type IndexedDistribution,
  indexedDistributions,
  type IndexedFlow,
  indexedFlows,
  type IndexedPool,
  indexedPool,
  type IndexedShare,
  type IndexedTrade,
  indexedTrades,
  type NavPoint,
  navHistory,
} from './history.ts';
export { stakeProjection } from './stake-projection.ts';
export { checkStakes, type IndexedStake, type IndexedStakes, indexedStakes } from './stakes.ts';
export { treasuryProjection } from './projection.ts';
export { VAULT_PROJECTIONS } from './vault-projections.ts';
