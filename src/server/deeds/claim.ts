import type { Claimed } from '#api';
import {
  claim as claimOnChain,
  claimContribution,
  claimStakes,
  readStake,
  readStakes,
} from '#chain';
import { Fault } from '#kit';
import {
  accountOf,
  contributions,
  type EntryData,
  lastPaidDay,
  type MemberPlan,
  money,
  now,
  readArtefacts,
  type SeasonContext,
} from '#season';
import { heldBy, keyOf, memberOf, sameDeed, units } from './asked.ts';
import { contributionOf } from './portfolio.ts';

export interface ClaimOrder {
  readonly member: string;
  /** Only this share; without it everything, rewards by contribution too. */
  readonly nft?: number | undefined;
  readonly once?: string | undefined;
}

/**
 * Claims what one share or all of a member have earned, by its own signatures.
 *
 * @throws Fault `claim/nothing`, `vault/not-holder`
 */
export async function claimEarned(season: SeasonContext, order: ClaimOrder): Promise<Claimed> {
  const key = keyOf('claim', order.once);
  const member = memberOf(season, order.member);
  const fresh = paidUnder(season, key).length === 0;
  const [holder, contributor, staker] = KINDS.map((kind) => `${key}/${kind}`) as [
    string,
    string,
    string,
  ];
  // What was sent before a crash is written down, whatever else was written already.
  if (fresh || isPending(season, holder)) await claimHolder(season, member, order.nft, holder);
  if (fresh || isPending(season, staker)) await claimByStake(season, member, order.nft, staker);
  if (order.nft === undefined && (fresh || isPending(season, contributor)))
    await claimByScore(season, member, contributor);
  const paid = paidUnder(season, key);
  if (paid.length === 0) {
    const what = order.nft === undefined ? member.id : `share ${order.nft}`;
    throw new Fault('claim/nothing', `${what} has nothing to claim now`);
  }
  sameDeed(
    paid.every((one) => one.member === member.id),
    order.once,
  );
  const claims = paid.map(({ member: by, kind, amount, at, txHash }) => ({
    ...{ member: by, kind, amount, at },
    txHash: txHash as `0x${string}`,
  }));
  const total = claims.reduce((sum, { amount }) => sum + units('amount', amount), 0n);
  return { total: money(total), claims };
}

const KINDS = ['holder', 'contributor', 'staker'] as const;

/** Whether a claim was sent and not journaled. */
function isPending({ chain, record }: SeasonContext, key: string): boolean {
  return chain.knows(key) && !record.find(key);
}

async function claimHolder(
  season: SeasonContext,
  member: MemberPlan,
  nft: number | undefined,
  key: string,
): Promise<void> {
  const at = season.chain.now();
  const sent = season.chain.knows(key);
  const shares = await heldBy(season, member, nft);
  const ids = shares.filter(({ claimable }) => claimable > 0n).map(({ id }) => id);
  if (ids.length === 0 && !sent) return;
  const done = await claimOnChain(season, accountOf(season, member), ids, { at, key });
  const { txHash } = done;
  const paid = { member: member.id, kind: 'holder', amount: money(done.amount), txHash } as const;
  const nfts = done.claimed.map(({ id }) => Number(id));
  season.record.once(key, 'claim/paid', { ...paid, nfts }, now(season));
}

/** What shares have earned by being staked. */
async function claimByStake(
  season: SeasonContext,
  member: MemberPlan,
  nft: number | undefined,
  key: string,
): Promise<void> {
  const at = season.chain.now();
  const [stakes, shares] = await Promise.all([readStakes(season), heldBy(season, member, nft)]);
  if (!stakes) return;
  const all = await Promise.all(shares.map(({ id }) => readStake(season, stakes.address, id)));
  const ids = all.filter(({ claimable }) => claimable > 0n).map(({ id }) => id);
  if (ids.length === 0 && !season.chain.knows(key)) return;
  const done = await claimStakes(season, accountOf(season, member), ids, { at, key });
  const { txHash } = done;
  const paid = { member: member.id, kind: 'staker', amount: money(done.amount), txHash } as const;
  const nfts = done.claimed.map(({ id }) => Number(id));
  season.record.once(key, 'claim/paid', { ...paid, nfts }, now(season));
}

async function claimByScore(season: SeasonContext, member: MemberPlan, key: string): Promise<void> {
  const scores = await readArtefacts(season);
  const { claimable } = await contributionOf(season, member);
  if (!scores || (claimable === 0n && !season.chain.knows(key))) return;
  const order = {
    id: BigInt(member.index),
    epoch: BigInt(lastPaidDay(season)),
    earned: contributions(season, scores),
  };
  const at = season.chain.now();
  const done = await claimContribution(season, accountOf(season, member), order, { at, key });
  const { txHash } = done;
  const amount = money(done.amount);
  season.record.once(
    key,
    'claim/paid',
    { member: member.id, kind: 'contributor', amount, txHash },
    now(season),
  );
}

function paidUnder(season: SeasonContext, key: string) {
  return KINDS.flatMap((kind) => {
    const entry = season.record.find(`${key}/${kind}`);
    return entry ? [{ ...(entry.data as EntryData<'claim/paid'>), at: entry.at }] : [];
  });
}
