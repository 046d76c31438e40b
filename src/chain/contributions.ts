/** Rewards by contribution: the operator publishes cumulative totals under a Merkle root, contributors claim against it. */
import { Fault, type Address, type Hex, merkleLeaf, type MerkleTree, merkleTree } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { contributionsAbi } from './generated/contributions-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

/** What a contributor has earned in all, quote units. */
export interface Earned {
  /** Index of the member. */
  readonly id: bigint;
  readonly cumulative: bigint;
}

/** The tree over `earned`, leaves `(id, epoch, cumulative)`. */
export function contributionTree(epoch: bigint, earned: readonly Earned[]): MerkleTree {
  return merkleTree(earned.map(({ id, cumulative }) => merkleLeaf(id, epoch, cumulative)));
}

/** Names a contributor's wallet, once. */
export async function registerPayee(
  ledger: Ledger,
  operator: Account,
  id: bigint,
  payee: Address,
  when: When,
): Promise<Deed> {
  const call = { ...contract(ledger), functionName: 'register', args: [id, payee] } as const;
  return deed(await transact(ledger, operator, call, when));
}

/**
 * Publishes the totals of an epoch.
 *
 * @throws Fault `chain/reverted`, `meta.error` `Overpromised` where the totals exceed what has arrived, `EpochNotLater`.
 */
export async function publishRoot(
  ledger: Ledger,
  operator: Account,
  epoch: bigint,
  earned: readonly Earned[],
  when: When,
): Promise<Deed & { readonly root: Hex; readonly total: bigint }> {
  const { root } = contributionTree(epoch, earned);
  const total = earned.reduce((sum, { cumulative }) => sum + cumulative, 0n);
  const call = {
    ...contract(ledger),
    functionName: 'publishRoot',
    args: [epoch, root, total],
  } as const;
  return { ...deed(await transact(ledger, operator, call, when)), root, total };
}

/**
 * Claims for member `id` under the published root; pays the registered wallet, whoever sends.
 *
 * @param earned The rows behind the root, in any order.
 */
export async function claimContribution(
  ledger: Ledger,
  account: Account,
  claim: { readonly id: bigint; readonly epoch: bigint; readonly earned: readonly Earned[] },
  when: When,
): Promise<Deed & { readonly amount: bigint }> {
  const row = claim.earned.find(({ id }) => id === claim.id);
  if (!row)
    throw new Fault(
      'chain/no-contribution',
      `epoch ${claim.epoch} has no row for member ${claim.id}`,
    );
  const proof = contributionTree(claim.epoch, claim.earned).proof(
    merkleLeaf(row.id, claim.epoch, row.cumulative),
  );
  const call = {
    ...contract(ledger),
    functionName: 'claimContribution',
    args: [row.id, row.cumulative, proof],
  } as const;
  const receipt = await transact(ledger, account, call, when);
  const { amount } = theEvent(
    receipt,
    ledger.deployment.contributions,
    contributionsAbi,
    'RewardClaimed',
  ) as { amount: bigint };
  return { ...deed(receipt), amount };
}

function contract(ledger: Ledger): { address: Address; abi: typeof contributionsAbi } {
  return { address: ledger.deployment.contributions, abi: contributionsAbi };
}
