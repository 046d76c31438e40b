/** A season whose members measure its rounds: what they agree on is what the hub would have found, and the scores hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openJournal } from '#journal';
import { openDatabase } from '#store';
import { hanse } from './command.ts';
import { freePort, startHubProcess } from './hub-process.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-evaluators-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a season with several evaluators', () => {
  it('is scored by what they agree on, which anyone can check', async () => {
    const words = ['--members', '3', '--rounds', '2', '--days', '1', '--evaluators', '2'];
    const said = await hanse(['season', ...words, '--dir', home], { seconds: 1500 });
    expect(said.code, `${said.err.slice(-2000)}\n${said.out}`).toBe(0);
    const journal = openJournal(openDatabase(join(home, 'hub', 'hub.sqlite')));
    const all = (kind: string) => journal.after(0, 100_000, [kind]).map(({ data }) => data);
    expect(all('evaluation/committed')).toHaveLength(4);
    expect(all('evaluation/revealed')).toHaveLength(4);
    expect(all('evaluation/failed')).toEqual([]);
    for (const { evaluators, offNano } of all('evaluation/agreed') as Record<string, unknown>[])
      expect({ evaluators, offNano }).toEqual({ evaluators: ['m1', 'm2'], offNano: [0, 0] });
    const port = String(await freePort());
    const hub = await startHubProcess([...words, '--dir', home, '--port', port]);
    try {
      const checked = await hanse(['verify-scores', '--hub', hub.url], { seconds: 1500 });
      expect(checked, checked.err).toMatchObject({ code: 0 });
    } finally {
      await hub.kill('SIGTERM');
    }
  });

  it('has no more evaluators than members', async () => {
    const said = await hanse(['season', '--members', '3', '--evaluators', '4', '--dir', home]);
    expect(said.code).not.toBe(0);
    expect(said.err).toContain('evaluators are members');
  });
});
