/** Staking: where a vote has reserved the holders' part of profit for staked shares. */
import type { StakeChanged } from '#api';
import { readStake, readStakes, stakeShares, unstakeShares } from '#chain';
import { Fault } from '#kit';
import { accountOf, type EntryData, now, type SeasonContext } from '#season';
import { heldBy, holderOf, keyOf, memberOf, sameDeed } from './asked.ts';
import { type Holder, type PoolContext, poolOf, sharesHeld } from './pool.ts';

export interface StakeOrder {
  readonly member: string;
  readonly act: StakeChanged['act'];
  /** Only this share; without it all of the member. */
  readonly nft?: number | undefined;
  readonly once?: string | undefined;
}

const WORDS = {
  stake: 'is staked already and needs no more',
  unstake: 'is not staked, so there is no stake to end',
} as const;

/**
 * Stakes a member's shares or ends their stake, by its own signature, once under a name.
 *
 * @throws Fault `vault/staking-off`, `vault/staked-already`, `vault/not-staked`, `vault/not-holder`
 */
export async function changeStake(season: SeasonContext, order: StakeOrder): Promise<StakeChanged> {
  const key = keyOf('stake', order.once);
  if (!season.record.find(key)) {
    const member = memberOf(season, order.member);
    const sent = season.chain.knows(key);
    const ids = sent ? await idsOf(season, order, 'any') : await idsOf(season, order, 'fitting');
    const verb = order.act === 'stake' ? stakeShares : unstakeShares;
    const when = { at: season.chain.now(), key };
    const { txHash } = await verb(season, accountOf(season, member), ids, when);
    const line = { member: member.id, act: order.act, nfts: ids.map(Number), by: key, txHash };
    season.record.once(key, 'share/staked', line, now(season));
  }
  const { member, act, nfts, txHash } = season.record.find(key)!.data as EntryData<'share/staked'>;
  const same = member === order.member && act === order.act;
  sameDeed(same && (order.nft === undefined || nfts.includes(order.nft)), order.once);
  return { member, act, nfts, txHash: txHash as `0x${string}` };
}

/** The shares that the order is about: those that can be staked or unstaked now, or any where it was sent already. */
async function idsOf(
  season: SeasonContext,
  { member, act, nft }: StakeOrder,
  which: 'fitting' | 'any',
): Promise<bigint[]> {
  if (which === 'fitting') return stakeable(poolOf(season), holderOf(season, member), { act, nft });
  return (await heldBy(season, memberOf(season, member), nft)).map(({ id }) => id);
}

/**
 * Shares of a holder, or the one that is named, which can be staked or unstaked now.
 *
 * @throws Fault `vault/staking-off`, `vault/staked-already`, `vault/not-staked`, `vault/not-holder`
 */
export async function stakeable(
  pool: PoolContext,
  holder: Holder,
  { act, nft }: Pick<StakeOrder, 'act' | 'nft'>,
): Promise<bigint[]> {
  const held = (await sharesHeld(pool, holder, nft)).map(({ id }) => id);
  const stakes = await readStakes(pool);
  if (!stakes || (act === 'stake' && !stakes.inForce)) {
    throw new Fault(
      'vault/staking-off',
      'profit goes to all shares, so staking one earns nothing; a vote may reserve it for staked shares (hanse propose staking)',
    );
  }
  const known = await Promise.all(held.map((id) => readStake(pool, stakes.address, id)));
  const fitting = known.filter(({ staked }) => staked === (act === 'unstake'));
  if (fitting.length > 0) return fitting.map(({ id }) => id);
  if (held.length === 0) throw new Fault('vault/not-holder', `${holder.id} holds no share`);
  throw new Fault(
    act === 'stake' ? 'vault/staked-already' : 'vault/not-staked',
    `${held.length === 1 ? `share ${held[0]}` : `every share of ${holder.id}`} ${WORDS[act]}`,
  );
}
