import { describe, expect, it } from 'vitest';
import { freePort, scene } from './stage.ts';

interface Round {
  readonly round: number;
  readonly cohorts: readonly { readonly survivors: readonly number[]; readonly void: unknown }[];
}

describe('members and hub as processes', () => {
  it('go on without a killed member, and take it in again when it is back', async () => {
    const { hub, member } = scene(5);
    const port = await freePort();
    const running = hub(port, 24);
    const invitations: string[] = await running.waitFor('invitations');
    const members = invitations.map((invite, i) => member(i + 1, port, invite));
    await running.waitFor('round', 2);
    members[2]!.child.kill('SIGKILL');
    const without = running.events().filter(({ event }) => event === 'round').length;
    await running.waitFor('round', without + 4);
    member(3, port, invitations[2]!);
    await running.waitFor('finished');
    const rounds = running
      .events()
      .filter(({ event }) => event === 'round')
      .map(({ data }) => data as Round);
    expect(rounds).toHaveLength(24);
    const survivors = rounds.map(
      ({ cohorts }) => cohorts.flatMap((cohort) => cohort.survivors).length,
    );
    expect(survivors[0]).toBe(5);
    expect(survivors[without + 2]).toBe(4);
    expect(survivors.at(-1)).toBe(5);
    expect(rounds.every(({ cohorts }) => cohorts.every((cohort) => cohort.void === null))).toBe(
      true,
    );
  });
});
