import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './folder.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-folder-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes what is missing, for its owner only, and leaves what is there', () => {
    const path = join(home, 'a', 'b');
    makeFolder(path);
    makeFolder(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('refuses a file, a folder under a file and one that no one can make', () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'x', 'y'), '/proc/hanse/x']) {
      expect(() => makeFolder(path), path).toThrow(
        expect.objectContaining({
          code: 'store/cannot-write',
          message: expect.stringContaining(path),
        }),
      );
    }
  });
});
