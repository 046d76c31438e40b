/**
 * Rounds whose cohorts have clocks of their own: each cohort is a plan by itself, trains on the model that was there when it was
 * opened, and a slow one stays open while the others go on. A round ends when its cohorts gave their sums, or all but slow ones did;
 * a late sum enters the round in which it came, and counts by how often the model has moved meanwhile.
 */
import { canonicalJson, type Cid, Fault, type Hex } from '#kit';
import type { Enrolment } from '#members/keys';
import {
  drawCohorts,
  type Encoding,
  planId,
  SMALLEST_COHORT,
  type SignedPlan,
  signPlan,
} from '#rounds/member';
import type { Archive } from './archive.ts';
import type { Attempt } from './attempt.ts';
import type { EngineOptions, RoundRequest } from './request.ts';
import type { RoundResult } from './finish.ts';
import { finishLanes } from './finish-lanes.ts';

/** What lanes need of the engine. */
export interface LaneFloor {
  readonly given: EngineOptions;
  readonly archive: Archive;
  /** Milliseconds that others are waited for at the least, once a cohort gave its sum. */
  readonly grace: number;
  /** Whoever may be invited. */
  invited(request: RoundRequest): readonly Enrolment[];
  /** An attempt that is open here, or as far as its kept lines tell. */
  restore(signed: SignedPlan): Promise<Attempt>;
  /** Asks the members of attempts. */
  launch(attempt: Attempt): Promise<void>;
  /** Moves all attempts on until `ready` says so. */
  pump(attempts: readonly Attempt[], ready: () => boolean): Promise<void>;
  /** Notes how an attempt ended. */
  settle(attempt: Attempt): Promise<void>;
  /** Lets go of every open plan but these. */
  retire(kept: readonly Attempt[]): void;
  /** Gives a plan up: nobody is asked any more, and no message of it is taken. */
  withdraw(plan: Hex, members: readonly number[]): void;
}

/**
 * Runs a round of cohorts with their own clocks. Called again after a restart it goes on: lanes in flight are on disk.
 *
 * @throws Fault `rounds/too-few` where no attempt gave a sum, `rounds/halted`
 */
export async function runLanes(
  floor: LaneFloor,
  request: RoundRequest,
  before: { readonly hash: Hex; readonly cid: Cid },
): Promise<RoundResult> {
  const lanes = await inFlight(floor, request);
  for (const lane of lanes) await floor.launch(lane);
  const most = floor.given.attempts ?? 3;
  for (let tries = 1; ; tries++) {
    const isOpen = lanes.some(({ signed }) => signed.plan.round === request.round);
    if (!isOpen || tries > 1) {
      for (const lane of await openLanes(floor, request, before.hash, lanes)) {
        lanes.push(lane);
        await floor.launch(lane);
      }
    }
    if (lanes.length === 0) throw tooFew(request.round);
    await floor.pump(lanes, endOf(floor, request, lanes));
    if (lanes.some(hasSum) || tries >= most) break;
  }
  const done = lanes.filter(({ finished }) => finished);
  if (!done.some(hasSum)) throw done[0]?.reason ?? tooFew(request.round);
  for (const lane of done) await floor.settle(lane);
  // Late readers still learn how theirs ended; the next round makes room.
  floor.retire(lanes);
  return finishLanes(done, { ...floor.given, archive: floor.archive, request, before });
}

/** Gives up every lane that is still open: the season goes on with rounds that all share. */
export function giveUpLanes(floor: Pick<LaneFloor, 'archive' | 'withdraw'>, season: string): void {
  for (const { id, signed } of openIn(floor.archive, season))
    floor.withdraw(id, signed.plan.members!);
}

/** Every lane of the season that was opened for this lesson and whose sum is in no round yet; those of another lesson are given up. */
async function inFlight(floor: LaneFloor, request: RoundRequest): Promise<Attempt[]> {
  const lanes: Attempt[] = [];
  for (const { id, signed } of openIn(floor.archive, request.season)) {
    if (isSameLesson(signed, request)) lanes.push(await floor.restore(signed));
    else floor.withdraw(id, signed.plan.members!);
  }
  return lanes;
}

function openIn(archive: Archive, season: string): ReturnType<Archive['lanes']> {
  const lanes = archive.lanes(season);
  if (lanes.length === 0) return lanes;
  const taken = new Set(
    archive.records(season).flatMap((record) => (record.lanes ?? []).map(({ plan }) => plan)),
  );
  return lanes.filter(({ id }) => !taken.has(id) && !archive.isGivenUp(id));
}

function isSameLesson({ plan }: SignedPlan, request: RoundRequest): boolean {
  const { training, encoding } = plan;
  const asked = { training: request.training, encoding: encodingOf(request) };
  return canonicalJson({ training, encoding }) === canonicalJson(asked);
}

/** Cohorts of everybody who is in no lane, one plan each; all of them are on disk at once. */
async function openLanes(
  floor: LaneFloor,
  request: RoundRequest,
  model: Hex,
  lanes: readonly Attempt[],
): Promise<Attempt[]> {
  const { group, primitives, hubSeed } = floor.given;
  const { season, round, draw, training } = request;
  const open = lanes.filter(({ finished }) => !finished);
  const busy = new Set(open.flatMap(({ invited }) => [...invited.keys()]));
  const idle = floor.invited(request).flatMap(({ member }) => (busy.has(member) ? [] : [member]));
  if (idle.length < SMALLEST_COHORT) return [];
  const earlier = lanes.filter(({ signed }) => signed.plan.round === round).length;
  const plans = drawCohorts(idle, draw).map((members, i) =>
    signPlan(primitives, hubSeed, {
      ...{ group, season, round, attempt: earlier + i + 1, model, members },
      ...{ parameters: request.weights.length, encoding: encodingOf(request), draw, training },
    }),
  );
  floor.archive.addLanes(plans.map((signed) => ({ id: planId(primitives, signed.plan), signed })));
  return Promise.all(plans.map((signed) => floor.restore(signed)));
}

/** Sums of any cohorts are added up, so all of them are written as for the largest that can be drawn. */
function encodingOf({ encoding, draw }: RoundRequest): Encoding {
  return { ...encoding, cohort: 2 * draw.size - 1 };
}

/**
 * Whether a round can end: everyone is done; or somebody is, the rest has had as much time again as the fastest cohort took, and those
 * who are free are enough to go on.
 */
function endOf(
  { grace }: LaneFloor,
  { final }: RoundRequest,
  lanes: readonly Attempt[],
): () => boolean {
  const begun = performance.now();
  let first: number | undefined;
  return () => {
    const open = lanes.filter(({ finished }) => !finished);
    if (open.length === 0) return true;
    const done = lanes.filter((lane) => lane.finished);
    if (final || !done.some(hasSum)) return false;
    if (done.reduce((sum, { invited }) => sum + invited.size, 0) < SMALLEST_COHORT) return false;
    const now = performance.now();
    first ??= now;
    return now >= first + Math.max(grace, first - begun);
  };
}

function hasSum({ cohorts }: Attempt): boolean {
  return cohorts?.some(({ state }) => state === 'summed') ?? false;
}

function tooFew(round: number): Fault {
  return new Fault(
    'rounds/too-few',
    `no cohort of round ${round} gave a sum; a sum needs ${SMALLEST_COHORT} members`,
  );
}
