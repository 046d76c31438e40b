/** Earnings that stay in the pool: turned into a new share once, or at the end of every day. */
import type { AutoCompound, Compounded } from '#api';
import { compound as compoundOnChain, setCompounder, smallestMint } from '#chain';
import { Fault } from '#kit';
import {
  accountOf,
  type EntryData,
  money,
  noteCompounded,
  now,
  QUOTE,
  type SeasonContext,
  type Stage,
} from '#season';
import { heldBy, keyOf, memberOf, sameDeed } from './asked.ts';
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
    const ids = season.chain.knows(key) ? [] : await earningOf(season, order);
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
    readonly once?: string | undefined;
  },
): Promise<AutoCompound> {
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

async function earningOf(season: SeasonContext, order: CompoundOrder): Promise<bigint[]> {
  const held = await heldBy(season, memberOf(season, order.member), order.nft);
  const earning = held.filter(({ claimable }) => claimable > 0n);
  const all = earning.reduce((sum, { claimable }) => sum + claimable, 0n);
  if (all === 0n)
    throw new Fault('claim/nothing', `${order.member} has earned nothing that could be compounded`);
  const least = await smallestMint(season);
  if (all >= least) return earning.map(({ id }) => id);
  throw new Fault(
    'vault/below-minimum',
    `${money(all)} ${QUOTE.symbol} were earned and a share costs at least ${money(least)}; claim them, or wait for more`,
  );
}
