import { describe, expect, it } from 'vitest';
import { freePort, scene } from './stage.ts';

describe('members and hub as processes', () => {
  it('go on after the hub was killed at ten random moments, to the same model as undisturbed', async () => {
    const { hub, member } = scene(4);
    const port = await freePort();
    const calm = scene(4);
    const calmPort = await freePort();
    const undisturbed = calm.hub(calmPort, 6);
    const lines: string[] = await undisturbed.waitFor('invitations');
    const calmMembers = lines.map((invite, i) => calm.member(i + 1, calmPort, invite));
    await undisturbed.waitFor('finished');
    for (const { child } of calmMembers) child.kill('SIGKILL');

    let running = hub(port, 6);
    const invitations: string[] = await running.waitFor('invitations');
    invitations.map((invite, i) => member(i + 1, port, invite));
    const hashes = new Map<number, string>();
    for (let kill = 0; kill < 10; kill++) {
      await new Promise((done) => setTimeout(done, 200 + 1500 * Math.random()));
      running.child.kill('SIGKILL');
      for (const { event, data } of running.events())
        if (event === 'round')
          hashes.set((data as { round: number }).round, (data as { hash: string }).hash);
      running = hub(port, 6);
    }
    await running.waitFor('finished');
    const final = running
      .events()
      .filter(({ event }) => event === 'round')
      .map(({ data }) => data as { round: number; hash: string });
    expect(final.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { round, hash } of final)
      if (hashes.has(round)) expect(hash).toBe(hashes.get(round));
    const calmly = undisturbed
      .events()
      .filter(({ event }) => event === 'round')
      .map(({ data }) => (data as { hash: string }).hash);
    expect(final.map(({ hash }) => hash)).toEqual(calmly);
  });
});
