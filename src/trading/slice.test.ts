import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { guardTradeCap } from './guards/trade-cap.ts';
import { capOf, slicePlan } from './slice.ts';

describe('slicePlan', () => {
  it('cuts a fifth of the vault into slices under the cap (V04)', () => {
    const { inputs, expected } = vector<
      { vault: string; plan: string; cap_bps: number[] },
      { slices: number[]; slice_size: string[]; rejected_single_trade_over_cap: boolean }
    >('V04');
    const vault = BigInt(inputs.vault);
    inputs.cap_bps.forEach((capBps, i) => {
      const slices = slicePlan(BigInt(inputs.plan), capOf(vault, capBps));
      expect(slices).toEqual(
        Array<bigint>(expected.slices[i]!).fill(BigInt(expected.slice_size[i]!)),
      );
      const whole = guardTradeCap({ amount: BigInt(inputs.plan), vault, capBps });
      expect(!whole.ok).toBe(expected.rejected_single_trade_over_cap);
      for (const amount of slices) expect(guardTradeCap({ amount, vault, capBps }).ok).toBe(true);
    });
  });

  it('conserves the plan, keeps the cap, and uses no more slices than needed', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 6n), fc.bigInt(1n, 10n ** 6n), (plan, percent) => {
        const cap = percent + plan / 500n;
        const slices = slicePlan(plan, cap);
        expect(slices.reduce((sum, slice) => sum + slice, 0n)).toBe(plan);
        expect(slices.every((slice) => slice > 0n && slice <= cap)).toBe(true);
        expect(BigInt(slices.length)).toBe((plan + cap - 1n) / cap);
        expect(slices.slice(0, -1).every((slice) => slice === slices[0])).toBe(true);
      }),
    );
  });

  it('can cut down to single units', () => {
    expect(slicePlan(3n, 1n)).toEqual([1n, 1n, 1n]);
    expect(slicePlan(0n, 1n)).toEqual([]);
    expect(slicePlan(7n, 3n)).toEqual([3n, 3n, 1n]);
  });

  it.each([
    [-1n, 1n],
    [1n, 0n],
  ])('refuses a plan of %d under a cap of %d', (plan, cap) => {
    expect(() => slicePlan(plan, cap)).toThrow(
      expect.objectContaining({ code: 'trading/bad-plan' }),
    );
  });
});
