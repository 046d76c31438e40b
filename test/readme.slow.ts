/** Runs every command that README.md shows, as it stands there. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, type HubProcess, startHubProcess } from './hub-process.ts';

const root = resolve(import.meta.dirname, '..');
const reference = resolve(root, '..', 'shared', 'spec', 'lstm-reference.json.gz');
const candles = join(root, 'data', 'candles', 'binance_spot_5m_BTCUSDT_2024.csv.gz');

/** The lines of the shell blocks, without their comments. */
const lines = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap((block) => block[1]!.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter(Boolean);

/** `npm start` and `npm test` are what a fresh clone is tried with; the others run here. */
const others = lines.filter((line) => line.startsWith('npx hanse') || line.includes('bench'));
/** Those that speak to a hub come first, while its season still plays. */
const commands = [...others.filter(speaks), ...others.filter((line) => !speaks(line))];

/** What stands for a word that the reader replaces. */
const STAND_INS: Readonly<Record<string, string>> = { FILE: reference, NAME: 'indicators' };

describe('README', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-readme-'));
  let hub: HubProcess;

  beforeAll(async () => {
    const season = ['--members', '3', '--rounds', '2', '--days', '7'];
    const port = String(await freePort());
    hub = await startHubProcess([...season, '--dir', join(dir, 'hub'), '--port', port]);
    await hub.reached(0.6);
    writeFileSync(join(dir, 'my-candles.csv'), gunzipSync(readFileSync(candles)));
  }, 300_000);

  afterAll(async () => {
    await hub?.kill('SIGTERM');
    rmSync(dir, { recursive: true, force: true });
  });

  it('shows the two commands and more than ten others', () => {
    expect(lines).toContain('npm start');
    expect(lines).toContain('npm test');
    expect(commands.length).toBeGreaterThan(10);
  });

  it.each(commands)('%s', { timeout: 1_800_000 }, (command) => {
    const words = command
      .split(' ')
      .map((word) => STAND_INS[word] ?? (/^(my-|report)/.test(word) ? join(dir, word) : word));
    if (words.includes(reference) && !hasReference()) return;
    const env = { ...process.env, HANSE_URL: hub.url, HANSE_DIR: join(dir, 'hub') };
    const done = spawnSync(words[0]!, words.slice(1), { cwd: root, env, encoding: 'utf8' });
    expect(done.status, `${done.stdout}\n${done.stderr}`).toBe(0);
    expect(done.stdout.trim()).not.toBe('');
  });
});

function speaks(line: string): boolean {
  return / (audit|verify-scores|earnings|statement|vault|propose|proposal-status|trade|distribute)\b/.test(
    line,
  );
}

function hasReference(): boolean {
  try {
    readFileSync(reference);
    return true;
  } catch {
    console.warn('skipped: the reference file is not there');
    return false;
  }
}
