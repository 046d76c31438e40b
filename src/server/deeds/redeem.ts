import type { Redeemed, RedeemQuote } from '#api';
import { markVault, redeem as redeemOnChain, requestExit } from '#chain';
import { Fault } from '#kit';
import { accountOf, type MemberPlan, now, type SeasonContext, type Stage } from '#season';
import { holderOf, isOver, keyOf, memberOf, sameDeed } from './asked.ts';
import { left, noteLeft, type Queued, queuedShares, settleQueue } from './exit-queue.ts';
import { leastFor, type Leaving, leaving, quoteLeaving } from './leaving.ts';
import { poolOf } from './pool.ts';

export interface RedeemOrder {
  readonly member: string;
  readonly nft?: number | undefined;
  readonly once?: string | undefined;
}

/** What leaving would bring now, share by share. */
export async function redeemQuote(season: SeasonContext, order: RedeemOrder): Promise<RedeemQuote> {
  return quoteLeaving(poolOf(season), holderOf(season, order.member), order.nft);
}

/**
 * Leaves with one share or all: those that idle quote covers are paid at once, the rest is queued and sold after the next mark.
 *
 * @throws Fault `vault/not-holder`, `vault/too-soon`, `vault/queued-already`
 */
export async function redeem(
  season: SeasonContext,
  stage: Stage,
  order: RedeemOrder,
): Promise<Redeemed> {
  const key = keyOf('redeem', order.once);
  const member = memberOf(season, order.member);
  const before = doneUnder(season, key);
  if (before.paid.length + before.queued.length === 0) {
    const shares = await leaving(poolOf(season), holderOf(season, member.id), order.nft);
    if (shares.length === 0)
      throw new Fault('vault/not-holder', `${member.id} holds no share to leave with`);
    const free = shares.filter(({ obstacles }) => obstacles.length === 0);
    if (free.length === 0) throw shares[0]!.obstacles[0]!;
    for (const one of free) await leave(season, stage, { member, leaving: one, key });
    if (isOver(season)) await settleAtRest(season, stage);
    await stage.desk?.books.refresh();
  }
  const done = doneUnder(season, key);
  sameDeed(
    [...done.paid, ...done.queued].every((one) => one.member === member.id),
    order.once,
  );
  return {
    paid: done.paid.map(({ nft, assets, rewards, txHash }) => ({ nft, assets, rewards, txHash })),
    queued: done.queued.map(({ nft, txHash }) => ({ nft, txHash })),
  };
}

async function leave(
  season: SeasonContext,
  stage: Stage,
  what: { readonly member: MemberPlan; readonly leaving: Leaving; readonly key: string },
): Promise<void> {
  const { member, key } = what;
  const { share, value, way } = what.leaving;
  const account = accountOf(season, member);
  const at = season.chain.now();
  const name = `${key}/${share.id}`;
  if (way === 'at once') {
    try {
      const order = { id: share.id, minAssets: leastFor(value) };
      const exit = await redeemOnChain(season, account, order, { at, key: `${name}/redeem` });
      return await noteLeft(season, stage, { member: member.id, exit, name, by: key, sold: [] });
    } catch (error) {
      if (!(error instanceof Fault) || error.meta['error'] !== 'NotEnough') throw error;
    }
  }
  const { txHash } = await requestExit(season, account, share.id, { at, key: `${name}/request` });
  const queuedShare = { member: member.id, nft: Number(share.id), by: key, txHash };
  season.record.once(`${name}/queued`, 'exit/queued', queuedShare, now(season));
}

/** Nobody marks the vault when the season is over: it is marked here, a second later, and the queue settled. */
async function settleAtRest(season: SeasonContext, stage: Stage): Promise<void> {
  if (queuedShares(season).length === 0) return;
  const at = season.chain.now() + 1;
  await markVault(season, season.chain.accounts.operator, { at });
  await settleQueue(season, stage);
}

/** What was done under a name. A share that was queued and has left since counts as paid. */
function doneUnder(season: SeasonContext, key: string) {
  const queued = queuedShares(season, 'all').filter((one) => one.by === key);
  const paid = left(season).filter(
    (one) => one.by === key || queued.some((asked) => asked.nft === one.nft),
  );
  const open = queued.filter((one: Queued) => !paid.some((gone) => gone.nft === one.nft));
  return { paid, queued: open };
}
