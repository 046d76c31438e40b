import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Hex } from './brand.ts';
import { canonicalJson } from './canonical.ts';
import { toHex, utf8 } from './hex.ts';

/** SHA-256, as `0x…` (FIPS 180-4). */
export function sha256(bytes: Uint8Array): Hex {
  return toHex(nobleSha256(bytes));
}

/** Keccak-256 as Ethereum uses it, as `0x…`. */
export function keccak256(bytes: Uint8Array): Hex {
  return toHex(keccak_256(bytes));
}

/** Keccak-256 of the canonical JSON of a value: the one hash by which a decision or a record is named. */
export function hashOf(value: unknown): Hex {
  return keccak256(utf8(canonicalJson(value)));
}
