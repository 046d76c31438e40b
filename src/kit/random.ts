import { Fault } from './fault.ts';

/** A source of random numbers. Seeded ones are for simulations and tests; keys, masks and noise take {@link cryptoRandom}. */
export interface Random {
  /** A uniform integer in [0, 2^32). */
  u32(): number;
  /** A uniform integer in [0, n), without bias. */
  below(n: number): number;
  /** A uniform multiple of 2^-53 in [0, 1). */
  unit(): number;
  /** `n` random bytes. */
  bytes(n: number): Uint8Array<ArrayBuffer>;
  /** A new array with the items in random order (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[];
}

/**
 * xoshiro128** (Blackman and Vigna 2018), seeded through splitmix32 from a number or a text. The same on every engine.
 *
 * @example seededRandom('season 1 / member 3').below(6)
 */
export function seededRandom(seed: number | string): Random {
  let h = typeof seed === 'number' ? seed >>> 0 : fnv1a(seed);
  const split = (): number => {
    h = (h + 0x9e3779b9) | 0;
    let t = h ^ (h >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split()];
  return randomFrom(() => {
    const result = Math.imul(rotl(Math.imul(b!, 5), 7), 9) >>> 0;
    const t = b! << 9;
    c! ^= a!;
    d! ^= b!;
    b! ^= c!;
    a! ^= d!;
    c! ^= t;
    d = rotl(d!, 11);
    return result;
  });
}

/** The platform's cryptographic generator. */
export const cryptoRandom: Random = randomFrom(() => {
  const word = new Uint32Array(1);
  globalThis.crypto.getRandomValues(word);
  return word[0]!;
});

/** All that {@link Random} offers, over a source of uniform 32-bit words. */
export function randomFrom(u32: () => number): Random {
  const below = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new Fault('kit/bad-range', `cannot draw below ${n}; use an integer from 1 to 2^32`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    let x = u32();
    while (x >= limit) x = u32();
    return x % n;
  };
  return {
    u32,
    below,
    unit: () => ((u32() >>> 5) * 67_108_864 + (u32() >>> 6)) / 9_007_199_254_740_992,
    bytes: (n) => {
      const out = new Uint8Array(n);
      for (let i = 0; i < n; i += 4) {
        const word = u32();
        for (let j = 0; j < 4 && i + j < n; j++) out[i + j] = word >>> (8 * j);
      }
      return out;
    },
    shuffled: (items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
  };
}

function rotl(x: number, k: number): number {
  return ((x << k) | (x >>> (32 - k))) >>> 0;
}

function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
