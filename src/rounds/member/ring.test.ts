import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  addPacked,
  addStream,
  emptyRing,
  packedLength,
  packRing,
  subtractStream,
  toSigned,
  wrapRing,
} from './ring.ts';

const coordinates = fc.array(fc.integer({ min: -(2 ** 19), max: 2 ** 19 - 1 }), {
  minLength: 1,
  maxLength: 50,
});
const inRing = (values: readonly number[]): Int32Array => {
  const ring = emptyRing(values.length);
  ring.set(values);
  return ring;
};

describe('ring', () => {
  it('packs eight coordinates into twenty bytes and reads them back', () => {
    fc.assert(
      fc.property(coordinates, (values) => {
        const packed = packRing(inRing(values));
        expect(packed.length).toBe(packedLength(values.length));
        const back = emptyRing(values.length);
        addPacked(back, packed);
        expect([...toSigned(back)].slice(0, values.length)).toEqual(values);
      }),
    );
  });

  it('takes 62.5 % of float32', () => {
    expect(packedLength(100_000) / 400_000).toBe(0.625);
  });

  it('adds packed vectors as integers modulo 2^20 add', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 40 }),
        (pairs) => {
          const sum = emptyRing(pairs.length);
          addPacked(sum, packRing(inRing(pairs.map(([a]) => a))));
          addPacked(sum, packRing(inRing(pairs.map(([, b]) => b))));
          pairs.forEach(([a, b], i) => {
            expect(wrapRing(BigInt(sum[i]!), 20)).toBe(wrapRing(BigInt(a) + BigInt(b), 20));
          });
        },
      ),
    );
  });

  it('takes off exactly the key stream it put on, however it is cut into chunks', () => {
    fc.assert(
      fc.property(coordinates, fc.infiniteStream(fc.nat(255)), (values, noise) => {
        const stream = Uint8Array.from(
          { length: packedLength(values.length) },
          () => noise.next().value,
        );
        const chunks = Array.from({ length: stream.length / 20 }, (_, i) =>
          stream.subarray(20 * i, 20 * i + 20),
        );
        const masked = inRing(values);
        addStream(masked, [stream]);
        subtractStream(masked, chunks);
        expect([...toSigned(masked)].slice(0, values.length)).toEqual(values);
      }),
    );
  });

  it('refuses a vector of another length', () => {
    expect(() => addPacked(emptyRing(16), new Uint8Array(20))).toThrow(/40 are needed/);
  });

  it('V35: pairwise masks cancel modulo 2^64', () => {
    const mask = 0x1234567890abcdefn;
    const y1 = wrapRing(13107n + mask, 64);
    const y2 = wrapRing(39322n - mask, 64);
    expect([y1, y2]).toEqual([0x1234567890ac0122n, 0xedcba9876f54cbabn]);
    expect(wrapRing(y1 + y2, 64)).toBe(52429n);
  });
});
