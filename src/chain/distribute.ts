/** Profit: split on chain by the policy in force, claimed by holders whenever they like. */
import { type Log, parseEventLogs } from 'viem';
import type { Address } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

export interface Distribution extends Deed {
  /** All that was split, quote units. */
  readonly amount: bigint;
  readonly holders: bigint;
  readonly reinvest: bigint;
  readonly ai: bigint;
  readonly treasury: bigint;
}

export interface Claim extends Deed {
  readonly amount: bigint;
  readonly claimed: readonly { readonly id: bigint; readonly amount: bigint }[];
}

/** What a distribution would split now; zero where the mark is older than an hour or a trade came after it. */
export function distributable({ chain, deployment }: Ledger): Promise<bigint> {
  return chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'distributable',
  });
}

/**
 * Splits all realised profit above the high-water mark. Beat the heart (or mark) in the same block or the hour before.
 *
 * @throws Fault `chain/reverted`, `meta.error` `NothingToDistribute` or `StaleMark`.
 */
export async function distribute(
  ledger: Ledger,
  account: Account,
  when: When,
): Promise<Distribution> {
  const address = ledger.deployment.vault;
  const receipt = await transact(
    ledger,
    account,
    { address, abi: vaultAbi, functionName: 'distribute', args: [] },
    when,
  );
  const event = theEvent(receipt, address, vaultAbi, 'Distributed') as Required<
    Pick<Distribution, 'amount' | 'holders' | 'reinvest' | 'ai'>
  >;
  const { amount, holders, reinvest, ai } = event;
  return {
    ...deed(receipt),
    amount,
    holders,
    reinvest,
    ai,
    treasury: amount - holders - reinvest - ai,
  };
}

/** Sends the `ai` bucket to the contributions contract and the `treasury` bucket to the treasury; anyone may. */
export async function payBuckets(
  ledger: Ledger,
  account: Account,
  when: When,
): Promise<Deed & { readonly ai: bigint; readonly treasury: bigint }> {
  const address = ledger.deployment.vault;
  const receipt = await transact(
    ledger,
    account,
    { address, abi: vaultAbi, functionName: 'payBuckets', args: [] },
    when,
  );
  const { ai, treasury } = theEvent(receipt, address, vaultAbi, 'BucketsPaid') as {
    ai: bigint;
    treasury: bigint;
  };
  return { ...deed(receipt), ai, treasury };
}

/** What a share can claim now, quote units. */
export function claimableRewards({ chain, deployment }: Ledger, id: bigint): Promise<bigint> {
  const call = {
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'claimableRewards',
    args: [id],
  } as const;
  return chain.client.readContract(call);
}

/**
 * Claims what the named shares, all of them the account's, have earned.
 *
 * @throws Fault `chain/reverted`, `meta.error` `NotHolder` or `NothingClaimable`.
 */
export async function claim(
  ledger: Ledger,
  account: Account,
  ids: readonly bigint[],
  when: When,
): Promise<Claim> {
  const address = ledger.deployment.vault;
  const receipt = await transact(
    ledger,
    account,
    { address, abi: vaultAbi, functionName: 'claim', args: [ids] },
    when,
  );
  const claimed = claimsIn(receipt.logs, address);
  return {
    ...deed(receipt),
    claimed,
    amount: claimed.reduce((sum, { amount }) => sum + amount, 0n),
  };
}

/** What a vault's logs say was paid for each share. */
export function claimsIn(logs: readonly Log[], address: Address): { id: bigint; amount: bigint }[] {
  const ours = logs.filter((log) => log.address.toLowerCase() === address.toLowerCase());
  return parseEventLogs({ abi: vaultAbi, logs: ours, eventName: 'Claimed' }).map(({ args }) => ({
    id: args.id,
    amount: args.amount,
  }));
}
