/**
 * Vectors in the ring of integers modulo 2^20, eight to five 32-bit words on the wire: 62.5 % of float32.
 * In memory each coordinate is an Int32 of which only the low 20 bits count, so that sums may wrap freely.
 */
import { Fault } from '#kit';

/** Bits of one coordinate. */
export const RING_BITS = 20;
const GROUP = 8;
const WORDS = 5;

/** Bytes on the wire for that many coordinates. */
export function packedLength(coordinates: number): number {
  return Math.ceil(coordinates / GROUP) * WORDS * 4;
}

/** An accumulator for that many coordinates; its length is rounded up to whole groups. */
export function emptyRing(coordinates: number): Int32Array<ArrayBuffer> {
  return new Int32Array(Math.ceil(coordinates / GROUP) * GROUP);
}

/** The low 20 bits of every coordinate, packed. `values` must be whole groups. */
export function packRing(values: Int32Array): Uint8Array<ArrayBuffer> {
  const out = new Int32Array((values.length / GROUP) * WORDS);
  const M = 0xfffff;
  for (let i = 0, o = 0; i < values.length; i += GROUP, o += WORDS) {
    const b = values[i + 1]! & M;
    const d = values[i + 3]! & M;
    const e = values[i + 4]! & M;
    const g = values[i + 6]! & M;
    out[o] = (values[i]! & M) | (b << 20);
    out[o + 1] = (b >>> 12) | ((values[i + 2]! & M) << 8) | (d << 28);
    out[o + 2] = (d >>> 4) | (e << 16);
    out[o + 3] = (e >>> 16) | ((values[i + 5]! & M) << 4) | (g << 24);
    out[o + 4] = (g >>> 8) | (values[i + 7]! << 12);
  }
  return new Uint8Array(out.buffer);
}

/**
 * Adds a packed vector to an accumulator.
 *
 * @throws Fault `rounds/bad-length` where the sizes differ.
 */
export function addPacked(sum: Int32Array, packed: Uint8Array): void {
  if (packed.length !== packedLength(sum.length)) {
    throw new Fault(
      'rounds/bad-length',
      `a masked vector has ${packed.length} bytes; ${packedLength(sum.length)} are needed`,
    );
  }
  addWords(sum, 0, wordsOf(packed));
}

/** Adds a key stream to an accumulator, read as packed coordinates. */
export function addStream(sum: Int32Array, chunks: Iterable<Uint8Array>): void {
  let at = 0;
  for (const chunk of chunks) at = addWords(sum, at, wordsOf(chunk));
}

/** Subtracts a key stream from an accumulator. */
export function subtractStream(sum: Int32Array, chunks: Iterable<Uint8Array>): void {
  let at = 0;
  for (const chunk of chunks) at = subtractWords(sum, at, wordsOf(chunk));
}

/** Reads each coordinate as a signed number in [−2^19, 2^19), in place. */
export function toSigned(values: Int32Array): Int32Array {
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! << 12) >> 12;
  return values;
}

// Bits above the twentieth are left in: they never reach the low ones, and packing drops them.
function addWords(sum: Int32Array, start: number, words: Int32Array): number {
  const end = words.length - 4;
  let i = start;
  for (let o = 0; o < end; o += WORDS, i += GROUP) {
    const a = words[o]!;
    const b = words[o + 1]!;
    const c = words[o + 2]!;
    const d = words[o + 3]!;
    const e = words[o + 4]!;
    sum[i] = (sum[i]! + a) | 0;
    sum[i + 1] = (sum[i + 1]! + ((a >>> 20) | (b << 12))) | 0;
    sum[i + 2] = (sum[i + 2]! + (b >> 8)) | 0;
    sum[i + 3] = (sum[i + 3]! + ((b >>> 28) | (c << 4))) | 0;
    sum[i + 4] = (sum[i + 4]! + ((c >>> 16) | (d << 16))) | 0;
    sum[i + 5] = (sum[i + 5]! + (d >> 4)) | 0;
    sum[i + 6] = (sum[i + 6]! + ((d >>> 24) | (e << 8))) | 0;
    sum[i + 7] = (sum[i + 7]! + (e >> 12)) | 0;
  }
  return i;
}

function subtractWords(sum: Int32Array, start: number, words: Int32Array): number {
  const end = words.length - 4;
  let i = start;
  for (let o = 0; o < end; o += WORDS, i += GROUP) {
    const a = words[o]!;
    const b = words[o + 1]!;
    const c = words[o + 2]!;
    const d = words[o + 3]!;
    const e = words[o + 4]!;
    sum[i] = (sum[i]! - a) | 0;
    sum[i + 1] = (sum[i + 1]! - ((a >>> 20) | (b << 12))) | 0;
    sum[i + 2] = (sum[i + 2]! - (b >> 8)) | 0;
    sum[i + 3] = (sum[i + 3]! - ((b >>> 28) | (c << 4))) | 0;
    sum[i + 4] = (sum[i + 4]! - ((c >>> 16) | (d << 16))) | 0;
    sum[i + 5] = (sum[i + 5]! - (d >> 4)) | 0;
    sum[i + 6] = (sum[i + 6]! - ((d >>> 24) | (e << 8))) | 0;
    sum[i + 7] = (sum[i + 7]! - (e >> 12)) | 0;
  }
  return i;
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

/** The ring's definition for one number of any width; what the packed forms are checked against. */
export function wrapRing(value: bigint, bits: number): bigint {
  return BigInt.asUintN(bits, value);
}
