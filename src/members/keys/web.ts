/** Primitives for any runtime with WebCrypto: AES from the platform, curves and hashes from noble. */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8 } from '#kit';
import type { Bytes, Primitives } from './primitives.ts';

const NONCE = new Uint8Array(12);
const COUNTER = new Uint8Array(16).fill(2, 15);

/** The adapter a browser uses; it runs in Node as well. */
export const webPrimitives: Primitives = {
  randomBytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
  digest: (message) => own(sha256(message)),
  derive: (secret, info) => own(hkdf(sha256, secret, undefined, utf8(info), 32)),
  signingKey: (seed) => own(ed25519.getPublicKey(seed)),
  sign: (seed, message) => own(ed25519.sign(message, seed)),
  verify(publicKey, message, signature) {
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
  exchangePair() {
    const { secretKey, publicKey } = x25519.keygen();
    return { secret: own(secretKey), publicKey: own(publicKey) };
  },
  exchangeKey: (secret) => own(x25519.getPublicKey(secret)),
  exchange: (secret, publicKey) => own(x25519.getSharedSecret(secret, publicKey)),
  async keystream(key, length) {
    const imported = await importKey(key, 'AES-CTR');
    const stream = await crypto.subtle.encrypt(
      { name: 'AES-CTR', counter: COUNTER, length: 128 },
      imported,
      new Uint8Array(length),
    );
    return [new Uint8Array(stream)];
  },
  async seal(key, plain) {
    const imported = await importKey(key, 'AES-GCM');
    const algorithm = { name: 'AES-GCM', iv: NONCE };
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, imported, own(plain)));
  },
  async open(key, sealed) {
    const imported = await importKey(key, 'AES-GCM');
    const algorithm = { name: 'AES-GCM', iv: NONCE };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, imported, own(sealed)));
  },
};

function importKey(key: Uint8Array, name: 'AES-CTR' | 'AES-GCM'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', own(key), name, false, ['encrypt', 'decrypt']);
}

function own(bytes: Uint8Array): Bytes {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);
}
