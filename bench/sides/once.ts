/**
 * Primitives for members who live in one process: what two of them would work out alike is worked out once. Both ends of a pair have
 * the same secret, keys and key stream; a cohort checks the same signatures. Nothing else differs, and every result is a real one.
 */
import type { DirectPrimitives } from '#members/keys';

/** `base`, remembering; `forget` before the next cohort, which finds the memory of this one's streams. */
export function computedOnce(base: DirectPrimitives): {
  readonly primitives: DirectPrimitives;
  forget(): void;
} {
  const verdicts = new Map<string, { key: Uint8Array; message: Uint8Array; holds: boolean }>();
  /** By the numbers of both keys. */
  const secrets = new Map<number, Uint8Array<ArrayBuffer>>();
  const streams = new Map<string, Uint8Array>();
  /** Memory of streams that both ends have used. */
  const spare: Uint8Array[] = [];
  /** Public keys get numbers, and one array each, because `base` keeps what it read from an array. */
  const numbers = new Map<string, number>();
  const arrays: Uint8Array[] = [];
  let own = new WeakMap<Uint8Array, number>();
  const numberOf = (publicKey: Uint8Array): number => {
    const number = remembered(numbers, text(publicKey), () => numbers.size);
    arrays[number] ??= publicKey;
    return number;
  };
  return {
    primitives: {
      ...base,
      verify(key, message, signature) {
        const name = text(signature);
        const kept = verdicts.get(name);
        if (kept && same(kept.message, message) && same(kept.key, key)) return kept.holds;
        const holds = base.verify(key, message, signature);
        verdicts.set(name, { key, message, holds });
        return holds;
      },
      exchangePair() {
        const pair = base.exchangePair();
        own.set(pair.secret, numberOf(pair.publicKey));
        return pair;
      },
      exchange(secret, publicKey) {
        const one = own.get(secret) ?? numberOf(base.exchangeKey(secret));
        const other = numberOf(publicKey);
        const pair = Math.min(one, other) * MOST_KEYS + Math.max(one, other);
        return remembered(secrets, pair, () => base.exchange(secret, arrays[other]!));
      },
      keystream(key, length) {
        const name = text(key);
        const kept = streams.get(name);
        if (kept) {
          // The other end of the pair: nobody asks a third time.
          streams.delete(name);
          return lent(kept, spare);
        }
        const stream = copied(base.keystream(key, length), takeSpare(spare, length));
        streams.set(name, stream);
        return [stream];
      },
    },
    forget() {
      spare.push(...streams.values());
      for (const each of [verdicts, secrets, streams, numbers]) each.clear();
      arrays.length = 0;
      own = new WeakMap();
    },
  };
}

const MOST_KEYS = 2 ** 20;

function remembered<K, T>(kept: Map<K, T>, name: K, make: () => T): T {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = make();
  kept.set(name, made);
  return made;
}

function copied(chunks: Iterable<Uint8Array>, to: Uint8Array): Uint8Array {
  let at = 0;
  for (const chunk of chunks) {
    to.set(chunk, at);
    at += chunk.length;
  }
  return to;
}

function takeSpare(spare: Uint8Array[], length: number): Uint8Array {
  const kept = spare.pop();
  return kept?.length === length ? kept : new Uint8Array(length);
}

function* lent(stream: Uint8Array, spare: Uint8Array[]): Iterable<Uint8Array> {
  yield stream;
  spare.push(stream);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
