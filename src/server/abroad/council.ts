/** What a member decides on a deployment elsewhere: proposals, votes, and what follows from a vote that passed. */
import type { Change, Delegated } from '#api';
import {
  bondOf,
  cancelProposal,
  delegateOf,
  delegateVotes,
  execute,
  type Ledger,
  type Motion,
  payBuckets,
  proposalCount,
  type ProposalState,
  propose,
  queue,
  readEpochStart,
  readProposal,
  readVault,
  releaseBond,
  vote,
  voteFor,
} from '#chain';
import { type Address, Fault, formatDecimal } from '#kit';
import { motionOf } from '../deeds/motion-of.ts';
import { sharesHeld, weightText } from '../deeds/pool.ts';
import { sentenceOf } from '../deeds/proposals.ts';
import { type Acting, when } from './acting.ts';
import { settleLeavers } from './leavers.ts';
import type { Abroad } from './open.ts';

/** The words of the pages and of the contract. */
export const CHOICES = { for: 'yes', against: 'no', abstain: 'abstain' } as const;
/** Nothing can be withdrawn any more; a bond may lie there all the same. */
const OVER: ReadonlySet<ProposalState> = new Set(['executed', 'defeated', 'expired', 'cancelled']);
const NOBODY = '0x0000000000000000000000000000000000000000';
/** Decimals of a chain's own coin. */
const COIN = 18;

/** Puts a change before the group, with the weight of all shares that have a say. */
export async function proposeAbroad(it: Acting, change: Change, title: string | undefined) {
  const { pool, ledger, account, key } = it;
  const { motion } = await motionOf(pool, change);
  const sentence = await sentenceOf(pool, motion);
  const shares = await voters(pool, account.address, await readEpochStart(ledger));
  const order = { title: title ?? sentence.slice(0, 200), motion, shares };
  const { id, endsAt, txHash } = await propose(ledger, account, order, when(`${key}/propose`));
  return { id: String(id), txHash, sentence, votingEnds: endsAt * 1000 };
}

/** What is voted on, how, and whose shares vote. */
export interface BallotAbroad {
  readonly proposal: string;
  readonly support: keyof typeof CHOICES;
  readonly owner: Address;
}

/**
 * Votes with all shares that have a say: the own ones, or those of an owner who has handed its votes to this account.
 *
 * @throws Fault `council/not-delegate` where the owner has not
 */
export async function voteAbroad(it: Acting, { proposal, support, owner }: BallotAbroad) {
  const { pool, ledger, account, key } = it;
  const name = `${key}/vote`;
  const own = owner.toLowerCase() === account.address.toLowerCase();
  if (!own && !ledger.chain.knows(name)) await assertDelegate(it, owner);
  const id = await known(it.ledger, proposal);
  const { snapshotAt } = await readProposal(ledger, id);
  const shares = await voters(pool, owner, snapshotAt);
  const ballot = { proposal: id, choice: CHOICES[support], shares };
  const { txHash, weight } = own
    ? await vote(ledger, account, ballot, when(name))
    : await voteFor(ledger, account, owner, ballot, when(name));
  return { txHash, weight: weightText(pool, weight) };
}

async function assertDelegate({ pool, account }: Acting, owner: Address): Promise<void> {
  const chosen = await delegateOf(pool, owner);
  if (chosen?.toLowerCase() === account.address.toLowerCase()) return;
  throw new Fault(
    'council/not-delegate',
    `${owner} has not handed its votes to ${account.address}; its owner may: hanse delegate ${account.address}`,
  );
}

/** Lets somebody else vote with the own shares, or nobody any more; the own vote is not lost by it. */
export async function delegateAbroad(
  { ledger, account, key }: Acting,
  to: string,
): Promise<Delegated> {
  const delegate = to === 'none' ? NOBODY : (to as Address);
  const { txHash } = await delegateVotes(ledger, account, delegate, when(`${key}/delegate`));
  return { member: account.address, to, txHash };
}

/** Starts the timelock of a passed proposal. */
export async function queueAbroad(it: Acting, proposal: string) {
  const { ledger, account, key } = it;
  const id = await known(it.ledger, proposal);
  const { readyAt, txHash } = await queue(ledger, account, id, when(`${key}/queue`));
  const from = new Date(readyAt * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return {
    executableAt: readyAt * 1000,
    txHash,
    sentence: `It may be executed from ${from} UTC on; until then whoever disagrees can leave.`,
  };
}

/**
 * Carries out a proposal whose timelock has run. Whoever asked to leave before the change goes first, and what was earned under the
 * policy in force is split by it; the proposer's bond is given back.
 */
export async function executeAbroad(it: Acting, proposal: string) {
  const { pool, ledger, account, key } = it;
  const id = await known(it.ledger, proposal);
  const { motion, state, readyAt } = await readProposal(ledger, id);
  const sentence = `In force: ${await sentenceOf(pool, motion)}`;
  const name = `${key}/execute`;
  if (!ledger.chain.knows(name) && state === 'ready') {
    await settleLeavers(it, readyAt!);
    await payFirst(it, motion);
  }
  const { txHash } = await execute(ledger, account, id, when(name));
  return { txHash, sentence: `${sentence}${await bondBack(it, id)}` };
}

/** No profit is split by a policy that came later: where shares are staked, the buckets are paid out before a vote changes the split. */
async function payFirst({ ledger, account, key }: Acting, { kind }: Motion): Promise<void> {
  if (kind !== 'policy' && kind !== 'staking') return;
  if ((await readVault(ledger)).buckets.treasury === 0n) return;
  await payBuckets(ledger, account, when(`${key}/buckets`));
}

/** Takes back a proposal of one's own that is not in force, with its bond; of one whose vote is over, the bond alone. */
export async function withdrawAbroad(it: Acting, proposal: string) {
  const { pool, ledger, account, key } = it;
  const id = await known(it.ledger, proposal);
  const what = await pool.orders.plan(key, async () => {
    const [{ state }, bond] = await Promise.all([readProposal(ledger, id), bondOf(ledger, id)]);
    return OVER.has(state) && bond > 0n ? 'bond' : 'proposal';
  });
  if (what === 'bond') {
    const { to, amount, txHash } = await releaseBond(ledger, account, id, when(`${key}/bond`));
    return { txHash, sentence: `The vote on proposal ${id} is over.${bondWords(amount, to)}` };
  }
  const { txHash } = await cancelProposal(ledger, account, id, when(`${key}/cancel`));
  const sentence = `${account.address} withdrew proposal ${id}; nothing changes.`;
  return { txHash, sentence: `${sentence}${await bondBack(it, id)}` };
}

/** Gives a bond back where one lies there, and says so. */
async function bondBack({ ledger, account, key }: Acting, id: bigint): Promise<string> {
  const name = `${key}/bond`;
  if (!ledger.chain.knows(name) && (await bondOf(ledger, id)) === 0n) return '';
  const { to, amount } = await releaseBond(ledger, account, id, when(name));
  return bondWords(amount, to);
}

function bondWords(amount: bigint, to: string): string {
  return ` Its bond of ${formatDecimal(amount, COIN)} of the chain’s coin went to ${to}.`;
}

/** Numbers of an owner's shares that were minted before a moment. */
export async function voters(pool: Abroad, owner: Address, before: number): Promise<bigint[]> {
  const shares = await sharesHeld(pool, { id: owner, wallet: owner });
  const able = shares.filter(({ mintedAt }) => mintedAt < before).map(({ id }) => id);
  if (able.length > 0) return able;
  const since = new Date(before * 1000).toISOString().slice(0, 16).replace('T', ' ');
  throw new Fault(
    'council/no-vote',
    `${owner} holds no share that was minted before ${since} UTC; shares have a say from the voting epoch after they were minted`,
  );
}

/** @throws Fault `hub/unknown-proposal` */
export async function known(ledger: Ledger, given: string): Promise<bigint> {
  const id = /^\d{1,15}$/.test(given) ? BigInt(given) : 0n;
  if (id > 0n && id <= (await proposalCount(ledger))) return id;
  throw new Fault(
    'hub/unknown-proposal',
    `there is no proposal ${given}; see hanse proposal-status`,
  );
}
