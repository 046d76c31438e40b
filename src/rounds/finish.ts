/** From the cohorts' sums to the new global model and the record of the round. */
import { type Cid, Fault, type Hex, toHex } from '#kit';
import type { DirectPrimitives } from '#members/keys';
import {
  averageUpdate,
  decodeSum,
  moveWeights,
  type Plain,
  type RoundPlan,
  type WeightedSum,
} from '#rounds/member';
import type { Aggregation } from './aggregation.ts';
import type { Archive } from './archive.ts';
import type { Attempt } from './attempt.ts';
import type { BlobPort, EngineOptions } from './engine.ts';
import {
  type CohortRecord,
  readSum,
  readWeights,
  type RoundRecord,
  writeSum,
  writeWeights,
} from './record.ts';

/** A finished round with its numbers. */
export interface RoundResult {
  readonly record: RoundRecord;
  /** Global weights after the round. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** Sums of the cohorts, in the order of the record; null where void. */
  readonly sums: readonly (WeightedSum | null)[];
}

/** What finishing needs. */
export interface Finishing {
  readonly primitives: DirectPrimitives;
  readonly blobs: BlobPort;
  readonly archive: Archive;
  readonly record: EngineOptions['record'];
  readonly before: { readonly hash: Hex; readonly cid: Cid };
  readonly weights: Float32Array;
}

/**
 * Sums, moves the weights and keeps everything by its content's address.
 *
 * @throws Fault `rounds/too-few` where there is no sum at all.
 */
export async function finishRound(attempt: Attempt, given: Finishing): Promise<RoundResult> {
  const { plan } = attempt.signed;
  if (!attempt.cohorts) throw attempt.reason!;
  const decoded = attempt.cohorts.map((cohort) => decode(cohort, plan));
  const sums = decoded.map((it) => (it instanceof Fault ? null : it));
  const parts = sums.filter((sum) => sum !== null);
  const largestCohort = attempt.largestCohort;
  const weights =
    parts.length > 0
      ? moveWeights(given.weights, averageUpdate(parts, plan.encoding, largestCohort))
      : given.weights.slice();
  const after = await keepModel(weights, given);
  const cohorts: CohortRecord[] = [];
  for (const [i, cohort] of attempt.cohorts.entries()) {
    const sum = sums[i]!;
    const fault = decoded[i] instanceof Fault ? (decoded[i] as Fault) : undefined;
    cohorts.push({
      members: cohort.members,
      survivors: sum ? cohort.survivors : [],
      weight: sum?.weight ?? 0,
      sum: sum && (await given.blobs.put(writeSum(sum))),
      transcript: cohort.signed,
      void: fault ? { code: fault.code, message: fault.message } : null,
    });
  }
  const losses = Object.fromEntries(
    attempt.cohorts.flatMap((cohort) => (cohort.state === 'summed' ? [...cohort.losses] : [])),
  );
  const record: RoundRecord = {
    season: plan.season,
    round: plan.round,
    attempt: plan.attempt,
    plan: attempt.id,
    encoding: plan.encoding,
    largestCohort,
    cohorts,
    losses,
    before: given.before,
    after,
  };
  given.archive.addRecord(record);
  await given.record('rounds/summed', record as unknown as { [key: string]: Plain });
  return { record, weights, sums };
}

/** A kept round with its numbers read back. */
export async function resultOf(record: RoundRecord, blobs: BlobPort): Promise<RoundResult> {
  const weights = readWeights(await blobs.get(record.after.cid));
  const sums: (WeightedSum | null)[] = [];
  for (const { sum } of record.cohorts) sums.push(sum && readSum(await blobs.get(sum)));
  return { record, weights, sums };
}

function decode(cohort: Aggregation, plan: RoundPlan): WeightedSum | Fault {
  if (cohort.state !== 'summed') return cohort.reason!;
  try {
    return decodeSum(cohort.sum, plan.parameters, plan.encoding, cohort.survivors.length);
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
}

async function keepModel(
  weights: Float32Array,
  given: Finishing,
): Promise<{ hash: Hex; cid: Cid }> {
  const bytes = writeWeights(weights);
  const hash = toHex(given.primitives.digest(bytes));
  const kept = given.archive.model(hash);
  const cid = kept ?? (await given.blobs.put(bytes));
  given.archive.addModel(hash, cid);
  return { hash, cid };
}
