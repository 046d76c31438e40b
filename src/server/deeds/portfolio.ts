import type { Holding, Portfolio } from '#api';
import { exitRequestedAt, quoteBalance, readVault, type Share } from '#chain';
import { formatDecimal } from '#kit';
import {
  claimedByScore,
  contributions,
  type MemberPlan,
  money,
  readArtefacts,
  type SeasonContext,
  WEIGHT_DECIMALS,
} from '#season';
import { heldBy, memberOf, walletOf } from './asked.ts';
import { part } from './status.ts';

/** What a member has in the pool and in its wallet, as the chain has it. */
export async function portfolioOf(season: SeasonContext, id: string): Promise<Portfolio> {
  const member = memberOf(season, id);
  const wallet = walletOf(season, member);
  const [state, shares, balance, contribution] = await Promise.all([
    readVault(season),
    heldBy(season, member),
    quoteBalance(season, wallet),
    contributionOf(season, member),
  ]);
  const nav = state.nav ?? state.navSpot;
  const rows = await Promise.all(
    shares.map((share) => holdingOf(season, share, nav, state.totalWeight)),
  );
  const all = (pick: (row: (typeof rows)[number]) => bigint): bigint =>
    rows.reduce((sum, row) => sum + pick(row), 0n);
  return {
    member: member.id,
    name: member.name,
    wallet,
    balance: money(balance),
    value: money(all((row) => row.value)),
    claimable: money(all((row) => row.claimable) + contribution.claimable),
    earned: money(all((row) => row.earned) + contribution.earned),
    holdings: rows.map((row) => row.holding),
    contribution: {
      earned: money(contribution.earned),
      claimed: money(contribution.claimed),
      claimable: money(contribution.claimable),
    },
  };
}

/** What a member's scores have earned it, in quote units. */
export async function contributionOf(
  season: SeasonContext,
  member: MemberPlan,
): Promise<{ earned: bigint; claimed: bigint; claimable: bigint }> {
  const scores = await readArtefacts(season);
  const claimed = claimedByScore(season, member);
  if (!scores) return { earned: claimed, claimed, claimable: 0n };
  const row = contributions(season, scores).find(({ id }) => id === BigInt(member.index));
  const earned = row?.cumulative ?? 0n;
  return { earned, claimed, claimable: earned > claimed ? earned - claimed : 0n };
}

async function holdingOf(
  season: SeasonContext,
  share: Share,
  nav: bigint,
  total: bigint,
): Promise<{ value: bigint; claimable: bigint; earned: bigint; holding: Holding }> {
  const { id, weight, mintedAt, paidIn, claimed, claimable } = share;
  const value = total > 0n ? (nav * weight) / total : 0n;
  const earned = claimed + claimable;
  const since = await exitRequestedAt(season, id);
  return {
    value,
    claimable,
    earned,
    holding: {
      nft: Number(id),
      weight: formatDecimal(weight, WEIGHT_DECIMALS),
      sharePercent: part(weight, total),
      mintedAt: mintedAt * 1000,
      paidIn: money(paidIn),
      value: money(value),
      earned: money(earned),
      claimed: money(claimed),
      claimable: money(claimable),
      returnPercent: part(value + earned - paidIn, paidIn),
      leavingSince: since > 0 ? since * 1000 : null,
    },
  };
}
