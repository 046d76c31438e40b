import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
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
    expect(stderr).not.toMatch(/\b(peers|isolated|run),/);
  });
});
