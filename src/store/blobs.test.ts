import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cid } from '#kit';
import { openBlobs } from './blobs.ts';
import { keyFile } from './keyfile.ts';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'hanse-blobs-'));
const files = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('blobs', () => {
  it('returns what was put, and stores only ciphertext', async () => {
    const dir = fresh();
    const blobs = await openBlobs(dir, new Uint8Array(32).fill(7));
    const plain = new TextEncoder().encode('a very recognisable sentence'.repeat(100));
    const cid = await blobs.put(plain);
    expect(await blobs.get(cid)).toEqual(new Uint8Array(plain));
    for (const file of files(dir)) {
      expect(readFileSync(file).includes('recognisable')).toBe(false);
    }
  });

  it('names the ciphertext: the same sealed bytes give the same CID, with or without the key', async () => {
    const blobs = await openBlobs(fresh(), new Uint8Array(32).fill(7));
    const cid = await blobs.put(new Uint8Array([1, 2, 3]));
    const sealed = await blobs.sealed(cid);
    expect(sealed.length).toBe(3 + 29);
    const other = await openBlobs(fresh(), new Uint8Array(32).fill(9));
    await expect(other.get(cid)).rejects.toMatchObject({ code: 'store/no-blob' });
  });

  it('refuses a flipped byte and a foreign key', async () => {
    const dir = fresh();
    const blobs = await openBlobs(dir, new Uint8Array(32).fill(7));
    const cid = await blobs.put(new Uint8Array(1000).fill(5));
    const foreign = await openBlobs(dir, new Uint8Array(32).fill(8));
    await expect(foreign.get(cid)).rejects.toMatchObject({ code: 'store/bad-blob' });
    const [file] = files(dir);
    const bytes = readFileSync(file!);
    bytes[500]! ^= 1;
    writeFileSync(file!, bytes);
    await expect(blobs.get(cid)).rejects.toMatchObject({ code: 'store/bad-blob' });
  });

  it('refuses what is no CID', async () => {
    const blobs = await openBlobs(fresh(), new Uint8Array(32));
    await expect(blobs.get('../../etc/passwd' as Cid)).rejects.toMatchObject({
      code: 'store/bad-cid',
    });
  });
});

describe('key file', () => {
  it('is made once, readable by its owner only', () => {
    const path = join(fresh(), 'blob.key');
    const key = keyFile(path);
    expect(key.length).toBe(32);
    expect(keyFile(path)).toEqual(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file', () => {
    const path = join(fresh(), 'blob.key');
    writeFileSync(path, 'abc');
    expect(() => keyFile(path)).toThrow(/64 hex digits/);
  });
});
