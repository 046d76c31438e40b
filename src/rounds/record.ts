/** What stays of a round: enough to recompute its sum, its model and everybody's score. Plain data. */
import type { Cid, Hex } from '#kit';
import { Fault } from '#kit';
import type { Encoding, WeightedSum } from '#rounds/member';
import type { Combination } from './combine.ts';
import type { ServerRule } from './server-rule.ts';

/** One cohort of a finished round. */
export interface CohortRecord {
  readonly members: readonly number[];
  /** Those whose updates are in the sum; empty where the cohort is void. */
  readonly survivors: readonly number[];
  /** Capped examples in the sum. */
  readonly weight: number;
  /** Where the sum is kept; null where the cohort is void. */
  readonly sum: Cid | null;
  /** What the survivors signed. */
  readonly transcript: Hex;
  /** Why there is no sum. */
  readonly void: { readonly code: string; readonly message: string } | null;
}

/** A cohort with a clock of its own, as it came into a round. */
export interface LaneRecord {
  readonly plan: Hex;
  /** The round in which it was opened, from whose model it trained. */
  readonly round: number;
  /** How often the model had moved from then until this round was opened. */
  readonly behind: number;
}

/** A finished round. */
export interface RoundRecord {
  readonly season: string;
  readonly round: number;
  readonly attempt: number;
  readonly plan: Hex;
  readonly encoding: Encoding;
  readonly largestCohort: number;
  readonly cohorts: readonly CohortRecord[];
  /** Own training losses that members chose to tell, in millionths, by member. */
  readonly losses: Readonly<Record<string, number>>;
  readonly before: { readonly hash: Hex; readonly cid: Cid };
  /** The same as before where every cohort is void. */
  readonly after: { readonly hash: Hex; readonly cid: Cid };
  readonly combination: Combination;
  readonly rule: ServerRule;
  /** Where the rule's state after the round is kept; null where it has none. */
  readonly state: Cid | null;
  /** Why the new model was not taken, and which it was; then the model is the one from before. */
  readonly rolledBack: { readonly reason: string; readonly hash: Hex } | null;
  /** One for each cohort, where cohorts have clocks of their own; `plan` is then that of the first. */
  readonly lanes?: readonly LaneRecord[];
  /** With lanes: how often the model has moved in all. */
  readonly moves?: number;
}

/** A sum as bytes: int32 little-endian coordinates, then the weight. */
export function writeSum(sum: WeightedSum): Uint8Array<ArrayBuffer> {
  const words = new Int32Array(sum.sums.length + 1);
  words.set(sum.sums);
  words[sum.sums.length] = sum.weight;
  return new Uint8Array(words.buffer);
}

/** @throws Fault `rounds/bad-sum` where the bytes are no sum. */
export function readSum(bytes: Uint8Array): WeightedSum {
  if (bytes.length < 8 || bytes.length % 4 !== 0)
    throw new Fault('rounds/bad-sum', `${bytes.length} bytes are no cohort sum`);
  const words = new Int32Array(bytes.slice().buffer);
  return { sums: words.slice(0, -1), weight: words.at(-1)! };
}

/** Weights as float32 little-endian bytes. */
export function writeWeights(weights: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(weights.slice().buffer);
}

/** Weights from float32 little-endian bytes. */
export function readWeights(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  if (bytes.length === 0 || bytes.length % 4 !== 0)
    throw new Fault('rounds/bad-weights', `${bytes.length} bytes are no float32 weights`);
  return new Float32Array(bytes.slice().buffer);
}
