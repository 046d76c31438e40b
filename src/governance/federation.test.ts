import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hex } from '#kit';
import { decodeFederation, encodeFederation, type Federation, FEDERATIONS } from './federation.ts';

const u = (max: number, min = 0) => fc.integer({ min, max });
const RATE = u(10_000_000, 1);
const ANY: fc.Arbitrary<Federation> = fc.oneof(
  fc.constant<Federation>({ name: 'fedavg' }),
  fc.record({ name: fc.constant('fedprox' as const), muMicro: u(100_000_000) }),
  fc.record({
    name: fc.constant('fedadam' as const),
    rateMicro: RATE,
    beta1Milli: u(999),
    beta2Milli: u(999),
    tauMicro: u(1_000_000, 1),
  }),
  fc.record({ name: fc.constant('scaffold' as const), rateMicro: RATE }),
  fc.record({ name: fc.constant('fedbuff' as const), goal: u(64, 1), rateMicro: RATE }),
  fc.record({ name: fc.constant('ditto' as const), lambdaMicro: u(100_000_000) }),
);

describe('a strategy as a word on chain', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(ANY, (federation) => {
        const word = encodeFederation(federation);
        expect(word).toMatch(/^0x[0-9a-f]{64}$/);
        expect(decodeFederation(word)).toEqual(federation);
      }),
    );
  });

  it('has one form each: no other word is read as a strategy', () => {
    fc.assert(
      fc.property(ANY, u(63), u(15, 1), (federation, place, change) => {
        const digits = [...encodeFederation(federation).slice(2)];
        digits[place] = (Number.parseInt(digits[place]!, 16) ^ change).toString(16);
        const word: Hex = `0x${digits.join('')}`;
        let read: Federation | undefined;
        try {
          read = decodeFederation(word);
        } catch (error) {
          expect(error).toMatchObject({ code: 'governance/bad-federation' });
          return;
        }
        expect(read && encodeFederation(read)).toBe(read && word);
      }),
    );
  });

  it('is none where the word is zero, and stands as in the contract’s test', () => {
    expect(decodeFederation(`0x${'0'.repeat(64)}`)).toBeUndefined();
    expect(encodeFederation(FEDERATIONS.scaffold)).toBe(`0x04000186a0${'0'.repeat(54)}`);
  });
});
