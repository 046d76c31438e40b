/** Earnings that stay in the pool: turned into a new share once, or at the end of every day. */
import type { AutoCompound, Compounded } from '#api';
import { compound as compoundOnChain, setCompounder, smallestMint } from '#chain';
import { Fault } from '#kit';
import {
  accountOf,
  type EntryData,
  noteCompounded,
  now,
  type SeasonContext,
  type Stage,
} from '#season';
import { holderOf, keyOf, memberOf, sameDeed } from './asked.ts';
import { type Holder, type PoolContext, poolOf, quoteText, sharesHeld } from './pool.ts';
import { valueNow } from './value.ts';

const NOBODY = '0x0000000000000000000000000000000000000000';

export interface CompoundOrder {
  readonly member: string;
  /** Only what this share has earned; without it all of the member. */
  readonly nft?: number | undefined;
  readonly once?: string | undefined;
}

/**
 * Turns what shares have earned into a new share at net asset value, by the member's own signature, once under a name.
 *
 * @throws Fault `claim/nothing`, `vault/below-minimum`, `vault/not-holder`, `vault/paused`
 */
export async function compound(
  season: SeasonContext,
  stage: Stage,
  order: CompoundOrder,
): Promise<Compounded> {
  const key = keyOf('compound', order.once);
  if (!season.record.find(`${key}/minted`)) {
    const member = memberOf(season, order.member);
    const known = season.chain.knows(key);
    const holder = holderOf(season, order.member);
    const ids = known ? [] : await compoundable(poolOf(season), holder, order.nft);
    const when = { at: season.chain.now(), key };
    const done = await compoundOnChain(season, accountOf(season, member), ids, when);
    noteCompounded(season, member, done, { key, nav: await valueNow(season, stage) });
    await stage.desk?.books.refresh();
  }
  const made = season.record.find(`${key}/minted`)!.data as EntryData<'share/minted'>;
  const { nfts } = season.record.find(`${key}/claimed`)!.data as EntryData<'claim/paid'>;
  const same = order.nft === undefined || nfts?.includes(order.nft) === true;
  sameDeed(made.member === order.member && same, order.once);
  const { member, nft, assets, weight, txHash } = made;
  return { member, nft, assets, weight, txHash: txHash as `0x${string}` };
}

/** Lets the hub compound for a member at the end of every day, or ends that; the member signs. */
export async function autoCompound(
  season: SeasonContext,
  order: {
    readonly member: string;
    readonly state: AutoCompound['state'];
    readonly keeper?: string | undefined;
    readonly once?: string | undefined;
  },
): Promise<AutoCompound> {
  if (order.keeper !== undefined)
    throw new Fault('http/bad-input', 'the hub compounds by itself here; leave keeper out');
  const key = keyOf('auto-compound', order.once);
  if (!season.record.find(key)) {
    const member = memberOf(season, order.member);
    const compounder = order.state === 'on' ? season.chain.accounts.operator.address : NOBODY;
    const when = { at: season.chain.now(), key };
    const { txHash } = await setCompounder(season, accountOf(season, member), compounder, when);
    const line = { member: member.id, state: order.state, by: key, txHash };
    season.record.once(key, 'compounding/set', line, now(season));
  }
  const { member, state, txHash } = season.record.find(key)!.data as EntryData<'compounding/set'>;
  sameDeed(member === order.member && state === order.state, order.once);
  return { member, state, txHash: txHash as `0x${string}` };
}

/**
 * Shares of a holder, or the one that is named, whose earnings together pay for a new share.
 *
 * @throws Fault `claim/nothing`, `vault/below-minimum`, `vault/not-holder`
 */
export async function compoundable(
  pool: PoolContext,
  holder: Holder,
  nft: number | undefined,
): Promise<bigint[]> {
  const held = await sharesHeld(pool, holder, nft);
  const earning = held.filter(({ claimable }) => claimable > 0n);
  const all = earning.reduce((sum, { claimable }) => sum + claimable, 0n);
  if (all === 0n)
    throw new Fault('claim/nothing', `${holder.id} has earned nothing that could be compounded`);
  const least = await smallestMint(pool);
  if (all >= least) return earning.map(({ id }) => id);
  const { symbol } = pool.deployment.quote;
  throw new Fault(
    'vault/below-minimum',
    `${quoteText(pool, all)} ${symbol} were earned and a share costs at least ${quoteText(pool, least)}; claim them, or wait for more`,
  );
}
