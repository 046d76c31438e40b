/** Proposals, votes, timelock, and what a passed vote changes. Pure; councils on chains live in sub-rooms. */
export { applyChange, type GovernedConfig, MAX_PAUSE_SECONDS } from './apply-change.ts';
export { type Change, CHANGE_KINDS, type ChangeKind, type RiskLimits } from './change.ts';
export {
  checkFederation,
  decodeFederation,
  encodeFederation,
  type Federation,
  FEDERATION_NAMES,
  type FederationName,
  FEDERATIONS,
} from './federation.ts';
export {
  applyPairShift,
  checkPairWeights,
  type PairShift,
  type PairWeights,
} from './pair-shift.ts';
export { MOVE_BPS, reallocate, type Review, reviewAgents } from './reallocation.ts';
export { checkRules, defaultRules, type GovernanceRules } from './rules.ts';
export {
  isExecutable,
  type ProposalHistory,
  proposalState,
  type ProposalState,
  type ProposalTimes,
  proposalTimes,
} from './state.ts';
export {
  type Ballot,
  hasMajority,
  hasQuorum,
  isPassed,
  type Support,
  tally,
  type Tally,
} from './tally.ts';
export { SQRT_SCALE, type Weighting, votingWeights } from './weighting.ts';
