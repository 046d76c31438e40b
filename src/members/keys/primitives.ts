/** The cryptography the protocols stand on, as a port: a browser has one adapter, Node a faster one. */

/** A value now or later; adapters over WebCrypto are asynchronous, those over node:crypto are not. */
export type Awaitable<T> = T | Promise<T>;

/** Bytes in memory of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** An X25519 key. */
export interface ExchangePair {
  readonly secret: Bytes;
  readonly publicKey: Bytes;
}

/** What every adapter offers. Keys are raw 32-byte strings. */
export interface Primitives {
  /** Random bytes from the platform's cryptographic generator. */
  randomBytes(length: number): Bytes;
  /** SHA-256 (FIPS 180-4). */
  digest(message: Uint8Array): Bytes;
  /** HKDF-SHA256 without salt, 32 bytes (RFC 5869). */
  derive(secret: Uint8Array, info: string): Bytes;
  /** The Ed25519 public key of a seed (RFC 8032). */
  signingKey(seed: Uint8Array): Bytes;
  /** An Ed25519 signature, 64 bytes. */
  sign(seed: Uint8Array, message: Uint8Array): Bytes;
  /** Whether an Ed25519 signature holds; malformed keys and signatures are simply false. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** A new X25519 secret of the platform's making, with its public key. */
  exchangePair(): ExchangePair;
  /** The X25519 public key of a secret (RFC 7748). */
  exchangeKey(secret: Uint8Array): Bytes;
  /** The X25519 shared secret; throws for a key of small order. */
  exchange(secret: Uint8Array, publicKey: Uint8Array): Bytes;
  /**
   * The AES-256-CTR key stream from counter 2, which is what AES-256-GCM under a zero nonce adds to its text (NIST SP 800-38D), in
   * chunks whose lengths are multiples of 20 except the last. A chunk is good until the next one is asked for.
   */
  keystream(key: Uint8Array, length: number): Awaitable<Iterable<Uint8Array>>;
  /** AES-256-GCM with a zero nonce: a key seals one message only, so what the message belongs to is part of the key's derivation. */
  seal(key: Uint8Array, plain: Uint8Array): Awaitable<Bytes>;
  /** Opens what `seal` made; throws where key or text differ. */
  open(key: Uint8Array, sealed: Uint8Array): Awaitable<Bytes>;
}

/** Primitives that answer at once; the hub uses them. */
export interface DirectPrimitives extends Primitives {
  keystream(key: Uint8Array, length: number): Iterable<Uint8Array>;
  seal(key: Uint8Array, plain: Uint8Array): Bytes;
  open(key: Uint8Array, sealed: Uint8Array): Bytes;
}
