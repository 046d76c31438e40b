/** The hub's half of federated rounds: open, collect, sum, move the model, score. */
export { Aggregation, type AggregationOptions, type CohortState } from './aggregation.ts';
export { Archive } from './archive.ts';
export { Attempt } from './attempt.ts';
export { type DeskOptions, TaskDesk } from './desk.ts';
export { RoundEngine } from './engine.ts';
export type { BlobPort, Deadlines, EngineOptions, RoundRequest } from './request.ts';
export { finishRound, type Judge, type RoundResult } from './finish.ts';
export { type Combination, combineSums } from './combine.ts';
export { type Arrival, type Buffered, type BufferRule, takeArrival } from './buffer.ts';
export { moveModel, type Moving } from './move.ts';
export {
  type Move,
  moveByRule,
  ruleOf,
  type RuleState,
  type ServerRule,
  type SteppingRule,
} from './server-rule.ts';
export { type Patience, Presence } from './presence.ts';
export {
  type CohortRecord,
  type LaneRecord,
  readSum,
  readWeights,
  type RoundRecord,
  writeSum,
  writeWeights,
} from './record.ts';
export { unmask, type Unmasking } from './unmask.ts';
export {
  DEFAULT_RULE,
  lossInNano,
  type MemberScore,
  type OwnData,
  type ScoredRound,
  scoreLeaf,
  scoreMembers,
  type ScoreRule,
  scoreTree,
  valuesOf,
} from './contribution/scores.ts';
export { type Holding, keptGain, keptParts } from './contribution/copies.ts';
export {
  agreeOnLosses,
  type Agreement,
  commitEvaluation,
  type Evaluation,
  type EvaluationCommitment,
  type EvaluationReveal,
} from './contribution/evaluators.ts';
export {
  LASTING,
  type MemberNovelty,
  measureNovelty,
  newParts,
  NOISE,
  type NoveltyRule,
  type SummedRound,
  unechoedParts,
} from './contribution/novelty.ts';
export { exactShapley, shapleyOf } from './contribution/shapley.ts';
export { valueRound } from './contribution/value-round.ts';
export {
  publishScores,
  type ScoreArtefacts,
  type ScoreGrounds,
  type ScoreReport,
  verifyScores,
} from './contribution/verify-scores.ts';
export { type Rehearsal, type Rehearsed, type RehearsedRound, rehearseRound } from './rehearse.ts';
export { replayRound } from './replay.ts';
export type { Replay, ReplaySource } from './replay-lines.ts';
export { explainScore, type ScoreExplanation, type ScoreLine } from './contribution/explain.ts';
export {
  checkLeakage,
  leakageOf,
  type LeakageQuestion,
  noiseOverLasting,
} from './contribution/leakage.ts';
export { remeasureNovelty, revalueRound, type RoundSource } from './revalue.ts';
