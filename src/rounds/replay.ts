/** Recomputes a finished round from what is stored: every message, every masked vector, every reveal. */
import { canonicalJson, Fault, toHex } from '#kit';
import { decodeSum, planId, type WeightedSum } from '#rounds/member';
import { Attempt } from './attempt.ts';
import { moveModel } from './move.ts';
import { readWeights, type RoundRecord, writeWeights } from './record.ts';
import { replayLanes } from './replay-lanes.ts';
import { type Replay, replayLines, type ReplaySource } from './replay-lines.ts';

/**
 * Replays a round. Each message is checked as it was when it came, sums are unmasked anew, the model is moved anew.
 *
 * @throws Fault `rounds/no-record` where no such round finished.
 */
export async function replayRound(
  source: ReplaySource,
  season: string,
  round: number,
): Promise<Replay> {
  const record = source.archive.record(season, round);
  if (record?.lanes) return replayLanes(source, record, record.lanes);
  const signed = source.archive.latest(season, round);
  if (!record || !signed)
    throw new Fault(
      'rounds/no-record',
      `season ${season} has no finished round ${round}; see hanse audit, or the pages, for those it has`,
    );
  const problems: string[] = [];
  if (planId(source.primitives, signed.plan) !== record.plan)
    problems.push('the recorded plan is not the one that was signed');
  const attempt = new Attempt(source.primitives, signed, source.roster);
  const { messages, vectors } = await replayLines(source, attempt, problems);
  const before = await readModel(source, record, problems);
  const parts = (attempt.cohorts ?? []).flatMap((cohort, i) => {
    const recorded = record.cohorts[i];
    if (cohort.state !== 'summed') {
      if (recorded?.sum) problems.push(`cohort ${i} gives no sum but one is recorded`);
      return [];
    }
    const { encoding, parameters } = signed.plan;
    const sum = decodeSum(cohort.sum, parameters, encoding, cohort.survivors.length);
    if (recorded?.weight !== sum.weight || recorded.transcript !== cohort.signed)
      problems.push(`cohort ${i} is recorded with another weight or transcript`);
    return [sum];
  });
  const model = toHex(
    source.primitives.digest(writeWeights(await moved(source, record, before, parts))),
  );
  // A model that was rolled back was computed all the same; the recorded one is then the one from before.
  const due = record.rolledBack?.hash ?? record.after.hash;
  if (model !== due) problems.push(`the model comes out as ${model}; ${due} is recorded`);
  if (record.rolledBack && record.after.hash !== record.before.hash)
    problems.push('the round was rolled back but its model is not the one from before');
  return {
    round,
    attempt: signed.plan.attempt,
    messages,
    vectors,
    cohorts: record.cohorts.map(({ members, survivors, weight }) => ({
      members: members.length,
      survivors: survivors.length,
      weight,
    })),
    model,
    recorded: due,
    problems,
  };
}

async function moved(
  source: ReplaySource,
  record: RoundRecord,
  before: Float32Array,
  parts: readonly WeightedSum[],
): Promise<Float32Array> {
  if (parts.length === 0) return before;
  const { rule } = record;
  const last = source.archive.record(record.season, record.round - 1);
  const same = last && canonicalJson(last.rule) === canonicalJson(rule);
  const state =
    same && last.state ? readWeights(await source.blobs.get(last.state)) : new Float32Array();
  const { cohorts, combination, encoding, largestCohort } = record;
  const count = (members: readonly (readonly number[])[]): number => members.flat().length;
  return moveModel({
    parts,
    present: count(cohorts.map(({ survivors }) => survivors)),
    drawn: count(cohorts.map(({ members }) => members)),
    encoding,
    largestCohort,
    combination,
    rule,
    weights: before,
    state,
  }).weights;
}

async function readModel(
  source: ReplaySource,
  record: RoundRecord,
  problems: string[],
): Promise<Float32Array> {
  const bytes = await source.blobs.get(record.before.cid);
  if (toHex(source.primitives.digest(bytes)) !== record.before.hash)
    problems.push('the stored model from before the round does not have its recorded hash');
  return readWeights(bytes);
}
