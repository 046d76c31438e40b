/** What shares have earned, turned into a new share at net asset value; nothing leaves the pool. */
import type { Address } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { claimsIn } from './distribute.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

export interface Compounded extends Deed {
  /** The new share. */
  readonly id: bigint;
  /** Quote units that it was paid with. */
  readonly assets: bigint;
  readonly weight: bigint;
  /** What each share had earned. */
  readonly claimed: readonly { readonly id: bigint; readonly amount: bigint }[];
}

/**
 * Turns what shares have earned into a new share for their owner, who may call, or the account that he has chosen for it.
 *
 * @throws Fault `chain/reverted`, `meta.error` `NothingClaimable`, `BelowMintPrice`, `MintClosed`, `NotHolder`.
 */
export async function compound(
  ledger: Ledger,
  account: Account,
  ids: readonly bigint[],
  when: When,
): Promise<Compounded> {
  const address = ledger.deployment.vault;
  const call = { address, abi: vaultAbi, functionName: 'compound', args: [ids, 1n] } as const;
  const receipt = await transact(ledger, account, call, when);
  const made = theEvent(receipt, address, vaultAbi, 'Minted') as {
    id: bigint;
    assets: bigint;
    weight: bigint;
  };
  const { id, assets, weight } = made;
  return { ...deed(receipt), id, assets, weight, claimed: claimsIn(receipt.logs, address) };
}

/** Lets another account compound for this one from now on; the zero address ends it. */
export async function setCompounder(
  ledger: Ledger,
  account: Account,
  compounder: Address,
  when: When,
): Promise<Deed> {
  const call = {
    address: ledger.deployment.vault,
    abi: vaultAbi,
    functionName: 'setCompounder',
    args: [compounder],
  } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Who may compound for an owner besides himself, or `undefined`. */
export async function compounderOf(
  { chain, deployment }: Ledger,
  owner: Address,
): Promise<Address | undefined> {
  const chosen = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'compounderOf',
    args: [owner],
  });
  return BigInt(chosen) === 0n ? undefined : chosen;
}
