/** Recomputes a round whose cohorts have clocks of their own: every cohort from its plan, its model and its lines, then the buffer. */
import { toHex } from '#kit';
import { planId, type WeightedSum } from '#rounds/member';
import { Attempt } from './attempt.ts';
import { bufferBefore, movesUpTo, sumOf } from './finish-lanes.ts';
import { moveModel } from './move.ts';
import { type LaneRecord, readWeights, type RoundRecord, writeWeights } from './record.ts';
import { type Replay, replayLines, type ReplaySource } from './replay-lines.ts';

/** Replays a round of lanes. */
export async function replayLanes(
  source: ReplaySource,
  record: RoundRecord,
  lanes: readonly LaneRecord[],
): Promise<Replay> {
  const { archive, blobs, primitives } = source;
  const { season, round, encoding, largestCohort, combination, rule } = record;
  const problems: string[] = [];
  let [messages, vectors] = [0, 0];
  const parts: WeightedSum[] = [];
  const behind: number[] = [];
  for (const [i, lane] of lanes.entries()) {
    const recorded = record.cohorts[i];
    const signed = archive.plan(lane.plan);
    if (!signed || planId(primitives, signed.plan) !== lane.plan) {
      problems.push(`cohort ${i + 1}: its plan ${lane.plan} is not kept as it was signed`);
      continue;
    }
    const attempt = new Attempt(primitives, signed, source.roster);
    const found: string[] = [];
    const counted = await replayLines(source, attempt, found);
    problems.push(...found.map((problem) => `cohort ${i + 1}, ${problem}`));
    messages += counted.messages;
    vectors += counted.vectors;
    const base = archive.record(season, lane.round);
    if (signed.plan.round !== lane.round || (base ?? record).before.hash !== signed.plan.model)
      problems.push(`cohort ${i + 1} did not train on the model of round ${lane.round}`);
    const late = movesUpTo(archive, season, round) - movesUpTo(archive, season, lane.round);
    if (late !== lane.behind)
      problems.push(`cohort ${i + 1} is recorded ${lane.behind} moves behind; it was ${late}`);
    const sum = sumOf(attempt);
    if (sum instanceof Error) {
      if (recorded?.sum) problems.push(`cohort ${i + 1} gives no sum but one is recorded`);
      continue;
    }
    const [cohort] = attempt.cohorts!;
    if (recorded?.weight !== sum.weight || recorded.transcript !== cohort!.signed)
      problems.push(`cohort ${i + 1} is recorded with another weight or transcript`);
    parts.push(sum);
    behind.push(late);
  }
  const before = await blobs.get(record.before.cid);
  if (toHex(primitives.digest(before)) !== record.before.hash)
    problems.push('the stored model from before the round does not have its recorded hash');
  const kept = bufferBefore(archive, { season, round, rule });
  const moved = moveModel({
    ...{ parts, behind, encoding, largestCohort, combination, rule, present: 0, drawn: 0 },
    weights: readWeights(before),
    state: kept ? readWeights(await blobs.get(kept)) : new Float32Array(),
  });
  const model = toHex(primitives.digest(writeWeights(moved.weights)));
  // A model that was rolled back was computed all the same.
  const recorded = record.rolledBack?.hash ?? record.after.hash;
  if (model !== recorded) problems.push(`the model comes out as ${model}; ${recorded} is recorded`);
  const moves = record.rolledBack ? 0 : moved.moves!;
  if (record.rolledBack && record.after.hash !== record.before.hash)
    problems.push('the round was rolled back but its model is not the one from before');
  if (movesUpTo(archive, season, round) + moves !== record.moves)
    problems.push(`${record.moves} moves are recorded in all, which is not what comes out`);
  return {
    ...{ round, attempt: record.attempt, messages, vectors, model, recorded, problems },
    cohorts: record.cohorts.map(({ members, survivors, weight }) => ({
      members: members.length,
      survivors: survivors.length,
      weight,
    })),
  };
}
