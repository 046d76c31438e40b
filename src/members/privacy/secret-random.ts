/** Random numbers that only the holder of a key can tell: noise and samples that are the same when a crash makes us draw again. */
import { Fault, type Random, randomFrom } from '#kit';

/** A key stream, such as AES-256-CTR; see `Primitives`. */
export type Keystream = (
  key: Uint8Array,
  length: number,
) => Iterable<Uint8Array> | Promise<Iterable<Uint8Array>>;

/**
 * A key stream read as 32-bit words, as unpredictable as its key.
 *
 * @param key 32 secret bytes that are used for nothing else
 * @param words how many there are; a draw beyond them is refused with `members/no-randomness`
 */
export async function secretRandom(
  keystream: Keystream,
  key: Uint8Array,
  words: number,
): Promise<Random> {
  const chunks = (await keystream(key, 4 * words))[Symbol.iterator]();
  let chunk = new Uint32Array(0);
  let at = 0;
  return randomFrom(() => {
    if (at === chunk.length) {
      const next = chunks.next();
      if (next.done) {
        throw new Fault(
          'members/no-randomness',
          `${words} secret words were asked for and all are drawn; ask for more`,
        );
      }
      chunk = new Uint32Array(next.value.slice().buffer);
      at = 0;
    }
    return chunk[at++]!;
  });
}
