import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { cryptoRandom } from '#kit';
import { joinShares, lagrangeWeights, splitSecret } from './shamir.ts';

describe('shamir', () => {
  it('gives the secret back from any enough shares', () => {
    const sizes = fc
      .integer({ min: 1, max: 40 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 1, max: n })));
    fc.assert(
      fc.property(
        sizes,
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.nat(),
        ([n, t], secret, seed) => {
          const shares = splitSecret(secret, n, t, cryptoRandom.bytes);
          const chosen = shares
            .map((share, i) => ({ share, key: (i * 7919 + seed) % 101 }))
            .sort((a, b) => a.key - b.key)
            .slice(0, t)
            .map(({ share }) => share);
          const weights = lagrangeWeights(chosen.map(({ at }) => at));
          expect([
            ...joinShares(
              chosen.map(({ bytes }) => bytes),
              weights,
            ),
          ]).toEqual([...secret]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives something else from too few', () => {
    const secret = cryptoRandom.bytes(32);
    const shares = splitSecret(secret, 5, 4, cryptoRandom.bytes).slice(0, 3);
    const wrong = joinShares(
      shares.map(({ bytes }) => bytes),
      lagrangeWeights(shares.map(({ at }) => at)),
    );
    expect([...wrong]).not.toEqual([...secret]);
  });

  it('matches the known product 0x57 · 0x83 = 0xc1 of the AES field', () => {
    // With threshold 2 the share at x is secret + coefficient·x.
    const [share] = splitSecret(new Uint8Array(4), 0x83, 2, () =>
      new Uint8Array(4).fill(0x57),
    ).slice(-1);
    expect(share).toEqual({ at: 0x83, bytes: new Uint8Array(4).fill(0xc1) });
  });

  it('refuses impossible thresholds', () => {
    expect(() => splitSecret(new Uint8Array(4), 2, 3, cryptoRandom.bytes)).toThrow(/cannot split/);
  });
});
