/** Staked shares: where a vote has reserved the holders' part of profit for them (`Stakes.sol`). */
import { parseEventLogs } from 'viem';
import { type Address, Fault } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { stakesAbi } from './generated/stakes-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { deed, type Deed, transact } from './transact.ts';

/** What the contract knows of all stakes. */
export interface StakesState {
  readonly address: Address;
  /** Whether a vote has named it: only then does the vault pay it. */
  readonly inForce: boolean;
  /** The cycle that runs now, from 1. */
  readonly cycle: number;
  readonly stakedWeight: bigint;
  /** Quote units paid in and not yet due to anyone. */
  readonly carried: bigint;
}

/** What it knows of one share. */
export interface StakeState {
  readonly id: bigint;
  readonly staked: boolean;
  /** Quote units it could claim now; the running cycle is not in it. */
  readonly claimable: bigint;
}

/** The contract of staked shares, or `undefined` where none was deployed or named. */
export async function readStakes(ledger: Ledger): Promise<StakesState | undefined> {
  const { chain, deployment } = ledger;
  const named = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'staking',
  });
  const inForce = BigInt(named.stakes) !== 0n;
  const address = inForce ? named.stakes : deployment.stakes;
  if (!address) return undefined;
  const stakes = { address, abi: stakesAbi } as const;
  const [cycle, stakedWeight, carried] = await Promise.all([
    chain.client.readContract({ ...stakes, functionName: 'cycle' }),
    chain.client.readContract({ ...stakes, functionName: 'stakedWeight' }),
    chain.client.readContract({ ...stakes, functionName: 'carried' }),
  ]);
  return { address, inForce, cycle, stakedWeight, carried };
}

/** One share as a contract of staked shares knows it. */
export async function readStake(
  { chain }: Ledger,
  address: Address,
  id: bigint,
): Promise<StakeState> {
  const stakes = { address, abi: stakesAbi } as const;
  const [staked, claimable] = await Promise.all([
    chain.client.readContract({ ...stakes, functionName: 'isStaked', args: [id] }),
    chain.client.readContract({ ...stakes, functionName: 'claimable', args: [id] }),
  ]);
  return { id, staked, claimable };
}

/**
 * Stakes shares of the account.
 *
 * @throws Fault `chain/reverted`, `meta.error` `AlreadyStaked` or `NotHolder`; `chain/no-stakes`.
 */
export async function stakeShares(
  ledger: Ledger,
  account: Account,
  ids: readonly bigint[],
  when: When,
): Promise<Deed> {
  const call = { ...(await contract(ledger)), functionName: 'stake', args: [ids] } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Ends the stake of shares of the account; what they earned stays theirs. Refused with `NotStaked` or `NotHolder`. */
export async function unstakeShares(
  ledger: Ledger,
  account: Account,
  ids: readonly bigint[],
  when: When,
): Promise<Deed> {
  const call = { ...(await contract(ledger)), functionName: 'unstake', args: [ids] } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Ends the stake of a share that has left; what it had not claimed goes to the others. Anyone may. */
export async function evictStake(
  ledger: Ledger,
  account: Account,
  id: bigint,
  when: When,
): Promise<Deed> {
  const call = { ...(await contract(ledger)), functionName: 'evict', args: [id] } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Claims what shares of the account have earned by being staked; refused with `NothingClaimable` or `NotHolder`. */
export async function claimStakes(
  ledger: Ledger,
  account: Account,
  ids: readonly bigint[],
  when: When,
): Promise<
  Deed & { readonly amount: bigint; readonly claimed: readonly { id: bigint; amount: bigint }[] }
> {
  const stakes = await contract(ledger);
  const call = { ...stakes, functionName: 'claim', args: [ids] } as const;
  const receipt = await transact(ledger, account, call, when);
  const ours = receipt.logs.filter(
    (log) => log.address.toLowerCase() === stakes.address.toLowerCase(),
  );
  const claimed = parseEventLogs({ abi: stakesAbi, logs: ours, eventName: 'StakeClaimed' }).map(
    ({ args: { id, amount } }) => ({ id, amount }),
  );
  return {
    ...deed(receipt),
    claimed,
    amount: claimed.reduce((sum, { amount }) => sum + amount, 0n),
  };
}

async function contract(ledger: Ledger): Promise<{ address: Address; abi: typeof stakesAbi }> {
  const known = await readStakes(ledger);
  if (known) return { address: known.address, abi: stakesAbi };
  throw new Fault(
    'chain/no-stakes',
    'this deployment has no contract of staked shares; deploy one, and let a vote name it',
  );
}
