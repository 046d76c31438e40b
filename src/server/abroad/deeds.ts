/** A member's money on a deployment elsewhere: in, out, and the exit queue, signed with the own key. */
import type { Deposit, ExitCancelled, Redeemed } from '#api';
import {
  approveVault,
  cancelExit,
  exitRequestedAt,
  mintShare,
  mintShareWithCoin,
  redeem,
  redeemInKind,
  requestExit,
} from '#chain';
import { Fault } from '#kit';
import { type DepositSize, termsOf } from '../deeds/deposit-terms.ts';
import {
  amountsOf,
  leastFor,
  leaving,
  leftBehind,
  namedAmounts,
  type Terms,
} from '../deeds/leaving.ts';
import { quoteText, weightText } from '../deeds/pool.ts';
import { type Acting, holderOf, when } from './acting.ts';
import { settleAbroad } from './leavers.ts';
import type { Abroad } from './open.ts';

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
  const mint = size.paidIn === 'coin' ? mintShareWithCoin : mintShare;
  const minted = await mint(ledger, account, order, when(name));
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
      const parts = amountsOf(ledger.deployment, exit);
      done.paid.push({ ...paid(pool, nft, exit), parts: namedAmounts(pool, parts) });
      continue;
    }
    if (way === 'settle') {
      done.paid.push(paid(pool, nft, await settleAbroad(it, id, name)));
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
