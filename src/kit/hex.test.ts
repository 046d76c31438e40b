import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './hex.ts';

describe('hex', () => {
  it('is what Node writes, of any length, and reads back', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ minLength: 2040, maxLength: 2056 }),
      fc.uint8Array({ minLength: 4090, maxLength: 4104 }),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const text = toHex(given);
        expect(text).toBe(`0x${Buffer.from(given).toString('hex')}`);
        expect(fromHex(text)).toEqual(new Uint8Array(given));
      }),
    );
  });

  it('reads capitals and refuses what is no hex', () => {
    expect(fromHex('0xAbCd')).toEqual(Uint8Array.of(0xab, 0xcd));
    for (const text of ['abcd', '0xabc', '0xzz', '0x1é', '0x 1', ''])
      expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'kit/bad-hex' }));
  });
});
