/** What a member does with the own key on a deployment elsewhere; the hub's deeds, without a hub. */
import type { Change, Claimed, Deposit, ExitCancelled, Redeemed } from '#api';
import {
  type Account,
  approveVault,
  cancelExit,
  claim,
  execute,
  exitRequestedAt,
  type Ledger,
  mintShare,
  proposalCount,
  propose,
  queue,
  readEpochStart,
  readProposal,
  redeem,
  redeemInKind,
  requestExit,
  settleExit,
  vote,
} from '#chain';
import { Fault } from '#kit';
import { type DepositSize, termsOf } from '../deeds/deposit-terms.ts';
import { leastFor, leaving, leftBehind, namedAmounts, type Terms } from '../deeds/leaving.ts';
import { motionOf } from '../deeds/motion-of.ts';
import { type Holder, quoteText, sharesHeld, weightText } from '../deeds/pool.ts';
import { sentenceOf } from '../deeds/proposals.ts';
import type { Abroad } from './open.ts';

/** Who does it, with which chain, and the name of the order. */
export interface Acting {
  readonly pool: Abroad;
  readonly ledger: Ledger;
  readonly account: Account;
  readonly key: string;
}

const CHOICES = { for: 'yes', against: 'no', abstain: 'abstain' } as const;

/** A share at net asset value. The vault is allowed to take just what it costs. */
export async function depositAbroad(it: Acting, size: DepositSize): Promise<Deposit> {
  const { pool, ledger, account, key } = it;
  const name = `${key}/mint`;
  let order = { assets: 0n, minWeight: 1n };
  // A mint that was sent is looked up by its name: its terms are settled.
  if (!ledger.chain.knows(name)) {
    const { assets, least, allowance, obstacles } = await termsOf(pool, holderOf(it), size);
    if (obstacles.length > 0) throw obstacles[0]!;
    if (allowance < assets)
      await approveVault(ledger, account, when(`${key}/approve/${assets}`), assets);
    order = { assets, minWeight: least };
  }
  const minted = await mintShare(ledger, account, order, when(name));
  return {
    member: account.address,
    nft: Number(minted.id),
    assets: quoteText(pool, minted.assets),
    weight: weightText(pool, minted.weight),
    txHash: minted.txHash,
  };
}

interface Leaver {
  readonly id: string;
  readonly way: 'at once' | 'queue' | 'in kind' | 'settle';
  readonly least: string;
}

/** Leaves with one share or all. A share that waits in the queue is settled, which anybody may ask for after the next mark. */
export async function redeemAbroad(
  it: Acting,
  nft: number | undefined,
  terms: Terms,
): Promise<Redeemed> {
  const { pool, ledger, account, key } = it;
  const plan = await pool.orders.plan(key, () => leavers(it, nft, terms));
  const without = leftBehind(pool, terms);
  const done: Redeemed = { paid: [], queued: [] };
  for (const { id: text, way, least } of plan) {
    const id = BigInt(text);
    const nft = Number(id);
    const name = `${key}/${text}`;
    if (way === 'in kind') {
      const exit = await redeemInKind(ledger, account, { id, without }, when(`${name}/in-kind`));
      const parts = ledger.deployment.assets.map(({ token }) =>
        exit.parts
          .filter((part) => part.token.toLowerCase() === token.address.toLowerCase())
          .reduce((sum, { amount }) => sum + amount, 0n),
      );
      done.paid.push({ ...paid(pool, nft, exit), parts: namedAmounts(pool, parts) });
      continue;
    }
    if (way === 'settle') {
      done.paid.push(
        paid(pool, nft, await settleExit(ledger, account, id, when(`${name}/settle`))),
      );
      continue;
    }
    if (way === 'at once' && !ledger.chain.knows(`${name}/request`)) {
      try {
        const order = { id, minAssets: BigInt(least) };
        done.paid.push(
          paid(pool, nft, await redeem(ledger, account, order, when(`${name}/redeem`))),
        );
        continue;
      } catch (error) {
        if (!(error instanceof Fault) || error.meta['error'] !== 'NotEnough') throw error;
      }
    }
    const { txHash } = await requestExit(ledger, account, id, when(`${name}/request`));
    done.queued.push({ nft, txHash });
  }
  return done;
}

async function leavers(it: Acting, nft: number | undefined, terms: Terms): Promise<Leaver[]> {
  const rows = await leaving(it.pool, holderOf(it), nft, terms);
  if (rows.length === 0) {
    throw new Fault(
      'vault/not-holder',
      `${it.account.address} holds no share to leave with; see hanse vault status --member ${it.account.address}`,
    );
  }
  const plan: Leaver[] = [];
  for (const { share, way, value, obstacles } of rows) {
    const waits = way !== 'in kind' && (await exitRequestedAt(it.pool, share.id)) > 0;
    if (obstacles.some(({ code }) => !waits || code !== 'vault/queued-already')) continue;
    plan.push({
      ...{ id: String(share.id), way: waits ? 'settle' : way },
      least: String(leastFor(value)),
    });
  }
  if (plan.length === 0) throw rows[0]!.obstacles[0]!;
  return plan;
}

function paid(
  pool: Abroad,
  nft: number,
  exit: { assets: bigint; rewards: bigint; txHash: `0x${string}` },
): Redeemed['paid'][number] {
  const { assets, rewards, txHash } = exit;
  const money = { assets: quoteText(pool, assets), rewards: quoteText(pool, rewards) };
  return { nft, ...money, parts: {}, txHash };
}

/** Takes a share out of the exit queue. */
export async function stayAbroad(it: Acting, nft: number): Promise<ExitCancelled> {
  const { ledger, account, key } = it;
  const { txHash } = await cancelExit(ledger, account, BigInt(nft), when(`${key}/cancel`));
  return { member: account.address, nft, txHash };
}

/** Claims what one share or all have earned. */
export async function claimAbroad(it: Acting, nft: number | undefined): Promise<Claimed> {
  const { pool, ledger, account, key } = it;
  const ids = await pool.orders.plan(key, async () => {
    const shares = await sharesHeld(pool, holderOf(it), nft);
    const due = shares.filter(({ claimable }) => claimable > 0n).map(({ id }) => String(id));
    if (due.length > 0) return due;
    const what = nft === undefined ? account.address : `share ${nft}`;
    throw new Fault('claim/nothing', `${what} has nothing to claim now`);
  });
  const done = await claim(ledger, account, ids.map(BigInt), when(`${key}/claim`));
  const amount = quoteText(pool, done.amount);
  const { txHash } = done;
  const at = done.at * 1000;
  return {
    total: amount,
    claims: [{ member: account.address, kind: 'holder', amount, at, txHash }],
  };
}

/** Puts a change before the group, with the weight of all shares that have a say. */
export async function proposeAbroad(it: Acting, change: Change, title: string | undefined) {
  const { pool, ledger, account, key } = it;
  const { motion } = await motionOf(pool, change);
  const sentence = await sentenceOf(pool, motion);
  const shares = await voters(it, await readEpochStart(ledger));
  const order = { title: title ?? sentence.slice(0, 200), motion, shares };
  const { id, endsAt, txHash } = await propose(ledger, account, order, when(`${key}/propose`));
  return { id: String(id), txHash, sentence, votingEnds: endsAt * 1000 };
}

/** Votes with all shares that have a say. */
export async function voteAbroad(it: Acting, proposal: string, support: keyof typeof CHOICES) {
  const { pool, ledger, account, key } = it;
  const id = await known(it, proposal);
  const { snapshotAt } = await readProposal(ledger, id);
  const shares = await voters(it, snapshotAt);
  const ballot = { proposal: id, choice: CHOICES[support], shares };
  const { txHash, weight } = await vote(ledger, account, ballot, when(`${key}/vote`));
  return { txHash, weight: weightText(pool, weight) };
}

/** Starts the timelock of a passed proposal. */
export async function queueAbroad(it: Acting, proposal: string) {
  const { ledger, account, key } = it;
  const id = await known(it, proposal);
  const { readyAt, txHash } = await queue(ledger, account, id, when(`${key}/queue`));
  const from = new Date(readyAt * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return {
    executableAt: readyAt * 1000,
    txHash,
    sentence: `It may be executed from ${from} UTC on; until then whoever disagrees can leave.`,
  };
}

/** Carries out a proposal whose timelock has run. */
export async function executeAbroad(it: Acting, proposal: string) {
  const { pool, ledger, account, key } = it;
  const id = await known(it, proposal);
  const sentence = `In force: ${await sentenceOf(pool, (await readProposal(ledger, id)).motion)}`;
  const { txHash } = await execute(ledger, account, id, when(`${key}/execute`));
  return { txHash, sentence };
}

/** Numbers of the own shares that were minted before a moment. */
async function voters(it: Acting, before: number): Promise<bigint[]> {
  const shares = await sharesHeld(it.pool, holderOf(it));
  const able = shares.filter(({ mintedAt }) => mintedAt < before).map(({ id }) => id);
  if (able.length > 0) return able;
  const since = new Date(before * 1000).toISOString().slice(0, 16).replace('T', ' ');
  throw new Fault(
    'council/no-vote',
    `${it.account.address} holds no share that was minted before ${since} UTC; shares have a say from the voting epoch after they were minted`,
  );
}

/** @throws Fault `hub/unknown-proposal` */
async function known({ ledger }: Acting, given: string): Promise<bigint> {
  const id = /^\d{1,15}$/.test(given) ? BigInt(given) : 0n;
  if (id > 0n && id <= (await proposalCount(ledger))) return id;
  throw new Fault(
    'hub/unknown-proposal',
    `there is no proposal ${given}; see hanse proposal-status`,
  );
}

function holderOf({ account }: Acting): Holder {
  return { id: account.address, wallet: account.address };
}

function when(key: string): { at: number; key: string } {
  return { at: 0, key };
}
