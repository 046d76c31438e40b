import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { mulDivDown, mulDivUp } from './divide.ts';
import { toAssetsDown, toSharesDown, toSharesUp } from './shares.ts';

describe('vault shares', () => {
  it('round in favour of the vault (V43)', () => {
    const { inputs, expected } = vector<
      Record<'total_assets' | 'total_shares' | 'deposit' | 'withdraw_assets', string>,
      { shares_minted: string; shares_burned: string }
    >('V43');
    const totals = { assets: BigInt(inputs.total_assets), shares: BigInt(inputs.total_shares) };
    expect(`${toSharesDown(BigInt(inputs.deposit), totals)}`).toBe(expected.shares_minted);
    expect(`${toSharesUp(BigInt(inputs.withdraw_assets), totals)}`).toBe(expected.shares_burned);
  });

  it('are redeemed for a whole number of units, rounded down', () => {
    expect(toAssetsDown(1n, { assets: 5n, shares: 3n })).toBe(1n);
    expect(toAssetsDown(3n, { assets: 5n, shares: 3n })).toBe(5n);
  });

  it('never pay out more than was put in', () => {
    const amount = fc.bigInt(1n, 10n ** 30n);
    fc.assert(
      fc.property(amount, amount, amount, (assets, shares, deposit) => {
        const minted = toSharesDown(deposit, { assets, shares });
        const after = { assets: assets + deposit, shares: shares + minted };
        expect(toAssetsDown(minted, after)).toBeLessThanOrEqual(deposit);
        expect(toSharesUp(deposit, { assets, shares })).toBeGreaterThanOrEqual(minted);
      }),
    );
  });
});

describe('mulDiv', () => {
  it('brackets the exact quotient', () => {
    const amount = fc.bigInt(0n, 10n ** 40n);
    fc.assert(
      fc.property(amount, amount, fc.bigInt(1n, 10n ** 40n), (a, b, c) => {
        const [down, up] = [mulDivDown(a, b, c), mulDivUp(a, b, c)];
        expect(down * c <= a * b && a * b <= up * c).toBe(true);
        expect(up - down).toBe((a * b) % c === 0n ? 0n : 1n);
      }),
    );
  });

  it.each([
    [-1n, 1n, 1n],
    [1n, -1n, 1n],
    [1n, 1n, 0n],
    [1n, 1n, -1n],
  ])('refuses %d × %d / %d', (a, b, c) => {
    for (const divide of [mulDivDown, mulDivUp])
      expect(() => divide(a, b, c)).toThrow(expect.objectContaining({ code: 'kit/bad-division' }));
  });
});
