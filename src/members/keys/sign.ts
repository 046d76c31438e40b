/** Signatures and digests over canonical JSON, each under a name of its purpose so that none can stand in for another. */
import { canonicalJson, fromHex, type Hex, toHex, utf8 } from '#kit';
import type { Bytes, Primitives } from './primitives.ts';

/** The hash of a value for one purpose, as `0x…`. */
export function digestOf(primitives: Primitives, purpose: string, value: unknown): Hex {
  return toHex(primitives.digest(message(purpose, value)));
}

/** Signs a value for one purpose with an Ed25519 seed. */
export function signValue(
  primitives: Primitives,
  seed: Uint8Array,
  purpose: string,
  value: unknown,
): Hex {
  return toHex(primitives.sign(seed, message(purpose, value)));
}

/** Whether `signature` is the holder of `publicKey` signing `value` for this purpose. Malformed input is false. */
export function signatureHolds(
  primitives: Primitives,
  publicKey: Hex,
  purpose: string,
  value: unknown,
  signature: string,
): boolean {
  if (!isHex(publicKey, 32) || !isHex(signature, 64)) return false;
  return primitives.verify(fromHex(publicKey), message(purpose, value), fromHex(signature));
}

/** Whether a value is `0x` and exactly `bytes` bytes of lower-case hex. */
export function isHex(value: unknown, bytes: number): value is Hex {
  return typeof value === 'string' && value.length === 2 + 2 * bytes && HEX.test(value);
}

const HEX = /^0x[0-9a-f]*$/;

function message(purpose: string, value: unknown): Bytes {
  return utf8(`hanse/1/${purpose}\n${canonicalJson(value)}`);
}
