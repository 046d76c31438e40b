import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { concatBytes, toHex, utf8 } from '#kit';
import { webPrimitives } from '#members/keys';
import { nodePrimitives } from './primitives.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes));
const long = fc.uint8Array({ maxLength: 1100 }).map((bytes) => new Uint8Array(bytes));
const text = fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes));

describe('primitives of Node and of browsers', () => {
  it('agree on hashes, keys, signatures and shared secrets', () => {
    fc.assert(
      fc.property(key, key, text, (a, b, message) => {
        const [node, web] = [nodePrimitives, webPrimitives];
        expect(node.digest(message)).toEqual(web.digest(message));
        expect(node.derive(a, 'purpose')).toEqual(web.derive(a, 'purpose'));
        expect(node.signingKey(a)).toEqual(web.signingKey(a));
        const signature = node.sign(a, message);
        expect(web.sign(a, message)).toEqual(signature);
        expect(web.verify(node.signingKey(a), message, signature)).toBe(true);
        expect(node.verify(node.signingKey(a), concatBytes(message, utf8('!')), signature)).toBe(
          false,
        );
        expect(node.exchangeKey(a)).toEqual(web.exchangeKey(a));
        expect(node.exchange(a, web.exchangeKey(b))).toEqual(web.exchange(b, node.exchangeKey(a)));
      }),
      { numRuns: 12 },
    );
  });

  it('make keys that either can use', () => {
    for (const [one, other] of [
      [nodePrimitives, webPrimitives],
      [webPrimitives, nodePrimitives],
    ] as const) {
      const [a, b] = [one.exchangePair(), other.exchangePair()];
      expect(a.secret).not.toEqual(one.exchangePair().secret);
      expect(other.exchangeKey(a.secret)).toEqual(a.publicKey);
      expect(one.exchange(a.secret, b.publicKey)).toEqual(other.exchange(b.secret, a.publicKey));
      expect(other.exchange(a.secret.slice(), b.publicKey)).toEqual(
        one.exchange(a.secret, b.publicKey),
      );
    }
  });

  it('agree on key streams of any length, and on sealed boxes', async () => {
    for (const length of [20, 131_040, 131_060, 400_000]) {
      const stream = joined(nodePrimitives.keystream(new Uint8Array(32).fill(3), length));
      const web = concatBytes(
        ...(await webPrimitives.keystream(new Uint8Array(32).fill(3), length)),
      );
      expect(stream.length).toBe(length);
      expect(toHex(nodePrimitives.digest(stream))).toBe(toHex(nodePrimitives.digest(web)));
      let before = 0;
      for (const chunk of nodePrimitives.keystream(new Uint8Array(32), length)) {
        expect(before % 20).toBe(0);
        before = chunk.length;
      }
    }
    const [secret, other] = [new Uint8Array(32).fill(9), new Uint8Array(32).fill(10)];
    const sealed = nodePrimitives.seal(secret, utf8('plain'));
    const changed = sealed.map((byte, i) => (i === 2 ? byte ^ 1 : byte));
    expect(await webPrimitives.seal(secret, utf8('plain'))).toEqual(sealed);
    expect(await webPrimitives.open(secret, sealed)).toEqual(utf8('plain'));
    expect(nodePrimitives.open(secret, sealed)).toEqual(utf8('plain'));
    for (const [key, text] of [
      [other, sealed],
      [secret, changed],
    ] as const) {
      expect(() => nodePrimitives.open(key, text)).toThrow();
      await expect(webPrimitives.open(key, text)).rejects.toThrow();
    }
  });

  it('derive the keys of RFC 5869 (test case 3), and alike for labels and secrets of any length', () => {
    const input = new Uint8Array(22).fill(0x0b);
    for (const { derive } of [nodePrimitives, webPrimitives])
      expect(toHex(derive(input, ''))).toBe(
        '0x8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
      );
    fc.assert(
      fc.property(long, fc.string({ maxLength: 1100, unit: 'grapheme' }), (a, label) => {
        expect(nodePrimitives.derive(a, label)).toEqual(webPrimitives.derive(a, label));
      }),
      { numRuns: 300 },
    );
  });

  it('say no to malformed keys and signatures instead of throwing', () => {
    for (const primitives of [nodePrimitives, webPrimitives]) {
      expect(primitives.verify(new Uint8Array(31), new Uint8Array(1), new Uint8Array(64))).toBe(
        false,
      );
      expect(
        primitives.verify(new Uint8Array(32).fill(255), new Uint8Array(1), new Uint8Array(64)),
      ).toBe(false);
      expect(() => primitives.exchange(new Uint8Array(32).fill(1), new Uint8Array(32))).toThrow();
    }
  });
});

/** A chunk is good until the next one is asked for, so each is copied at once. */
function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  let all = new Uint8Array();
  for (const chunk of chunks) all = concatBytes(all, chunk);
  return all;
}
