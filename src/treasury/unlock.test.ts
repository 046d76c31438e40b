import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { lockProfit, nothingLocked, unlockedAt } from './unlock.ts';

describe('profit unlock', () => {
  it('unlocks linearly (V45)', () => {
    const { inputs, expected } = vector<
      { profit: number; unlock_s: number; elapsed: number[] },
      { unlocked: number[] }
    >('V45');
    const start = 1_700_000_000n;
    const locked = lockProfit(nothingLocked, BigInt(inputs.profit), start, BigInt(inputs.unlock_s));
    const unlocked = inputs.elapsed.map((s) => Number(unlockedAt(locked, start + BigInt(s))));
    expect(unlocked).toEqual(expected.unlocked);
  });

  it('weighs the new period by what is still locked', () => {
    const first = lockProfit(nothingLocked, 100n, 0n, 86_400n);
    const second = lockProfit(first, 50n, 43_200n, 86_400n);
    expect(second).toEqual({ locked: 100n, start: 43_200n, end: 43_200n + 64_800n });
  });

  it('loses no profit over any sequence', () => {
    const additions = fc.array(
      fc.record({ wait: fc.bigInt(0n, 200_000n), profit: fc.bigInt(0n, 10n ** 12n) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(additions, (steps) => {
        let state = nothingLocked;
        let now = 0n;
        let unlocked = 0n;
        let total = 0n;
        for (const { wait, profit } of steps) {
          now += wait;
          unlocked += unlockedAt(state, now);
          state = lockProfit(state, profit, now, 86_400n);
          total += profit;
          expect(unlocked + state.locked).toBe(total);
          expect(state.end - state.start).toBeLessThanOrEqual(86_400n);
        }
        expect(unlocked + unlockedAt(state, now + 86_400n)).toBe(total);
      }),
    );
  });

  it('has nothing to unlock without profit, however long the period before', () => {
    expect(lockProfit(nothingLocked, 0n, 50n, 86_400n)).toEqual({
      locked: 0n,
      start: 50n,
      end: 50n,
    });
    const late = lockProfit({ locked: 10n, start: 0n, end: 100n }, 10n, 300n, 80n);
    expect(late).toEqual({ locked: 10n, start: 300n, end: 380n });
  });

  it('refuses a time before the period', () => {
    const state = lockProfit(nothingLocked, 1n, 100n, 10n);
    expect(() => lockProfit(state, 1n, 99n, 10n)).toThrow(
      expect.objectContaining({ code: 'treasury/bad-unlock' }),
    );
  });
});
