/** Clients, generated ABIs, the embedded chain, deployment, and one verb per contract call. */
export { type Account, DEV_MNEMONIC, type DevAccounts, devAccounts } from './accounts.ts';
export { ownArtifact, POOL_INIT_CODE_HASH, uniswapArtifact } from './artifacts.ts';
export type { Call, Chain, Receipt, When } from './chain.ts';
export {
  claimContribution,
  contributionTree,
  type Earned,
  publishRoot,
  registerPayee,
} from './contributions.ts';
export { compound, type Compounded, compounderOf, setCompounder } from './compound.ts';
export {
  type BallotChoice,
  ballotToSign,
  bondOf,
  cancelProposal,
  castBallots,
  type Choice,
  delegateOf,
  delegateVotes,
  execute,
  type Proposal,
  proposalCount,
  type ProposalState,
  propose,
  queue,
  readProposal,
  releaseBond,
  type SignedBallot,
  vote,
  voteFor,
} from './council.ts';
export { deployAll, keptDeployment, verifyDeployment } from './deploy.ts';
export { deployRemote, type RemoteDeployment, type RemoteOrder } from './deploy-remote.ts';
export {
  type Asset,
  type CouncilRules,
  DEFAULTS,
  type DeployConfig,
  type Deployment,
  type Ledger,
  type Limits,
  type MandateConfig,
  POLICIES,
  type Policy,
  type Token,
  type Weighting,
} from './deployment.ts';
export {
  type Claim,
  claim,
  claimableRewards,
  distributable,
  distribute,
  type Distribution,
  payBuckets,
} from './distribute.ts';
export {
  cancelExit,
  type Exit,
  exitIsDue,
  type InKind,
  redeem,
  redeemInKind,
  requestExit,
  settleExit,
} from './exits.ts';
export { pauseVault, revokeAgent, tightenLimits } from './guard.ts';
export { type ChainEvent, type Emitter, type Follower, type Projection } from './indexer/event.ts';
export {
  type ChainIndex,
  type IndexOptions,
  type IndexPosition,
  openIndex,
  type Progress,
} from './indexer/indexer.ts';
export { type EventFilter, lastEvent, readEvents, type StoredEvent } from './indexer/read.ts';
export {
  addLiquidity,
  type AddOrder,
  closePosition,
  collectFees,
  type Moved,
  recentreLiquidity,
  removeLiquidity,
} from './liquidity.ts';
export {
  bindIdentity,
  bindingToSign,
  bindSigned,
  groupHash,
  type SignedBinding,
} from './members.ts';
export { decodeMotion, encodeMotion, KINDS as MOTION_KINDS, type Motion } from './motion.ts';
export {
  approveVault,
  faucet,
  type Mint,
  mintShare,
  mintShareWithCoin,
  transferShare,
  wrapsCoin,
} from './mint-share.ts';
export { type ChainOptions, openChain } from './open-chain.ts';
export type { ContractsPlan, OwnContracts } from './own-contracts.ts';
export { inKindOf, type InKindParts } from './read-in-kind.ts';
export {
  type Ends,
  liquidityFor,
  type PooledLiquidity,
  priceAtTick,
  rangeAround,
  readLiquidity,
} from './read-liquidity.ts';
export { readEpochStart, readRules } from './read-rules.ts';
export {
  type BudgetState,
  exitRequestedAt,
  readBudgets,
  smallestMint,
  vaultAllowance,
} from './read-wallet.ts';
export { type PricePair, toBaseDown, toQuoteDown, toSqrtPriceX96 } from './price.ts';
export {
  activeModel,
  checkpoint,
  commitScores,
  lastCheckpoint,
  readCheckpoints,
  readModel,
  type RegisteredModel,
  registerModel,
  scoresRoot,
} from './publish.ts';
export {
  type Position,
  coinBalance,
  quoteBalance,
  readFederation,
  readMandate,
  readPosition,
  readShares,
  readVault,
  type Share,
  type VaultState,
} from './read-vault.ts';
export {
  accountsFrom,
  KEY_NAMES,
  MEMBER_KEY,
  memberFrom,
  type Signer,
} from './remote/env-accounts.ts';
export {
  readRemoteDeployment,
  recordedVault,
  type Surroundings,
} from './remote/read-deployment.ts';
export { nodeClient, openRemoteChain, type RemoteOptions } from './remote/remote-chain.ts';
export {
  claimStakes,
  evictStake,
  readStake,
  readStakes,
  stakeShares,
  type StakesState,
  type StakeState,
  unstakeShares,
} from './stakes.ts';
export { type PricePoint, syncPrices } from './sync-prices.ts';
export {
  type Heartbeat,
  heartbeat,
  markVault,
  quoteTrade,
  type Trade,
  trade,
  type TradeOrder,
} from './trade.ts';
export type { Deed } from './transact.ts';
