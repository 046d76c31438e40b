import type { Redeemed, RedeemQuote } from '#api';
import { markVault } from '#chain';
import { Fault } from '#kit';
import type { MemberPlan, SeasonContext, Stage } from '#season';
import { holderOf, isOver, keyOf, memberOf, sameDeed } from './asked.ts';
import { left, type Queued, queuedShares, settleQueue } from './exit-queue.ts';
import { leave, sentUnder } from './leave.ts';
import { leaving, leftBehind, quoteLeaving, type Terms } from './leaving.ts';
import { poolOf } from './pool.ts';

export interface RedeemOrder extends Partial<Terms> {
  readonly member: string;
  readonly nft?: number | undefined;
  readonly once?: string | undefined;
}

/** What leaving would bring now, share by share. */
export async function redeemQuote(season: SeasonContext, order: RedeemOrder): Promise<RedeemQuote> {
  const holder = holderOf(season, order.member);
  return quoteLeaving(poolOf(season), holder, order.nft, termsOf(order));
}

/**
 * Leaves with one share or all. In quote, those that idle quote covers are paid at once and the rest is queued and sold after the next
 * mark; in kind each is paid its part of every token.
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
  // What was sent before a crash is found again under its name, also where the share has left by now.
  const sent = sentUnder(season, member, key);
  const journaled = before.paid.length + before.queued.length;
  if (journaled === 0 || journaled < sent.length) {
    for (const one of sent)
      await leave(season, stage, { ...one, member, key, order: { value: 0n, without: [] } });
    if (sent.length === 0) await leaveAll(season, stage, { member, order, key });
    if (isOver(season)) await settleAtRest(season, stage);
    await stage.desk?.books.refresh();
  }
  const done = doneUnder(season, key);
  sameDeed(
    [...done.paid, ...done.queued].every((one) => one.member === member.id),
    order.once,
  );
  return {
    paid: done.paid.map(({ nft, assets, rewards, taken, txHash }) => ({
      ...{ nft, assets, rewards, txHash },
      parts: taken ?? {},
    })),
    queued: done.queued.map(({ nft, txHash }) => ({ nft, txHash })),
  };
}

async function leaveAll(
  season: SeasonContext,
  stage: Stage,
  what: { readonly member: MemberPlan; readonly order: RedeemOrder; readonly key: string },
): Promise<void> {
  const { member, order, key } = what;
  const pool = poolOf(season);
  const terms = termsOf(order);
  const shares = await leaving(pool, holderOf(season, member.id), order.nft, terms);
  if (shares.length === 0)
    throw new Fault('vault/not-holder', `${member.id} holds no share to leave with`);
  const free = shares.filter(({ obstacles }) => obstacles.length === 0);
  if (free.length === 0) throw shares[0]!.obstacles[0]!;
  const without = leftBehind(pool, terms);
  for (const { share, way, value } of free)
    await leave(season, stage, { member, id: share.id, way, key, order: { value, without } });
}

function termsOf({ paidIn = 'quote', without }: RedeemOrder): Terms {
  return { paidIn, without };
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
