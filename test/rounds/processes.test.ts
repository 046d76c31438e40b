import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CANARY_TEXT, canaryForms, filesIn, freePort, recordingProxy, scene } from './stage.ts';

describe('members and hub as processes', () => {
  it('learn over HTTP while nothing of a member’s data reaches the hub', async () => {
    const { dir, hub, member } = scene(4);
    const port = await freePort();
    const proxy = await recordingProxy(() => port);
    const running = hub(port, 2);
    const invitations: string[] = await running.waitFor('invitations');
    const members = invitations.map((invite, i) => member(i + 1, proxy.port, invite));
    await running.waitFor('finished');
    const rounds = running.events().filter(({ event }) => event === 'round');
    expect(rounds).toHaveLength(2);
    for (const { data } of rounds) {
      const { cohorts, losses } = data as { cohorts: { survivors: number[] }[]; losses: object };
      expect(cohorts.map(({ survivors }) => survivors)).toEqual([[1, 2, 3, 4]]);
      expect(Object.keys(losses)).toHaveLength(4);
    }
    const own = filesIn(join(dir, 'member-2')).map((path) => readFileSync(path));
    expect(own.some((bytes) => bytes.includes(CANARY_TEXT))).toBe(true);
    const seen = [
      ...filesIn(join(dir, 'hub')).map((path) => readFileSync(path)),
      Buffer.from(running.output()),
      proxy.bytes(),
    ];
    expect(proxy.bytes().length).toBeGreaterThan(10_000);
    for (const form of canaryForms())
      expect(seen.some((bytes) => bytes.includes(form))).toBe(false);
    for (const { child } of members) child.stdin!.end();
    await Promise.all(
      members.map(
        ({ child }) =>
          new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(0))),
      ),
    );
    expect(members.map(({ child }) => child.exitCode)).toEqual([0, 0, 0, 0]);
  });
});
