/** Secret keys on disk, made on first use. */
import { existsSync, readFileSync } from 'node:fs';
import { Fault, fromHex, type Hex, toHex, utf8 } from '#kit';
import { type Bytes, isHex } from '#members/keys';
import { nodePrimitives } from './primitives.ts';
import { writeDurably } from './durable.ts';

/** An Ed25519 identity: its seed and its public key. */
export interface Identity {
  readonly seed: Bytes;
  readonly publicKey: Hex;
}

/**
 * Reads the identity at `path`, made from the cryptographic generator where the file is absent.
 *
 * @throws Fault `members/bad-key` where the file is no key.
 */
export function openIdentity(path: string): Identity {
  const seed = openSecret(path);
  return { seed, publicKey: toHex(nodePrimitives.signingKey(seed)) };
}

/**
 * Reads 32 secret bytes kept as hex in a file of mode 0600, made on first use.
 *
 * @throws Fault `members/bad-key` where the file holds something else.
 */
export function openSecret(path: string): Bytes {
  if (!existsSync(path)) {
    const fresh = nodePrimitives.randomBytes(32);
    writeDurably(path, utf8(`${toHex(fresh)}\n`));
    return fresh;
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!isHex(text, 32)) {
    throw new Fault(
      'members/bad-key',
      `${path} holds no key (0x and 64 hex digits); restore it from a copy, or move it away and enrol anew`,
    );
  }
  return fromHex(text);
}
