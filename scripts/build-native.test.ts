import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
let folder: string;
let build: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hanse-native-'));
  build = join(folder, 'kernels', 'build');
  mkdirSync(join(folder, 'scripts'));
  cpSync(join(root, 'kernels', 'native'), join(folder, 'kernels', 'native'), { recursive: true });
  cpSync(join(root, 'scripts', 'build-native.mjs'), join(folder, 'scripts', 'build-native.mjs'));
  mkdirSync(build);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function built(env: Record<string, string>): { status: number | null; stderr: string } {
  const script = join(folder, 'scripts', 'build-native.mjs');
  return spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
}

/** A compiler that tells its version and nothing else. */
function broken(): string {
  const file = join(folder, 'cc');
  writeFileSync(file, '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "cc: no" >&2\nexit 1\n', {
    mode: 0o755,
  });
  return file;
}

describe('machine code for 512 bits', () => {
  it('is left out without a word where there is no compiler, and what is stale goes', () => {
    writeFileSync(join(build, 'exact512.node'), 'of other sources');
    expect(built({ PATH: folder })).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(build)).toEqual([]);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'is left out with one line where it does not compile',
    () => {
      const { status, stderr } = built({ PATH: '/usr/bin:/bin', CC: broken() });
      expect(status).toBe(0);
      expect(stderr).toMatch(/^hanse: kernels for 512 bits do not compile with .*: cc: no\n$/);
      expect(readdirSync(build)).toEqual([]);
    },
  );

  it.runIf(existsSync(join(root, 'kernels', 'build', 'exact512.node')))(
    'once compiled stays where the compiler is gone',
    () => {
      const before = readdirSync(join(root, 'kernels', 'build')).filter((name) =>
        /512\.node$|^native-stamp$/.test(name),
      );
      for (const name of before) cpSync(join(root, 'kernels', 'build', name), join(build, name));
      expect(built({ PATH: folder })).toMatchObject({ status: 0, stderr: '' });
      expect(readdirSync(build)).toEqual(before);
    },
  );
});
