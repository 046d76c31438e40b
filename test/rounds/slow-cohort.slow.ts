/** Real member processes, three of which stand still for a while: the others learn on, also over the death of the hub. */
import { describe, expect, it } from 'vitest';
import type { LaneRecord } from '#rounds';
import { drawCohorts } from '#rounds/member';
import { freePort, scene } from './stage.ts';

interface Told {
  readonly round: number;
  readonly hash: string;
  readonly cohorts: readonly { survivors: number[] }[];
  readonly lanes: readonly LaneRecord[];
  readonly moves: number;
  readonly problems: readonly string[];
}

const ROUNDS = 6;

describe('a cohort that is slow', () => {
  it('is not waited for, and its late sum counts by how stale it is', async () => {
    const { hub, member } = scene(6);
    const port = await freePort();
    let running = hub(port, ROUNDS, { goal: 1, holds: [1] });
    const invitations: string[] = await running.waitFor('invitations');
    const members = invitations.map((invite, i) => member(i + 1, port, invite));
    const [slow, quick] = drawCohorts([1, 2, 3, 4, 5, 6], { size: 3, seed: 'draw 1' });
    const tell = (signal: NodeJS.Signals): void => {
      for (const number of slow!) members[number - 1]!.child.kill(signal);
    };
    await running.waitFor('held');
    tell('SIGSTOP');
    running.say('');
    const heard = new Map<number, Told>();
    const listen = (): void => {
      for (const { event, data } of running.events())
        if (event === 'round') heard.set((data as Told).round, data as Told);
    };
    await running.waitFor('round', 2);
    listen();
    running.child.kill('SIGKILL');
    running = hub(port, ROUNDS, { goal: 1 });
    await running.waitFor('round', 4);
    tell('SIGCONT');
    await running.waitFor('finished');
    const before = new Map(heard);
    listen();
    for (const [round, { hash }] of before) expect(heard.get(round)!.hash).toBe(hash);
    const rounds = [...heard.values()].sort((a, b) => a.round - b.round);
    expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { problems } of rounds) expect(problems).toEqual([]);
    for (const { cohorts, moves, round } of rounds.slice(0, 4)) {
      expect(cohorts.map(({ survivors }) => survivors)).toEqual([quick]);
      expect(moves).toBe(round);
    }
    const late = rounds.find(({ lanes, round }) => lanes.some((lane) => lane.round < round))!;
    expect(late.round).toBeGreaterThan(4);
    expect(late.lanes[0]).toMatchObject({ round: 1, behind: late.round - 1 });
    expect(late.cohorts[0]!.survivors).toEqual(slow);
    const sums = rounds.flatMap(({ cohorts }) => cohorts).length;
    expect(rounds.at(-1)!.moves).toBe(sums);
  });
});
