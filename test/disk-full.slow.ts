/** A disk that takes no more in the middle of a season: one sentence, nothing left running, and a new start goes on to the end. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rowsOf, writeCandles } from './candle-files.ts';
import { hanse, type Said } from './command.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-full-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const candles = writeCandles(home, 'BTCUSDT.csv', rowsOf(6000));
const dir = join(home, 'season');
const WORDS = [
  'season',
  '--members',
  '3',
  '--rounds',
  '2',
  '--days',
  '1',
  '--data',
  candles,
  '--dir',
  dir,
];

/** Plays where no file can grow past so many KiB; writes beyond fail, as on a full disk. */
function limited(kib: number): Promise<Said> {
  const main = resolve(import.meta.dirname, '../src/cli/main.ts');
  const line = 'ulimit -f "$0"; exec "$@"';
  const child = spawn('bash', ['-c', line, String(kib), process.execPath, main, ...WORDS], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}

/** Numbers of processes that were started with our folder among their words. */
function left(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir);
    } catch {
      return false;
    }
  });
}

describe.skipIf(process.platform !== 'linux')('a full disk', () => {
  it('stops the season with a sentence, and the season goes on when there is space', async () => {
    const steps: number[] = [];
    for (const kib of [500, 900, 1500]) {
      const said = await limited(kib);
      expect(said.code, said.err).toBe(1);
      const last = said.err.trimEnd().split('\n').at(-1);
      expect(last, said.err).toMatch(/^hanse: the disk (is full|refused a write).*start again/);
      expect(said.err).not.toMatch(/\bat .*:\d+:\d+|internal\//);
      expect(left()).toEqual([]);
      expect(existsSync(join(dir, 'chain', 'node.json'))).toBe(false);
      steps.push(
        Math.max(...[...said.err.matchAll(/^ *(\d+) %/gm)].map(([, part]) => Number(part)), 0),
      );
    }
    expect(steps.at(-1)).toBeGreaterThan(2);
    const said = await hanse(WORDS, { seconds: 1500 });
    expect(said.code, said.err).toBe(0);
    expect(said.out).toMatch(/: finished/);
    const audit = await hanse(['audit', '--dir', dir], { cwd: home, env: { HANSE_PORT: '1' } });
    expect(audit).toMatchObject({ code: 0, out: expect.stringContaining('the journal holds') });
  });
});
