/** Shares: pay quote tokens in, get an NFT with a weight. */
import { BaseError, ExecutionRevertedError, toFunctionSelector } from 'viem';
import type { Address } from '#kit';
import type { Account } from './accounts.ts';
import type { Receipt, When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { mockTokenAbi } from './generated/mock-token-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

export interface Mint extends Deed {
  readonly id: bigint;
  readonly to: Address;
  /** Quote units paid. */
  readonly assets: bigint;
  readonly weight: bigint;
  /** The vault's value before, as the minter was charged. */
  readonly nav: bigint;
}

/**
 * Mints a share for `assets` quote units. The account must have approved the vault.
 *
 * @param order.minWeight Least weight accepted; 1 by default.
 */
export async function mintShare(
  ledger: Ledger,
  account: Account,
  order: { readonly assets: bigint; readonly to?: Address; readonly minWeight?: bigint },
  when: When,
): Promise<Mint> {
  const address = ledger.deployment.vault;
  const to = order.to ?? account.address;
  const args = [to, order.assets, order.minWeight ?? 1n] as const;
  const call = { address, abi: vaultAbi, functionName: 'mint', args } as const;
  return minted(ledger, to, await transact(ledger, account, call, when));
}

/**
 * Mints a share for `assets` wei of the chain's own coin, where the quote token is its wrapped form; nothing needs to be approved.
 *
 * @param order.minWeight Least weight accepted.
 */
export async function mintShareWithCoin(
  ledger: Ledger,
  account: Account,
  order: { readonly assets: bigint; readonly minWeight: bigint },
  when: When,
): Promise<Mint> {
  const address = ledger.deployment.vault;
  const args = [account.address, order.minWeight] as const;
  const mint = { address, abi: vaultAbi, functionName: 'mintWithEther', args } as const;
  const call = { ...mint, value: order.assets };
  return minted(ledger, account.address, await transact(ledger, account, call, when));
}

/** Whether the quote token is the chain's own coin, wrapped: it takes a payment of nothing. */
export async function wrapsCoin({ chain, deployment }: Ledger): Promise<boolean> {
  const data = toFunctionSelector('deposit()');
  try {
    await chain.client.call({ to: deployment.quote.address, data });
    return true;
  } catch (error) {
    const refused =
      error instanceof BaseError && error.walk((cause) => cause instanceof ExecutionRevertedError);
    if (refused) return false;
    throw error;
  }
}

function minted(ledger: Ledger, to: Address, receipt: Receipt): Mint {
  const event = theEvent(receipt, ledger.deployment.vault, vaultAbi, 'Minted');
  const { id, assets, weight, nav } = event as Required<Omit<Mint, keyof Deed>>;
  return { ...deed(receipt), id, to, assets, weight, nav };
}

/** Lets the vault take an amount of the account's quote tokens, in units; any amount by default. */
export async function approveVault(
  ledger: Ledger,
  account: Account,
  when: When,
  amount = 2n ** 256n - 1n,
): Promise<Deed> {
  const { quote, vault } = ledger.deployment;
  const call = {
    address: quote.address,
    abi: mockTokenAbi,
    functionName: 'approve',
    args: [vault, amount],
  } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Gives quote tokens out of thin air; the embedded chain's tokens allow it to anyone. */
export async function faucet(
  ledger: Ledger,
  to: Address,
  amount: bigint,
  when: When,
): Promise<Deed> {
  const call = {
    address: ledger.deployment.quote.address,
    abi: mockTokenAbi,
    functionName: 'mint',
    args: [to, amount],
  } as const;
  return deed(await transact(ledger, ledger.chain.accounts.deployer, call, when));
}

/** Moves a share to another owner, with its votes and unclaimed earnings. */
export async function transferShare(
  ledger: Ledger,
  account: Account,
  to: Address,
  id: bigint,
  when: When,
): Promise<Deed> {
  const args = [account.address, to, id] as const;
  const call = {
    address: ledger.deployment.vault,
    abi: vaultAbi,
    functionName: 'transferFrom',
    args,
  } as const;
  return deed(await transact(ledger, account, call, when));
}
