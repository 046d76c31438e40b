import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '#kit';
import { allocateCarrying, emptyBook } from './carry.ts';

describe('allocateCarrying', () => {
  it('is the plain allocation while weights stay', () => {
    const parties = [40n, 30n, 20n, 10n].map((weight, i) => ({ id: `h${i}`, weight }));
    let plain = allocate(0n, parties);
    let { book } = allocateCarrying(0n, parties, emptyBook);
    for (const amount of [1n, 1n, 1n, 7n, 100n, 3n]) {
      plain = allocate(amount, parties, plain.credits);
      const carried = allocateCarrying(amount, parties, book);
      book = carried.book;
      expect(carried.paid).toEqual(plain.paid);
      expect(book).toEqual({ total: 100n, credits: plain.credits });
    }
  });

  it('stays exact while members come, go and change weight', () => {
    const parties = fc.uniqueArray(
      fc.record({ id: fc.string({ maxLength: 2 }), weight: fc.bigInt(1n, 10n ** 12n) }),
      { selector: (party) => party.id, minLength: 1, maxLength: 6 },
    );
    const steps = fc.array(fc.tuple(fc.bigInt(0n, 1000n), parties), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (list) => {
        let book = emptyBook;
        for (const [amount, members] of list) {
          const step = allocateCarrying(amount, members, book);
          book = step.book;
          const paid = Object.values(step.paid);
          expect(paid.reduce((sum, part) => sum + part, 0n)).toBe(amount);
          expect(paid.every((part) => part >= 0n)).toBe(true);
          expect(Object.values(book.credits).reduce((sum, part) => sum + part, 0n)).toBe(0n);
        }
      }),
    );
  });

  it('refuses members without weight', () => {
    expect(() => allocateCarrying(1n, [{ id: 'a', weight: 0n }], emptyBook)).toThrow(
      expect.objectContaining({ code: 'kit/bad-allocation' }),
    );
  });
});
