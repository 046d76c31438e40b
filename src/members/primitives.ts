/** Primitives over node:crypto; AES runs at memory speed here, which is what masks cost. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  randomFillSync,
  sign,
  verify,
} from 'node:crypto';
import type { Bytes, DirectPrimitives } from '#members/keys';

type Curve = 'Ed25519' | 'X25519';

/**
 * DER headers of raw 32-byte keys (RFC 8410), up to the key itself. Keys are handed over as PEM text, and secrets as secret keys:
 * whatever comes as an object, node:crypto first takes for a key object and throws and catches up to four times, which costs more
 * than reading the key.
 */
const HEADERS: Readonly<Record<'PRIVATE' | 'PUBLIC', Readonly<Record<Curve, Buffer>>>> = {
  PRIVATE: {
    Ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
    X25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
  },
  PUBLIC: {
    Ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
    X25519: Buffer.from('302a300506032b656e032100', 'hex'),
  },
};
const NONCE = Buffer.alloc(12);
const COUNTER = Buffer.alloc(16);
const TAG = 16;
/** Zeros to encrypt: a multiple of 20 (packed words) and of 16 (AES blocks), small enough for the cache. */
const ZEROS = Buffer.alloc(65_520);

/** The adapter of hubs and of members that run in Node. */
export const nodePrimitives: DirectPrimitives = {
  randomBytes: (length) => randomFillSync(new Uint8Array(length)),
  digest: (message) => own(createHash('sha256').update(message).digest()),
  derive: (secret, info) =>
    new Uint8Array(hkdfSync('sha256', createSecretKey(secret), '', info, 32)),
  signingKey: (seed) => rawPublic(privateKey('Ed25519', seed)),
  sign: (seed, message) => own(sign(null, message, privateKey('Ed25519', seed))),
  verify(key, message, signature) {
    try {
      return verify(null, message, publicKey('Ed25519', key), signature);
    } catch {
      return false;
    }
  },
  exchangeKey: (secret) => rawPublic(privateKey('X25519', secret)),
  exchange: (secret, key) =>
    own(
      diffieHellman({
        privateKey: privateKey('X25519', secret),
        publicKey: publicKey('X25519', key),
      }),
    ),
  *keystream(key, length) {
    const cipher = createCipheriv('aes-256-ctr', createSecretKey(key), COUNTER);
    for (let done = 0; done < length; done += ZEROS.length) {
      yield cipher.update(ZEROS.subarray(0, Math.min(ZEROS.length, length - done)));
    }
  },
  seal(key, plain, context) {
    const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), NONCE).setAAD(context);
    return own(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  },
  open(key, sealed, context) {
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), NONCE, {
      authTagLength: TAG,
    });
    decipher.setAAD(context).setAuthTag(sealed.subarray(-TAG));
    return own(Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]));
  },
};

/** Key objects by the array that holds the raw key, which is never changed: making one costs as much as using it. */
const PRIVATE: Readonly<Record<Curve, WeakMap<Uint8Array, KeyObject>>> = {
  Ed25519: new WeakMap(),
  X25519: new WeakMap(),
};
/** Identities of others come again in every round, as text; keys for one round by the array that holds them. */
const IDENTITIES = new Map<string, KeyObject>();
const FLEETING = new WeakMap<Uint8Array, KeyObject>();
const MOST_IDENTITIES = 8192;

function privateKey(curve: Curve, raw: Uint8Array): KeyObject {
  const kept = PRIVATE[curve].get(raw);
  if (kept) return kept;
  const key = createPrivateKey(pem('PRIVATE', curve, raw));
  PRIVATE[curve].set(raw, key);
  return key;
}

function publicKey(curve: Curve, raw: Uint8Array): KeyObject {
  const fleeting = FLEETING.get(raw);
  if (fleeting && curve === 'X25519') return fleeting;
  const text = pem('PUBLIC', curve, raw);
  const kept = curve === 'Ed25519' ? IDENTITIES.get(text) : undefined;
  if (kept) return kept;
  const key = createPublicKey(text);
  if (curve === 'X25519') {
    FLEETING.set(raw, key);
    return key;
  }
  if (IDENTITIES.size >= MOST_IDENTITIES) IDENTITIES.clear();
  IDENTITIES.set(text, key);
  return key;
}

function pem(kind: 'PRIVATE' | 'PUBLIC', curve: Curve, raw: Uint8Array): string {
  const der = Buffer.concat([HEADERS[kind][curve], raw]).toString('base64');
  return `-----BEGIN ${kind} KEY-----\n${der}\n-----END ${kind} KEY-----`;
}

function rawPublic(key: KeyObject): Bytes {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return own(Buffer.from(x ?? '', 'base64url'));
}

function own(buffer: Buffer): Bytes {
  return new Uint8Array(buffer);
}
