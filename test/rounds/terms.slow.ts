import { describe, expect, it } from 'vitest';
import { freePort, scene } from './stage.ts';

describe('members and hub as processes', () => {
  it('a member that set no budget sits a dear season out from the start, and says what to do', async () => {
    const { hub, member } = scene(4);
    const port = await freePort();
    const running = hub(port, 2, { dear: 4 });
    const invitations: string[] = await running.waitFor('invitations');
    const members = invitations.map((invite, i) => member(i + 1, port, invite));
    await running.waitFor('finished');
    const survivors = running
      .events()
      .filter(({ event }) => event === 'round')
      .map(({ data }) => (data as { cohorts: { survivors: number[] }[] }).cohorts[0]!.survivors);
    expect(survivors).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const said = members[3]!.output();
    const price = said.indexOf('privacy: the 2 rounds of this season');
    const refused = said.indexOf('[members/budget-too-small]');
    expect(price).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(price);
    expect(said.slice(price, refused)).toMatch(/allows 10: it sits .* --privacy-budget \d+\n/);
    for (const other of members.slice(0, 3)) expect(other.output()).not.toContain('privacy:');
  });
});
