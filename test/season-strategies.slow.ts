/** Small seasons by every strategy: they finish, say by what they learned, and every round replays to the model on chain. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FEDERATION_NAMES } from '#governance';
import { openJournal } from '#journal';
import { openDatabase } from '#store';
import { hanse } from './command.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-strategies-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const SMALL = ['--members', '3', '--rounds', '2', '--days', '1'];

describe('a season by strategy', () => {
  it.each(FEDERATION_NAMES)('%s', async (name) => {
    const dir = join(home, name);
    const words = ['season', ...SMALL, '--strategy', name, '--dir', dir];
    const said = await hanse(words, { seconds: 1500 });
    expect(said.code, `${said.err.slice(-2000)}\n${said.out}`).toBe(0);
    const journal = openJournal(openDatabase(join(dir, 'hub', 'hub.sqlite')));
    const set = journal.after(0, 100_000, ['federation/set']);
    expect(set.map(({ data }) => data['name'])).toEqual(name === 'fedavg' ? [] : [name]);
    // What it costs is known before anything is learned, and it is enough.
    const log = readFileSync(join(dir, 'members', 'logs', 'm1.log'), 'utf8');
    expect(log).toMatch(/privacy: the 2 rounds .* which is enough\n[^]*round: done/);
    expect(log.slice(0, log.indexOf('privacy: '))).not.toContain('round:');
    for (const round of ['1', '2']) {
      const replay = await hanse(['round', 'replay', round, '--dir', dir]);
      expect(replay.code, replay.out).toBe(0);
      expect(replay.out).toContain('the round holds');
    }
  });

  it('with medians of cohorts instead of their mean replays likewise', async () => {
    const dir = join(home, 'median');
    const words = ['season', ...SMALL, '--combine', 'median', '--dir', dir];
    const said = await hanse(words, { seconds: 1500 });
    expect(said.code, `${said.err.slice(-2000)}\n${said.out}`).toBe(0);
    const replay = await hanse(['round', 'replay', '1', '--dir', dir]);
    expect(replay.code, replay.out).toBe(0);
  });

  it('of a name that nobody knows does not start, and says which there are', async () => {
    const said = await hanse(['season', '--strategy', 'fedsgd']);
    expect(said.code).toBe(2);
    expect(said.err).toContain('fedavg, fedprox, fedadam, scaffold, fedbuff, ditto');
  });
});
