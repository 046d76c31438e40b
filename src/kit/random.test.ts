import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './hex.ts';
import { cryptoRandom, seededRandom } from './random.ts';

/** Checked against a second implementation (xoshiro128** seeded by splitmix32) in another language. */
const PINNED = {
  u32: [393_288_148, 2_174_103_013, 3_814_759_091],
  below: [0, 206, 2_179_171_167],
  unit: 0.746779782068075,
  bytes: '0xf3cf52216a2563',
  shuffled: [5, 6, 4, 3, 7, 0, 2, 1],
  named: 5_400_762,
};

describe('seededRandom', () => {
  it('is the same on every engine and in every version', () => {
    const one = seededRandom(1);
    expect([one.u32(), one.u32(), one.u32()]).toEqual(PINNED.u32);
    expect([one.below(6), one.below(1000), one.below(2 ** 32)]).toEqual(PINNED.below);
    expect(one.unit()).toBe(PINNED.unit);
    expect(toHex(one.bytes(7))).toBe(PINNED.bytes);
    expect(one.shuffled([0, 1, 2, 3, 4, 5, 6, 7])).toEqual(PINNED.shuffled);
    expect(seededRandom('season 1 / member 3').u32()).toBe(PINNED.named);
    const bytes = seededRandom(1);
    bytes.bytes(8);
    expect(bytes.u32()).toBe(PINNED.u32[2]);
  });

  it('differs by seed and repeats by seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const of = (seed: string): string => toHex(seededRandom(seed).bytes(32));
        expect(of(a)).toBe(of(a));
        // FNV-1a folds a text to 32 bits: equal only by a rare collision, never for these short texts.
        if (a !== b) expect(of(a)).not.toBe(of(b));
      }),
    );
  });

  it('is uniform: chi-squared over 64 cells, for whole numbers and for fractions', () => {
    for (const draw of [
      (r: ReturnType<typeof seededRandom>) => r.below(64),
      (r: ReturnType<typeof seededRandom>) => Math.floor(r.unit() * 64),
      (r: ReturnType<typeof seededRandom>) => r.u32() & 63,
    ]) {
      const random = seededRandom('uniform');
      const cells = new Float64Array(64);
      for (let i = 0; i < 64_000; i++) cells[draw(random)]!++;
      const chi = cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
      // 63 degrees of freedom: 0.01 % beyond 118 or below 25.
      expect(chi).toBeGreaterThan(25);
      expect(chi).toBeLessThan(118);
    }
  });
});

describe.each([
  ['seeded', seededRandom('range')],
  ['cryptographic', cryptoRandom],
])('%s randomness', (_name, random) => {
  it('stays in its range', () => {
    for (const n of [1, 2, 3, 1000, 2 ** 31 + 1, 2 ** 32]) {
      for (let i = 0; i < 200; i++) {
        const x = random.below(n);
        expect(Number.isInteger(x) && x >= 0 && x < n).toBe(true);
      }
    }
    for (let i = 0; i < 1000; i++) {
      const x = random.unit();
      expect(x >= 0 && x < 1 && Number.isInteger(x * 2 ** 53)).toBe(true);
    }
    expect([0, 1, 3, 4, 33].map((n) => random.bytes(n).length)).toEqual([0, 1, 3, 4, 33]);
  });

  it('shuffles to a permutation and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (items) => {
        const before = [...items];
        const after = random.shuffled(items);
        const order = (a: number, b: number): number => a - b;
        expect(after.toSorted(order)).toEqual(before.toSorted(order));
        expect(items).toEqual(before);
      }),
    );
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses to draw below %d', (n) => {
    expect(() => random.below(n)).toThrow(expect.objectContaining({ code: 'kit/bad-range' }));
  });
});

describe('shuffled', () => {
  it('makes every order equally likely', () => {
    const random = seededRandom('orders');
    const seen = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffled([1, 2, 3, 4]).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
