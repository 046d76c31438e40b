/** From the cohorts' sums to the new global model and the record of the round. */
import { canonicalJson, type Cid, Fault, type Hex, toHex } from '#kit';
import type { Awaitable, DirectPrimitives } from '#members/keys';
import { decodeSum, type Plain, type RoundPlan, type WeightedSum } from '#rounds/member';
import type { Aggregation } from './aggregation.ts';
import type { Archive } from './archive.ts';
import type { Attempt } from './attempt.ts';
import type { Combination } from './combine.ts';
import type { BlobPort, EngineOptions } from './request.ts';
import { moveModel } from './move.ts';
import {
  type CohortRecord,
  readSum,
  readWeights,
  type RoundRecord,
  writeSum,
  writeWeights,
} from './record.ts';
import type { ServerRule } from './server-rule.ts';

/** A finished round with its numbers. */
export interface RoundResult {
  readonly record: RoundRecord;
  /** Global weights after the round. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** Sums of the cohorts, in the order of the record; null where void. */
  readonly sums: readonly (WeightedSum | null)[];
}

/** Looks at a new global model before it is taken: null to take it, or why not. */
export type Judge = (candidate: Float32Array, before: Float32Array) => Awaitable<string | null>;

/** What finishing needs. */
export interface Finishing {
  readonly primitives: DirectPrimitives;
  readonly blobs: BlobPort;
  readonly archive: Archive;
  readonly record: EngineOptions['record'];
  readonly before: { readonly hash: Hex; readonly cid: Cid };
  readonly weights: Float32Array;
  readonly combination: Combination;
  readonly rule: ServerRule;
  readonly judge?: Judge;
}

/**
 * Sums, moves the weights and keeps everything by its content's address.
 *
 * @throws Fault `rounds/too-few` where there is no sum at all.
 */
export async function finishRound(attempt: Attempt, given: Finishing): Promise<RoundResult> {
  const { plan } = attempt.signed;
  const { combination, rule, before } = given;
  if (!attempt.cohorts) throw attempt.reason!;
  const decoded = attempt.cohorts.map((cohort) => decode(cohort, plan));
  const sums = decoded.map((it) => (it instanceof Fault ? null : it));
  const { largestCohort } = attempt;
  const moved = await move(sums, attempt, given);
  const reason = (await given.judge?.(moved.weights, given.weights)) ?? null;
  const candidate = await keepModel(moved.weights, given);
  const record: RoundRecord = {
    season: plan.season,
    round: plan.round,
    attempt: plan.attempt,
    plan: attempt.id,
    encoding: plan.encoding,
    largestCohort,
    cohorts: await recordCohorts(attempt.cohorts, decoded, given),
    losses: Object.fromEntries(
      attempt.cohorts.flatMap((cohort) => (cohort.state === 'summed' ? [...cohort.losses] : [])),
    ),
    before,
    after: reason === null ? candidate : before,
    combination,
    rule,
    // A model that was not taken leaves no trace in the rule's memory either.
    state: reason === null ? moved.state : await stateBefore(plan, given),
    rolledBack: reason === null ? null : { reason, hash: candidate.hash },
  };
  given.archive.addRecord(record);
  await given.record('rounds/summed', record as unknown as { [key: string]: Plain });
  return { record, weights: reason === null ? moved.weights : given.weights.slice(), sums };
}

async function move(
  sums: readonly (WeightedSum | null)[],
  attempt: Attempt,
  given: Finishing,
): Promise<{ weights: Float32Array<ArrayBuffer>; state: Cid | null }> {
  const { largestCohort, cohorts } = attempt;
  const { plan } = attempt.signed;
  const parts = sums.filter((sum) => sum !== null);
  const kept = await stateBefore(plan, given);
  if (parts.length === 0) return { weights: given.weights.slice(), state: kept };
  const moved = moveModel({
    parts,
    ...attendance(cohorts!, sums),
    encoding: plan.encoding,
    largestCohort,
    combination: given.combination,
    rule: given.rule,
    weights: given.weights,
    state: kept ? readWeights(await given.blobs.get(kept)) : new Float32Array(),
  });
  const cid = moved.state.length > 0 ? await given.blobs.put(writeWeights(moved.state)) : null;
  return { weights: moved.weights, state: cid };
}

/** Members in the sums, of so many who were drawn. */
function attendance(
  cohorts: readonly Aggregation[],
  sums: readonly (WeightedSum | null)[],
): { present: number; drawn: number } {
  let [present, drawn] = [0, 0];
  for (const [i, cohort] of cohorts.entries()) {
    drawn += cohort.members.length;
    if (sums[i]) present += cohort.survivors.length;
  }
  return { present, drawn };
}

/** The rule's state from the round before, where the rule is still the same. */
async function stateBefore(plan: RoundPlan, given: Finishing): Promise<Cid | null> {
  const last = given.archive.record(plan.season, plan.round - 1);
  return last && canonicalJson(last.rule) === canonicalJson(given.rule) ? last.state : null;
}

async function recordCohorts(
  cohorts: readonly Aggregation[],
  decoded: readonly (WeightedSum | Fault)[],
  given: Finishing,
): Promise<CohortRecord[]> {
  const records: CohortRecord[] = [];
  for (const [i, cohort] of cohorts.entries()) {
    const found = decoded[i]!;
    const sum = found instanceof Fault ? null : found;
    records.push({
      members: cohort.members,
      survivors: sum ? cohort.survivors : [],
      weight: sum?.weight ?? 0,
      sum: sum && (await given.blobs.put(writeSum(sum))),
      transcript: cohort.signed,
      void: found instanceof Fault ? { code: found.code, message: found.message } : null,
    });
  }
  return records;
}

/** A kept round with its numbers read back. */
export async function resultOf(record: RoundRecord, blobs: BlobPort): Promise<RoundResult> {
  const weights = readWeights(await blobs.get(record.after.cid));
  const sums: (WeightedSum | null)[] = [];
  for (const { sum } of record.cohorts) sums.push(sum && readSum(await blobs.get(sum)));
  return { record, weights, sums };
}

/** The sum of a cohort, or why there is none. */
export function decode(cohort: Aggregation, plan: RoundPlan): WeightedSum | Fault {
  if (cohort.state !== 'summed') return cohort.reason!;
  try {
    return decodeSum(cohort.sum, plan.parameters, plan.encoding, cohort.survivors.length);
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
}

/** Keeps a model by its content's address. */
export async function keepModel(
  weights: Float32Array,
  given: Pick<Finishing, 'primitives' | 'archive' | 'blobs'>,
): Promise<{ hash: Hex; cid: Cid }> {
  const bytes = writeWeights(weights);
  const hash = toHex(given.primitives.digest(bytes));
  const kept = given.archive.model(hash);
  const cid = kept ?? (await given.blobs.put(bytes));
  given.archive.addModel(hash, cid);
  return { hash, cid };
}
