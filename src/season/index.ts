/** Plays a whole season through all rooms, and grows its report from the journal. */
export { LEARNING, type SeasonConfig, seasonConfig, TRADING } from './config.ts';
export { baseOf } from './assets.ts';
export { isCompounding, noteCompounded } from './compound.ts';
export {
  accountOf,
  fixed,
  money,
  now,
  QUOTE,
  type SeasonContext,
  WEIGHT_DECIMALS,
} from './context.ts';
export {
  claimedByScore,
  claimFor,
  closeDay,
  contributions,
  lastPaidDay,
  vaultValue,
} from './cycle.ts';
export { readSeasonData, type SeasonData } from './data.ts';
export { ENTRIES, type EntryData, type EntryKind } from './entries.ts';
export { checkAgreements, type EvaluationTask, evaluatorsOf } from './evaluators.ts';
export { openExaminer } from './examiner.ts';
export { federationInForce, groundOf, type InForce, takeUpVote } from './federation.ts';
export { deployConfig, found } from './founding.ts';
export {
  type Bill,
  castVote,
  executeBill,
  latest,
  pairWeights,
  proposeBill,
  queueBill,
  targetsMotion,
  type Weights,
  weightsInForce,
  withdrawBill,
} from './govern.ts';
export { Interludes } from './interludes.ts';
export { firstWeights } from './learn.ts';
export { readOrders } from './mandate.ts';
export { openSeason } from './open.ts';
export { type MemberPlan, planSeason, type SeasonPlan } from './plan.ts';
export { playSeason, type Stage } from './play.ts';
export { openRecord, type SeasonRecord } from './record.ts';
export { type PrivacyTerms, privacyTerms } from './privacy.ts';
export { beat } from './pulse.ts';
export { ReportBuilder, thin } from './report.ts';
export { readArtefacts, SCORE_EPOCH } from './score.ts';
export { stableReport, type StableReport } from './stable.ts';
export { dailyStatements, STATEMENT_KINDS } from './statements.ts';
export { type Timeline, timelineOf } from './timeline.ts';
export { type Desk, type Moment, pricesAt, tradePair } from './trade.ts';
