/** Primitives over node:crypto; AES runs at memory speed here, which is what masks cost. */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
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
const TAG = 16;
/** Keys of ciphers are handed over as text of one letter a byte, for the same reason. */
const RAW_KEY = { encoding: 'latin1', authTagLength: TAG } as const;
/** A block of SHA-256, and its two fillings in HMAC (RFC 2104). */
const BLOCK = 64;
const [INNER_PAD, OUTER_PAD] = [0x36, 0x5c];
/** Where the two hashes of an HMAC find their inputs: a block of key and pad, then what is hashed. */
const [INNER, OUTER] = [Buffer.alloc(1024), Buffer.alloc(BLOCK + 32)];
/** Zeros to encrypt: a multiple of 20 (packed words) and of 16 (AES blocks), small enough for the cache. */
const ZEROS = Buffer.alloc(65_520);

/** The adapter of hubs and of members that run in Node. */
export const nodePrimitives: DirectPrimitives = {
  randomBytes: (length) => randomFillSync(new Uint8Array(length)),
  digest: (message) => own(hash('sha256', message, 'buffer')),
  derive,
  signingKey: (seed) => rawPublic(privateKey('Ed25519', seed)),
  sign: (seed, message) => own(sign(null, message, privateKey('Ed25519', seed))),
  verify(key, message, signature) {
    try {
      return verify(null, message, publicKey('Ed25519', key), signature);
    } catch {
      return false;
    }
  },
  exchangePair() {
    // Half as dear as reading a secret of ours and asking for its public key.
    const { privateKey: key } = generateKeyPairSync('x25519');
    const { d, x } = key.export({ format: 'jwk' });
    const secret = own(Buffer.from(d!, 'base64url'));
    PRIVATE.X25519.set(secret, key);
    return { secret, publicKey: own(Buffer.from(x!, 'base64url')) };
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
    // GCM instead of CTR, without asking for its tag: the stream is the same and comes faster, being written for wider vectors.
    const cipher = createCipheriv('aes-256-gcm', latin1(key), NONCE, RAW_KEY);
    for (let done = 0; done < length; done += ZEROS.length) {
      const chunk = cipher.update(ZEROS.subarray(0, Math.min(ZEROS.length, length - done)));
      yield chunk;
      // Given back at once, not by the garbage collector: the next chunk finds memory that is still in the cache.
      if (chunk.length === chunk.buffer.byteLength) chunk.buffer.transfer(0);
    }
  },
  seal(key, plain) {
    const cipher = createCipheriv('aes-256-gcm', latin1(key), NONCE, RAW_KEY);
    const sealed = new Uint8Array(plain.length + TAG);
    sealed.set(cipher.update(plain));
    cipher.final();
    sealed.set(cipher.getAuthTag(), plain.length);
    return sealed;
  },
  open(key, sealed) {
    const decipher = createDecipheriv('aes-256-gcm', latin1(key), NONCE, RAW_KEY);
    decipher.setAuthTag(sealed.subarray(-TAG));
    const plain = decipher.update(sealed.subarray(0, -TAG));
    decipher.final();
    return own(plain);
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

/** HKDF of one block, written as the four hashes it is: `hkdfSync` takes half as long again, and a round asks three times a pair. */
function derive(secret: Uint8Array, info: string): Bytes {
  const end = BLOCK + Buffer.byteLength(info);
  if (end >= INNER.length || BLOCK + secret.length > INNER.length)
    return new Uint8Array(hkdfSync('sha256', createSecretKey(secret), '', info, 32));
  // Extract: no salt is a key of zeros.
  INNER.fill(INNER_PAD, 0, BLOCK).set(secret, BLOCK);
  OUTER.fill(OUTER_PAD, 0, BLOCK);
  const extracted = hmac(BLOCK + secret.length);
  // Expand: one block.
  INNER.fill(INNER_PAD, 0, BLOCK);
  for (let i = 0; i < extracted.length; i++) {
    INNER[i] = extracted[i]! ^ INNER_PAD;
    OUTER[i] = extracted[i]! ^ OUTER_PAD;
  }
  INNER.write(info, BLOCK);
  INNER[end] = 1;
  return own(hmac(end + 1));
}

/** The HMAC whose key and pads stand in both buffers, over the inner one up to `end`. */
function hmac(end: number): Buffer {
  OUTER.set(hash('sha256', INNER.subarray(0, end), 'buffer'), BLOCK);
  return hash('sha256', OUTER, 'buffer');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function rawPublic(key: KeyObject): Bytes {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return own(Buffer.from(x ?? '', 'base64url'));
}

function own(buffer: Buffer): Bytes {
  return new Uint8Array(buffer);
}
