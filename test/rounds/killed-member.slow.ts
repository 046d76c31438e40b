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
    const running = hub(port, 8, { holds: [3, 7] });
    const invitations: string[] = await running.waitFor('invitations');
    const members = invitations.map((invite, i) => member(i + 1, port, invite));
    await running.waitFor('held', 1);
    members[2]!.child.kill('SIGKILL');
    running.say('');
    await running.waitFor('held', 2);
    member(3, port, invitations[2]!);
    running.say('3');
    await running.waitFor('finished');
    const rounds = running
      .events()
      .filter(({ event }) => event === 'round')
      .map(({ data }) => data as Round);
    const survivors = rounds.map(
      ({ cohorts }) => cohorts.flatMap((cohort) => cohort.survivors).length,
    );
    expect(survivors).toEqual([5, 5, 4, 4, 4, 4, 5, 5]);
    expect(rounds.every(({ cohorts }) => cohorts.every((cohort) => cohort.void === null))).toBe(
      true,
    );
  });
});
