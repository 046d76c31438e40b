/**
 * Shamir's secret sharing over GF(2^8) with the AES polynomial, byte by byte (Shamir 1979).
 * Splitting runs without branches or table look-ups on secrets: four bytes at a time in one word.
 */
import { Fault } from '#kit';

/** One share: where the polynomial was read (1 to 255), and the values. */
export interface Share {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * Splits a secret so that any `threshold` of `count` shares give it back and fewer say nothing.
 *
 * @param secret a multiple of 4 bytes
 * @param randomBytes a cryptographic source
 * @returns the shares at 1, 2, … `count`
 * @throws Fault `rounds/bad-threshold` where not 1 ≤ threshold ≤ count ≤ 255.
 */
export function splitSecret(
  secret: Uint8Array,
  count: number,
  threshold: number,
  randomBytes: (length: number) => Uint8Array,
): Share[] {
  if (!(threshold >= 1 && threshold <= count && count <= 255)) {
    throw new Fault(
      'rounds/bad-threshold',
      `cannot split into ${count} shares of which ${threshold} suffice`,
    );
  }
  const width = secret.length / 4;
  const terms = [words(secret), words(randomBytes(secret.length * (threshold - 1)))];
  const doubled = doublings(terms, threshold, width);
  const shares: Share[] = [];
  for (let at = 1; at <= count; at++) {
    const value = new Uint32Array(width);
    // The place to the power of the term: no secret, so its bits may say which words are added.
    let power = 1;
    for (let term = 0; term < threshold; term++) {
      for (let rest = power, from = term * BITS * width; rest > 0; rest >>= 1, from += width)
        if (rest & 1) for (let w = 0; w < width; w++) value[w]! ^= doubled[from + w]!;
      power = times(power, at);
    }
    shares.push({ at, bytes: new Uint8Array(value.buffer) });
  }
  return shares;
}

/** The weights with which shares at these places add up to the secret; the same for every secret shared there. */
export function lagrangeWeights(places: readonly number[]): number[] {
  return places.map((here) => {
    let above = 1;
    let below = 1;
    for (const there of places) {
      if (there === here) continue;
      above = times(above, there);
      below = times(below, there ^ here);
    }
    return times(above, inverse(below));
  });
}

/** The secret from shares and their {@link lagrangeWeights}. */
export function joinShares(
  shares: readonly Uint8Array[],
  weights: readonly number[],
): Uint8Array<ArrayBuffer> {
  const secret = new Uint8Array(shares[0]!.length);
  shares.forEach((share, i) => {
    const log = LOG[weights[i]!]!;
    for (let b = 0; b < secret.length; b++) {
      const value = share[b]!;
      if (value !== 0) secret[b]! ^= EXP[LOG[value]! + log]!;
    }
  });
  return secret;
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer);
}

const BITS = 8;

/** Every term of the polynomial times 1, 2, 4, … 128: any multiple of it is a sum of some of these. Four bytes at once. */
function doublings(parts: readonly Uint32Array[], terms: number, width: number): Uint32Array {
  const doubled = new Uint32Array(terms * BITS * width);
  let term = 0;
  for (const part of parts) {
    for (let from = 0; from < part.length; from += width, term++) {
      for (let w = 0; w < width; w++) {
        let a = part[from + w]!;
        for (let bit = 0; bit < BITS; bit++) {
          doubled[(term * BITS + bit) * width + w] = a;
          a = ((a & 0x7f7f7f7f) << 1) ^ Math.imul((a >>> 7) & 0x01010101, 0x1b);
        }
      }
    }
  }
  return doubled;
}

const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  EXP[i + 255] = x;
  LOG[x] = i;
  x ^= (x << 1) ^ (x & 0x80 ? 0x11b : 0);
  x &= 0xff;
}

function times(a: number, b: number): number {
  return a && b ? EXP[LOG[a]! + LOG[b]!]! : 0;
}

function inverse(a: number): number {
  return EXP[255 - LOG[a]!]!;
}
