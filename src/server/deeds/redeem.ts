import type { Redeemed, RedeemQuote } from '#api';
import {
  exitRequestedAt,
  markVault,
  readVault,
  redeem as redeemOnChain,
  requestExit,
  type Share,
} from '#chain';
import { Fault, formatDecimal } from '#kit';
import {
  accountOf,
  type MemberPlan,
  money,
  now,
  QUOTE,
  type SeasonContext,
  type Stage,
  WEIGHT_DECIMALS,
} from '#season';
import { heldBy, isOver, keyOf, memberOf, sameDeed, walletOf } from './asked.ts';
import { left, noteLeft, type Queued, queuedShares, settleQueue } from './exit-queue.ts';

/** A share may leave this long after it was minted, in seconds (`COOLDOWN` of the vault). */
const COOLDOWN = 86_400;
/** How much less than its value is still taken, in basis points: prices move until the transaction is mined. */
const TOLERANCE_BPS = 100n;
const VIRTUAL_WEIGHT = 10n ** BigInt(WEIGHT_DECIMALS - QUOTE.decimals);
const VIRTUAL_QUOTE = 1n;

export interface RedeemOrder {
  readonly member: string;
  readonly nft?: number | undefined;
  readonly once?: string | undefined;
}

/** A share and what leaving with it would be now. */
interface Leaving {
  readonly share: Share;
  readonly value: bigint;
  readonly way: 'at once' | 'queue';
  readonly obstacles: readonly Fault[];
}

/** What leaving would bring now, share by share. */
export async function redeemQuote(season: SeasonContext, order: RedeemOrder): Promise<RedeemQuote> {
  const member = memberOf(season, order.member);
  const { idle } = await readVault(season);
  return {
    member: member.id,
    wallet: walletOf(season, member),
    idle: money(idle),
    shares: (await leaving(season, member, order.nft)).map(({ share, value, way, obstacles }) => ({
      nft: Number(share.id),
      weight: formatDecimal(share.weight, WEIGHT_DECIMALS),
      value: money(value),
      claimable: money(share.claimable),
      way,
      obstacles: obstacles.map(({ code, message }) => ({ code, sentence: message })),
    })),
  };
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
    const shares = await leaving(season, member, order.nft);
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

async function leaving(
  season: SeasonContext,
  member: MemberPlan,
  nft: number | undefined,
): Promise<Leaving[]> {
  const [state, shares] = await Promise.all([readVault(season), heldBy(season, member, nft)]);
  const nav = state.nav !== undefined && state.nav < state.navSpot ? state.nav : state.navSpot;
  let idle = state.idle;
  const rows: Leaving[] = [];
  for (const share of shares) {
    const value = (share.weight * (nav + VIRTUAL_QUOTE)) / (state.totalWeight + VIRTUAL_WEIGHT);
    const atOnce = value <= idle;
    if (atOnce) idle -= value;
    rows.push({
      share,
      value,
      way: atOnce ? 'at once' : 'queue',
      obstacles: await obstaclesOf(season, share),
    });
  }
  return rows;
}

async function obstaclesOf(season: SeasonContext, share: Share): Promise<Fault[]> {
  const until = share.mintedAt + COOLDOWN;
  if (season.chain.now() < until) {
    const from = new Date(until * 1000).toISOString().slice(0, 16).replace('T', ' ');
    return [
      new Fault(
        'vault/too-soon',
        `share ${share.id} may leave a day after it was minted, from ${from} UTC on (simulated time)`,
      ),
    ];
  }
  if ((await exitRequestedAt(season, share.id)) === 0) return [];
  return [
    new Fault(
      'vault/queued-already',
      `share ${share.id} is in the exit queue already; wait for it`,
    ),
  ];
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
    const minAssets = (value * (10_000n - TOLERANCE_BPS)) / 10_000n;
    try {
      const order = { id: share.id, minAssets };
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
