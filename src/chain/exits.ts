/** Ways out of the pool; none can be paused. */
import { parseEventLogs } from 'viem';
import type { Address } from '#kit';
import type { Account } from './accounts.ts';
import type { Receipt, When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

export interface Exit extends Deed {
  readonly id: bigint;
  readonly weight: bigint;
  /** Quote units for the share's part of the pool. */
  readonly assets: bigint;
  /** Unclaimed earnings, paid with it. */
  readonly rewards: bigint;
}

/** A share that left for its part of every token. */
export interface InKind extends Exit {
  /** What was paid besides quote, base units. */
  readonly parts: readonly {
    /** Index of the asset. */
    readonly index: number;
    readonly token: Address;
    readonly amount: bigint;
  }[];
}

/**
 * Redeems a share from idle quote at once, at the worse of spot and mean value.
 *
 * @param order.minAssets Least quote units accepted, earnings not counted; 0 by default.
 * @throws Fault `chain/reverted`, `meta.error` `NotEnough` (too little idle: leave in kind or by the queue), `TooSoon`,
 * `NotHolder`, `BelowMinimum`.
 */
export async function redeem(
  ledger: Ledger,
  account: Account,
  order: { readonly id: bigint; readonly minAssets?: bigint },
  when: When,
): Promise<Exit> {
  const args = [order.id, order.minAssets ?? 0n] as const;
  const call = { ...vault(ledger), functionName: 'redeem', args } as const;
  return exit(ledger, await transact(ledger, account, call, when));
}

/**
 * Redeems a share for its part of every token the vault holds; needs no price.
 *
 * @param order.without Indexes of assets to leave behind, for when a token refuses to be moved.
 */
export async function redeemInKind(
  ledger: Ledger,
  account: Account,
  order: { readonly id: bigint; readonly without?: readonly number[] },
  when: When,
): Promise<InKind> {
  const skipped = (order.without ?? []).reduce((bits, index) => bits | (1n << BigInt(index)), 0n);
  const args = [order.id, skipped] as const;
  const call = { ...vault(ledger), functionName: 'redeemInKindWithout', args } as const;
  const receipt = await transact(ledger, account, call, when);
  const { vault: address } = ledger.deployment;
  const ours = receipt.logs.filter((log) => log.address.toLowerCase() === address.toLowerCase());
  const paid = parseEventLogs({ abi: vaultAbi, logs: ours, eventName: 'PaidInKind' });
  const parts = paid.map(({ args: { index, token, amount } }) => ({
    ...{ index: Number(index), token, amount },
  }));
  return { ...exit(ledger, receipt), parts };
}

/** Puts a share into the exit queue. */
export async function requestExit(
  ledger: Ledger,
  account: Account,
  id: bigint,
  when: When,
): Promise<Deed> {
  const call = { ...vault(ledger), functionName: 'requestExit', args: [id] } as const;
  return deed(await transact(ledger, account, call, when));
}

/**
 * Takes a share out of the exit queue.
 *
 * @throws Fault `chain/reverted`, `meta.error` `NotRequested` (it is not queued, or was settled) or `NotHolder`.
 */
export async function cancelExit(
  ledger: Ledger,
  account: Account,
  id: bigint,
  when: When,
): Promise<Deed> {
  const call = { ...vault(ledger), functionName: 'cancelExit', args: [id] } as const;
  return deed(await transact(ledger, account, call, when));
}

/**
 * Sells a queued share's part of every asset and pays its owner; anyone may, after a mark later than the request.
 *
 * @throws Fault `chain/reverted`, `meta.error` `StaleMark`, `PriceMoved` (a pool is off its mean: wait), `NotRequested`.
 */
export async function settleExit(
  ledger: Ledger,
  account: Account,
  id: bigint,
  when: When,
): Promise<Exit> {
  const call = { ...vault(ledger), functionName: 'settleExit', args: [id] } as const;
  return exit(ledger, await transact(ledger, account, call, when));
}

/** Whether a queued share could be settled now; nothing is sent. */
export async function exitIsDue(ledger: Ledger, id: bigint): Promise<boolean> {
  const call = { ...vault(ledger), functionName: 'settleExit', args: [id] } as const;
  const account = ledger.chain.accounts.operator.address;
  return ledger.chain.client.simulateContract({ ...call, account }).then(
    () => true,
    () => false,
  );
}

function exit(ledger: Ledger, receipt: Receipt): Exit {
  const { id, weight, assets, rewards } = theEvent(
    receipt,
    ledger.deployment.vault,
    vaultAbi,
    'Exited',
  ) as Required<Omit<Exit, keyof Deed>>;
  return { ...deed(receipt), id, weight, assets, rewards };
}

function vault(ledger: Ledger): { address: Ledger['deployment']['vault']; abi: typeof vaultAbi } {
  return { address: ledger.deployment.vault, abi: vaultAbi };
}
