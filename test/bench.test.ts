import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['bench/run.ts', ...args], { cwd: root, encoding: 'utf8' });
}

describe('npm run bench', () => {
  it.each([
    ['an unknown name', ['nope']],
    ['no name', []],
    ['an unknown option', ['--nope']],
  ])('ends with 2 and the names there are for %s', (_, args) => {
    const { status, stdout, stderr } = bench(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/usage: .* NAME: .*\bindicators\b/);
    expect(stderr).not.toMatch(/\b(alone|peers|isolated|run),/);
  });
});

it('ends with a sentence where the peer is not to be had, though our side is ready', () => {
  const env = { ...process.env, HANSE_TORCH_PYTHON: '/bin/false' };
  const args = ['bench/run.ts', 'torch-predict'];
  const { status, stderr } = spawnSync(process.execPath, args, {
    ...{ cwd: root, encoding: 'utf8', env, timeout: 50_000 },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/bench\/no-peer/);
});

describe('alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hanse-alone-'));
  const [lock, told] = [join(folder, 'lock'), join(folder, 'told')];
  const worker = `
    import { appendFileSync } from 'node:fs';
    import { alone } from '${resolve(root, 'bench', 'alone.ts')}';
    for (let turn = 0; turn < 20; turn++) alone('${lock}', () => {
      appendFileSync('${told}', 'in ');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      if (process.argv[1] === 'dies' && turn === 10) process.kill(process.pid, 'SIGKILL');
      appendFileSync('${told}', 'out ');
    });`;

  it('lets one process work at a time, and the next when one was killed', async () => {
    const started = ['works', 'works', 'dies'].map((word) =>
      spawn(process.execPath, ['--input-type=module', '-e', worker, word], { stdio: 'ignore' }),
    );
    await Promise.all(started.map((child) => once(child, 'exit')));
    const words = readFileSync(told, 'utf8').trim().split(' ');
    rmSync(folder, { recursive: true });
    // The one that died left an entrance without a way out.
    expect(words.filter((word) => word === 'in')).toHaveLength(51);
    expect(words.filter((word) => word === 'out')).toHaveLength(50);
    const doubled = words.filter((word, i) => word === words[i + 1]);
    expect(doubled).toEqual(words.at(-1) === 'in' ? [] : ['in']);
  });
});
