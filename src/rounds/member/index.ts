/** A member's half of a federated round: runs unchanged in Node and in a browser. */
export {
  ascending,
  type Draw,
  drawCohorts,
  LARGEST_COHORT,
  SMALLEST_COHORT,
  thresholdOf,
} from './cohorts.ts';
export {
  averageTowardZero,
  averageUpdate,
  decodeSum,
  encodeUpdate,
  type Encoding,
  levelsFor,
  moveWeights,
  quantise,
  sentIn,
  WEIGHT_LIMBS,
  type WeightedSum,
} from './fixed-point.ts';
export {
  type CohortView,
  commitSeed,
  type ConsentMessage,
  type InputMessage,
  type KeysMessage,
  ownMaskKey,
  pairMaskKey,
  type RevealMessage,
  type RevealView,
  type SendersView,
  type SharesMessage,
  type Step,
  STEPS,
  type SurvivorsView,
  transcript,
} from './messages.ts';
export { Party, type PartyOptions } from './party.ts';
export {
  checkPlan,
  type Plain,
  planId,
  type RoundPlan,
  type SignedPlan,
  signPlan,
} from './plan.ts';
export {
  addPacked,
  addStream,
  emptyRing,
  packedLength,
  packRing,
  RING_BITS,
  subtractStream,
  toSigned,
  wrapRing,
} from './ring.ts';
export { openSum, type RingSum } from './ring-sum.ts';
export {
  costOf,
  type PrivateOptions,
  type PrivateTraining,
  noiseSquares,
  trainPrivately,
  wordsFor,
} from './private-training.ts';
export { joinShares, lagrangeWeights, type Share, splitSecret } from './shamir.ts';
export { readFrame, writeFrame } from './frame.ts';
export {
  checkOutcome,
  checkTask,
  type SignedOutcome,
  type SignedTask,
  signOutcome,
  signTask,
  type Task,
  type TaskOutcome,
  type Hand,
  HANDS,
  handOf,
} from './task.ts';
export type { RoundDoor, RoundMessage, ViewName } from './door.ts';
export { HubClient, type HubClientOptions } from './hub-client.ts';
export { serveHub, type Serving, type TaskHandler } from './serve.ts';
export {
  type LocalResult,
  type LocalTraining,
  type Memory,
  type Participant,
  type Participation,
  takePart,
} from './take-part.ts';
