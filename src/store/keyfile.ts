import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { Fault } from '#kit';

/**
 * A 32-byte secret in a file only its owner can read; made on first use, written whole or not at all.
 *
 * @throws Fault `store/bad-key` where the file holds anything but 64 hex digits
 */
export function keyFile(path: string): Uint8Array<ArrayBuffer> {
  if (!existsSync(path)) writeWhole(path, `${randomBytes(32).toString('hex')}\n`, 0o600);
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new Fault(
      'store/bad-key',
      `${path} does not hold 64 hex digits; restore it from a backup, or remove the folder to begin anew`,
    );
  }
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Writes a file through a temporary neighbour, synced and renamed, so that a reader sees the old or the new, never a half. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): void {
  const next = `${path}.${process.pid}.part`;
  const file = openSync(next, 'w', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}
