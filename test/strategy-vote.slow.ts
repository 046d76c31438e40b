/** A group that votes for another strategy while it learns: real members follow it from the next round on, and everything replays. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openJournal } from '#journal';
import { openDatabase } from '#store';
import { hanse } from './command.ts';
import { freePort, startHubProcess } from './hub-process.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-vote-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const ROUNDS = 12;

/** The number of a member's process, once there is one. */
function memberProcess(id: string): number | undefined {
  const file = join(home, 'members', 'logs', 'processes.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>)[id];
}

describe('a vote on the strategy', () => {
  it('is proposed, passed and followed between rounds, also by a hub that was killed meanwhile', async () => {
    const words = [
      ...['--members', '3', '--rounds', String(ROUNDS), '--round-hours', '24', '--days', '1'],
      ...['--scoring', 'open', '--dir', home, '--port', String(await freePort())],
    ];
    let hub = await startHubProcess(words);
    const key = readFileSync(join(home, 'hub', 'operator.key'), 'utf8').trim();
    /** Holds a member, and with it the round, until what is asked has come to the hub: what is asked waits for the end of the round. */
    const beforeTheNextRound = async (ask: () => Promise<Response>): Promise<Response> => {
      const pid = memberProcess('m3');
      const tell = (signal: NodeJS.Signals): void => void (pid && process.kill(pid, signal));
      tell('SIGSTOP');
      const answer = ask();
      await hub.ask('/v1/season');
      tell('SIGCONT');
      return answer;
    };
    const until = async (path: string, body: object): Promise<Record<string, string>> => {
      for (let tries = 0; tries < 600; tries++) {
        const answer = await beforeTheNextRound(() =>
          fetch(`${hub.url}${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-api-key': key },
            body: JSON.stringify(body),
          }),
        );
        const said = (await answer.json()) as Record<string, string>;
        if (answer.ok) return said;
        expect(said['code']).toMatch(/not-open-yet|too-early|wrong-state/);
        await new Promise((wait) => setTimeout(wait, 50));
      }
      throw new Error(`${path} was never possible`);
    };
    try {
      const change = { kind: 'federation', name: 'scaffold' };
      const { id, sentence } = await until('/v1/governance/proposal', { member: 'm1', change });
      expect(sentence).toContain('learns by scaffold, rateMicro 100000');
      await Promise.all(
        ['m1', 'm2'].map((member) =>
          until('/v1/governance/vote', { proposal: id, member, support: 'for' }),
        ),
      );
      await until('/v1/governance/queue', { proposal: id });
      await until('/v1/governance/execute', { proposal: id });
      await hub.kill('SIGKILL');
      hub = await startHubProcess(words);
      await hub.reached(1);
      const report = await hub.report();
      expect(report.season.status).toBe('finished');
      expect(await hanse(['verify-scores', '--hub', hub.url])).toMatchObject({ code: 0 });
      expect(await hanse(['audit', '--hub', hub.url])).toMatchObject({ code: 0 });
    } finally {
      await hub.kill('SIGTERM');
    }
    const journal = openJournal(openDatabase(join(home, 'hub', 'hub.sqlite')));
    const [set, ...more] = journal.after(0, 100_000, ['federation/set']);
    expect(more).toEqual([]);
    expect(set!.data).toMatchObject({ name: 'scaffold', parameters: { rateMicro: 100_000 } });
    const since = set!.data['since'] as number;
    expect(since).toBeGreaterThan(4);
    expect(since).toBeLessThanOrEqual(ROUNDS);
    const rules = journal
      .after(0, 100_000, ['rounds/summed'])
      .map(({ data }) => (data['rule'] as { kind: string }).kind);
    expect(rules).toEqual(
      Array.from({ length: ROUNDS }, (_, i) => (i + 1 < since ? 'average' : 'variates')),
    );
    const logs = join(home, 'members', 'logs');
    for (const name of readdirSync(logs).filter((one) => /^m\d/.test(one))) {
      const text = readFileSync(join(logs, name), 'utf8');
      expect(text).not.toContain('members/other-strategy');
      expect(text).toContain('round: done');
    }
    for (const round of [since - 1, since, ROUNDS]) {
      const asked = ['round', 'replay', String(round), '--dir', home];
      const replay = await hanse(asked, { seconds: 1500 });
      expect(replay.out, `${replay.code}: ${replay.err}`).toContain('the round holds');
    }
  });
});
