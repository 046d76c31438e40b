/** From lanes that are done to the moved model and the record of the round. */
import { canonicalJson, type Cid, Fault, type Hex } from '#kit';
import type { Plain, WeightedSum } from '#rounds/member';
import type { Archive } from './archive.ts';
import type { Attempt } from './attempt.ts';
import type { BlobPort, EngineOptions, RoundRequest } from './request.ts';
import { decode, keepModel, type RoundResult } from './finish.ts';
import { moveModel } from './move.ts';
import {
  type CohortRecord,
  type LaneRecord,
  readWeights,
  type RoundRecord,
  writeSum,
  writeWeights,
} from './record.ts';
import type { ServerRule } from './server-rule.ts';

/** What finishing needs. */
export interface LaneFinishing extends Pick<EngineOptions, 'primitives' | 'blobs' | 'record'> {
  readonly archive: Archive;
  readonly request: RoundRequest;
  readonly before: { readonly hash: Hex; readonly cid: Cid };
}

/**
 * Takes the sums into the buffer: those that come late first, the oldest before the others, then the round's own in the order of
 * their draw.
 *
 * @throws Fault `rounds/bad-rule` where the rule is no buffer
 */
export async function finishLanes(
  done: readonly Attempt[],
  given: LaneFinishing,
): Promise<RoundResult> {
  const { request, before, archive } = given;
  const { season, round, weights, rule } = request;
  if (rule?.kind !== 'buffer')
    throw new Fault('rounds/bad-rule', 'only a buffer takes sums of cohorts with their own clocks');
  const lanes = [...done].sort(byAge);
  const decoded = lanes.map(sumOf);
  const sums = decoded.map((it) => (it instanceof Fault ? null : it));
  const rows = lanes.map(({ id, signed }): LaneRecord => ({
    plan: id,
    round: signed.plan.round,
    behind: movesUpTo(archive, season, round) - movesUpTo(archive, season, signed.plan.round),
  }));
  const { encoding } = lanes[0]!.signed.plan;
  const largestCohort = encoding.cohort!;
  const kept = bufferBefore(archive, { season, round, rule });
  const moved = moveModel({
    ...{ encoding, largestCohort, rule, weights, present: 0, drawn: 0 },
    parts: sums.filter((sum) => sum !== null),
    behind: rows.flatMap(({ behind }, i) => (sums[i] ? [behind] : [])),
    combination: { kind: 'mean' },
    state: kept ? readWeights(await given.blobs.get(kept)) : new Float32Array(),
  });
  const reason = (await request.judge?.(moved.weights, weights)) ?? null;
  const candidate = await keepModel(moved.weights, given);
  const waiting = moved.state;
  const record: RoundRecord = {
    ...{ season, round, attempt: 1, plan: lanes[0]!.id, encoding, largestCohort },
    cohorts: await Promise.all(lanes.map((lane, i) => recordOf(lane, decoded[i]!, given.blobs))),
    losses: Object.fromEntries(lanes.flatMap(({ cohorts }) => lossesOf(cohorts))),
    before,
    after: reason === null ? candidate : before,
    combination: { kind: 'mean' },
    rule,
    // A model that was not taken leaves no trace: its sums are gone, and those that waited before wait on.
    state: reason === null ? await bufferOf(waiting, given.blobs) : kept,
    rolledBack: reason === null ? null : { reason, hash: candidate.hash },
    lanes: rows,
    moves: movesUpTo(archive, season, round) + (reason === null ? moved.moves! : 0),
  };
  archive.addRecord(record);
  await given.record('rounds/summed', record as unknown as { [key: string]: Plain });
  return { record, weights: reason === null ? moved.weights : weights.slice(), sums };
}

async function bufferOf(waiting: Float32Array, blobs: BlobPort): Promise<Cid | null> {
  return waiting.length > 0 ? blobs.put(writeWeights(waiting)) : null;
}

/** How often the model had moved when a round was opened. */
export function movesUpTo(archive: Archive, season: string, round: number): number {
  return archive.record(season, round - 1)?.moves ?? 0;
}

/** Where the sums wait that the round before left in the buffer, where its rule was the same. */
export function bufferBefore(
  archive: Archive,
  { season, round, rule }: { season: string; round: number; rule: ServerRule },
): Cid | null {
  const last = archive.record(season, round - 1);
  return last && canonicalJson(last.rule) === canonicalJson(rule) ? last.state : null;
}

/** A lane is one cohort; one whose members never came together has no sum. */
export function sumOf({ cohorts, reason, signed }: Attempt): WeightedSum | Fault {
  return cohorts ? decode(cohorts[0]!, signed.plan) : reason!;
}

function byAge(a: Attempt, b: Attempt): number {
  const [one, other] = [a.signed.plan, b.signed.plan];
  return one.round - other.round || one.attempt - other.attempt;
}

function lossesOf(cohorts: Attempt['cohorts']): [number, number][] {
  return (cohorts ?? []).flatMap(({ state, losses }) => (state === 'summed' ? [...losses] : []));
}

async function recordOf(
  { cohorts, signed }: Attempt,
  found: WeightedSum | Fault,
  blobs: BlobPort,
): Promise<CohortRecord> {
  const [cohort] = cohorts ?? [];
  const sum = found instanceof Fault ? null : found;
  return {
    members: cohort?.members ?? signed.plan.members!,
    survivors: sum ? cohort!.survivors : [],
    weight: sum?.weight ?? 0,
    sum: sum && (await blobs.put(writeSum(sum))),
    transcript: cohort?.signed ?? '0x',
    void: found instanceof Fault ? { code: found.code, message: found.message } : null,
  };
}
