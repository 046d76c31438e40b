import { mulDivDown, mulDivUp } from './divide.ts';

/** What a vault holds and how many shares stand against it. */
export interface VaultTotals {
  readonly assets: bigint;
  readonly shares: bigint;
}

/** Shares for a deposit, in favour of the vault: rounded down (R4, ERC-4626 `previewDeposit`). */
export function toSharesDown(assets: bigint, totals: VaultTotals): bigint {
  return mulDivDown(assets, totals.shares, totals.assets);
}

/** Shares burned for a withdrawal, in favour of the vault: rounded up (R4, ERC-4626 `previewWithdraw`). */
export function toSharesUp(assets: bigint, totals: VaultTotals): bigint {
  return mulDivUp(assets, totals.shares, totals.assets);
}

/** Assets for redeemed shares, in favour of the vault: rounded down (R4, ERC-4626 `previewRedeem`). */
export function toAssetsDown(shares: bigint, totals: VaultTotals): bigint {
  return mulDivDown(shares, totals.assets, totals.shares);
}
