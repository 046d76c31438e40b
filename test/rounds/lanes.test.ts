/** Cohorts with clocks of their own: nobody waits for a slow one, its late sum counts by how stale it is, and all of it replays. */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { nodePrimitives } from '#members';
import { replayRound, type RoundRecord, type RoundResult, takeArrival } from '#rounds';
import { averageUpdate, drawCohorts } from '#rounds/member';
import { openWorld, type World } from './world.ts';

const PARAMETERS = 12;
const ENGINE = { grace: 30, patience: { broken: 60_000, unseen: 60_000 } };

/** Six members in two cohorts of three; those whom the gate holds do not answer before it opens. */
function openLaneWorld(more: Partial<Parameters<typeof openWorld>[0]> = {}) {
  const world = openWorld({ members: 6, parameters: PARAMETERS, engine: ENGINE, ...more });
  const gate = Promise.withResolvers<void>();
  const held = new Set<number>();
  const day = { over: false };
  for (const citizen of world.citizens) {
    const { train, member } = citizen;
    citizen.train = async (weights, plan) => {
      if (held.has(member)) await gate.promise;
      return train(weights, plan);
    };
  }
  const served = world.citizens.map(async (citizen) => {
    // A task stays on the desk until its lane is over.
    while (!day.over) {
      await world.participate(citizen);
      await setTimeout(5);
    }
  });
  const play = (round: number, weights: Float32Array, goal = 1, more_: object = {}) =>
    world.engine.runRound(requestOf(world, round, weights, goal, more_));
  const end = async (): Promise<void> => {
    day.over = true;
    gate.resolve();
    await Promise.all(served);
  };
  return { world, gate, held, play, end };
}

function requestOf(world: World, round: number, weights: Float32Array, goal: number, more: object) {
  return world.request(round, {
    weights,
    draw: { size: 3, seed: 'lanes', turn: round },
    rule: { kind: 'buffer', goal, rateMicro: 800_000 },
    clocks: 'own',
    ...more,
  });
}

async function problemsOf(world: World, round: number): Promise<readonly string[]> {
  const { archive } = world.engine;
  const roster = world.roster.list();
  const source = { primitives: nodePrimitives, archive, blobs: world.blobs, roster };
  return (await replayRound(source, 's1', round)).problems;
}

/** The buffer by its definition, from what the records say. */
function byHand(results: readonly RoundResult[], goal: number, from: Float32Array) {
  const rule = { goal, rateMicro: 800_000 };
  const movesBefore = [0];
  let now = { weights: Float32Array.from(from), waiting: new Float32Array(), moved: false };
  let moves = 0;
  for (const { record, sums } of results) {
    for (const [i, lane] of record.lanes!.entries()) {
      const sum = sums[i]!;
      const update = averageUpdate([sum], record.encoding, record.largestCohort);
      const staleness = moves - movesBefore[lane.round - 1]!;
      now = takeArrival(
        rule,
        now.weights,
        { update, weight: sum.weight, staleness },
        now.waiting,
      ) as typeof now;
      if (now.moved) moves++;
    }
    movesBefore.push(moves);
    expect(record.moves).toBe(moves);
    expect(Float32Array.from(now.weights)).toEqual(results[record.round - 1]!.weights);
  }
}

const lanesOf = ({ lanes, cohorts }: RoundRecord) =>
  lanes!.map(({ round, behind }, i) => ({ round, behind, members: cohorts[i]!.members }));

describe('cohorts with their own clocks', () => {
  it.each([1, 3])('do not wait for a slow one; K = %i', async (goal) => {
    const { world, gate, held, play, end } = openLaneWorld();
    const start = new Float32Array(PARAMETERS);
    const results: RoundResult[] = [];
    let weights: Float32Array = start;
    for (const member of [1, 2, 3, 4, 5, 6]) if (member % 2 === 1) held.add(member);
    // Whoever is drawn together with a slow member waits with it, so the first draw is by hand: the odd ones.
    for (let seed = 0; ; seed++) {
      const draw = { size: 3, seed: `odd ${seed}` };
      const [one] = drawCohorts([1, 2, 3, 4, 5, 6], draw);
      if (one!.every((member) => member % 2 === one![0]! % 2)) {
        results.push(await play(1, weights, goal, { draw }));
        break;
      }
    }
    ({ weights } = results[0]!);
    for (let round = 2; round <= 4; round++) {
      results.push(await play(round, weights, goal));
      ({ weights } = results.at(-1)!);
    }
    for (const [i, { record }] of results.entries())
      expect(lanesOf(record)).toEqual([{ round: i + 1, behind: 0, members: [2, 4, 6] }]);
    gate.resolve();
    results.push(await play(5, weights, goal, { final: true }));
    const [late, ...others] = lanesOf(results[4]!.record);
    expect(late).toEqual({ round: 1, behind: Math.floor(4 / goal), members: [1, 3, 5] });
    expect(others.map(({ round }) => round)).toEqual([5]);
    expect(results[4]!.record.cohorts.map(({ survivors }) => survivors)).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    byHand(results, goal, start);
    for (let round = 1; round <= 5; round++) expect(await problemsOf(world, round)).toEqual([]);
    await end();
  });

  it('that keep up with one another stay in step, and every sum is of its own round', async () => {
    const { world, play, end } = openLaneWorld({ engine: { ...ENGINE, grace: 5000 } });
    let weights: Float32Array = new Float32Array(PARAMETERS);
    for (let round = 1; round <= 3; round++) {
      const { record, weights: after } = await play(round, weights);
      expect(record.lanes!.map((lane) => lane.round)).toEqual([round, round]);
      expect(record.cohorts.flatMap(({ survivors }) => survivors).sort()).toEqual([
        1, 2, 3, 4, 5, 6,
      ]);
      expect(await problemsOf(world, round)).toEqual([]);
      weights = after;
    }
    await end();
  });

  it('go on after the hub has died: buffer and lanes in flight are on disk', async () => {
    const [db, blobs] = [new DatabaseSync(':memory:'), new Map<string, Uint8Array>()];
    const first = openLaneWorld({ db, blobs });
    for (const member of [1, 2, 3, 4, 5, 6]) first.held.add(member);
    const start = new Float32Array(PARAMETERS);
    // The hub dies while both cohorts train.
    const stop = new AbortController();
    const dying = openWorld({
      ...{ members: 6, parameters: PARAMETERS, db, blobs },
      engine: { ...ENGINE, signal: stop.signal },
    });
    const died = dying.engine.runRound(requestOf(dying, 1, start, 3, {}));
    void setTimeout(50).then(() => stop.abort());
    await expect(died).rejects.toMatchObject({ code: 'rounds/halted' });
    const plans = first.world.engine.archive.lanes('s1').map(({ id }) => id);
    expect(plans).toHaveLength(2);
    expect(first.world.engine.archive.isUnfinished(plans[0]!)).toBe(true);
    first.gate.resolve();
    const one = await first.play(1, start, 3);
    expect(one.record.lanes!.map(({ plan }) => plan)).toEqual(plans);
    expect(first.world.engine.archive.isUnfinished(plans[0]!)).toBe(false);
    // Two sums wait in the buffer: the model has not moved.
    expect(one.record.moves).toBe(0);
    expect(one.weights).toEqual(start);
    const two = await first.play(2, one.weights, 3);
    expect(two.record.moves).toBe(1);
    byHand([one, two], 3, start);
    expect(await problemsOf(first.world, 2)).toEqual([]);
    await first.end();
  });

  it('of an earlier lesson are given up', async () => {
    const { world, held, gate, play, end } = openLaneWorld();
    held.add(1);
    const one = await play(1, new Float32Array(PARAMETERS));
    expect(one.record.lanes).toHaveLength(1);
    const { archive } = world.engine;
    const [open] = archive.lanes('s1').filter(({ id }) => archive.isUnfinished(id));
    gate.resolve();
    held.clear();
    const two = await play(2, one.weights, 1, { training: { steps: 2 }, final: true });
    expect(two.record.lanes!.every(({ round }) => round === 2)).toBe(true);
    expect(two.record.cohorts.flatMap(({ members }) => members)).toHaveLength(6);
    expect(await problemsOf(world, 2)).toEqual([]);
    // A member that comes back to it is told that it is over, and does not wait for ever.
    expect(archive.isUnfinished(open!.id)).toBe(false);
    await end();
  });

  it('are given up where a strategy without them follows: everybody is in its rounds', async () => {
    const { world, held, gate, play, end } = openLaneWorld();
    held.add(1);
    const one = await play(1, new Float32Array(PARAMETERS));
    const { archive } = world.engine;
    const [open] = archive.lanes('s1').filter(({ id }) => archive.isUnfinished(id));
    gate.resolve();
    held.clear();
    const request = world.request(2, { weights: one.weights, draw: { size: 3, seed: 'after' } });
    const two = await world.engine.runRound(request);
    expect(archive.isUnfinished(open!.id)).toBe(false);
    expect(two.record.lanes).toBeUndefined();
    expect(two.record.cohorts.flatMap(({ survivors }) => survivors)).toHaveLength(6);
    expect(await problemsOf(world, 2)).toEqual([]);
    await end();
  });

  it('are refused under another rule than the buffer', async () => {
    const { play, end } = openLaneWorld();
    await expect(
      play(1, new Float32Array(PARAMETERS), 1, { rule: { kind: 'average' }, final: true }),
    ).rejects.toMatchObject({ code: 'rounds/bad-rule' });
    await end();
  });
});
