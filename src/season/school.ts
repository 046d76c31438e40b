import { availableParallelism } from 'node:os';
import { type Cid, type Hex, sha256 } from '#kit';
import { writeWeights } from '#rounds';
import type { Lesson } from '#season/lesson';
import type { SeasonContext } from './context.ts';
import type { MemberPlan } from './plan.ts';

/** What a member's own model, trained alone with the same budget, says of public candles. */
export interface Solo {
  readonly id: string;
  /** `[candles][3]`, raw. */
  readonly probabilities: Float32Array;
}

/** How long a member may take to train alone. */
const PATIENCE_MS = 600_000;
/** Members that train alone at once: one core is left to the hub, which trades meanwhile. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);

/**
 * Asks every member to train alone, with as many steps as all rounds together, and to predict public candles: a few members
 * at a time, beside whatever else the season does. The members' models stay with them.
 *
 * @returns one entry a member that answered
 */
export async function soloForecasts(
  season: SeasonContext,
  lesson: Lesson,
  start: Float32Array,
  candles: { readonly rows: Float32Array; readonly ends: Int32Array },
): Promise<Solo[]> {
  const rows = await publish(season, candles.rows);
  const { ends } = candles;
  // Alone there is nobody to follow a strategy with.
  const { federation: _together, since: _then, ...alone } = lesson;
  const input = {
    lesson: JSON.stringify(alone),
    seed: `${season.config.seed}/solo`,
    steps: lesson.stepsPerRound * season.config.rounds,
    start: await publish(season, start),
    rows,
    ends: Buffer.from(ends.buffer).toString('base64'),
  };
  const ask = async ({ id, index }: MemberPlan): Promise<Solo | undefined> => {
    const task = { id: `solo/${season.id}/${index}`, member: index, kind: 'solo', input };
    try {
      const answer = (await season.desk.ask(task, PATIENCE_MS)) as { probabilities: string };
      const bytes = new Uint8Array(Buffer.from(answer.probabilities, 'base64'));
      return { id, probabilities: new Float32Array(bytes.buffer) };
    } catch (error) {
      season.check();
      season.log.warn({ member: id, err: error }, 'no solo model');
      // What comes too late stands in the way of nothing else that the member is asked.
      season.desk.withdraw(task.id);
      return undefined;
    }
  };
  const { members } = season.plan;
  const answers: (Solo | undefined)[] = members.map(() => undefined);
  const waiting = members.entries();
  const pupil = async (): Promise<void> => {
    for (const [place, member] of waiting) answers[place] = await ask(member);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, pupil));
  return answers.filter((solo) => solo !== undefined);
}

/** Makes an array of floats readable for members by its hash, like a model. */
async function publish(season: SeasonContext, values: Float32Array): Promise<Hex> {
  const bytes = writeWeights(values);
  const hash = sha256(bytes);
  const { archive } = season.engine;
  if (!archive.model(hash)) {
    const cid: Cid = await season.blobs.put(bytes);
    archive.addModel(hash, cid);
  }
  return hash;
}
