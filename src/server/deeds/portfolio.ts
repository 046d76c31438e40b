import type { Holding, Portfolio } from '#api';
import {
  exitRequestedAt,
  quoteBalance,
  readStake,
  readStakes,
  readVault,
  type Share,
} from '#chain';
import {
  claimedByScore,
  contributions,
  type MemberPlan,
  readArtefacts,
  type SeasonContext,
} from '#season';
import { holderOf, memberOf } from './asked.ts';
import {
  type Holder,
  type PoolContext,
  poolOf,
  quoteText,
  sharesHeld,
  weightText,
} from './pool.ts';
import { part } from './status.ts';

/** What scores have earned somebody, in quote units. */
interface ByScore {
  readonly earned: bigint;
  readonly claimed: bigint;
  readonly claimable: bigint;
}

/** What a member has in the pool and in its wallet, as the chain has it. */
export async function portfolioOf(season: SeasonContext, id: string): Promise<Portfolio> {
  const member = memberOf(season, id);
  const holder = holderOf(season, id);
  const contribution = await contributionOf(season, member);
  return portfolioIn(poolOf(season), { ...holder, name: member.name }, contribution);
}

/** What somebody has in a pool and in the wallet. */
export async function portfolioIn(
  pool: PoolContext,
  { id, name, wallet }: Holder & { readonly name: string },
  contribution: ByScore,
): Promise<Portfolio> {
  const [state, shares, balance] = await Promise.all([
    readVault(pool),
    sharesHeld(pool, { id, wallet }),
    quoteBalance(pool, wallet),
  ]);
  const nav = state.nav ?? state.navSpot;
  const rows = await Promise.all(
    shares.map((share) => holdingOf(pool, share, nav, state.totalWeight)),
  );
  const money = (units: bigint): string => quoteText(pool, units);
  const all = (pick: (row: (typeof rows)[number]) => bigint): bigint =>
    rows.reduce((sum, row) => sum + pick(row), 0n);
  return {
    member: id,
    name,
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
export async function contributionOf(season: SeasonContext, member: MemberPlan): Promise<ByScore> {
  const scores = await readArtefacts(season);
  const claimed = claimedByScore(season, member);
  if (!scores) return { earned: claimed, claimed, claimable: 0n };
  const row = contributions(season, scores).find(({ id }) => id === BigInt(member.index));
  const earned = row?.cumulative ?? 0n;
  return { earned, claimed, claimable: earned > claimed ? earned - claimed : 0n };
}

async function holdingOf(
  pool: PoolContext,
  share: Share,
  nav: bigint,
  total: bigint,
): Promise<{ value: bigint; claimable: bigint; earned: bigint; holding: Holding }> {
  const { id, weight, mintedAt, paidIn, claimed, claimable } = share;
  const value = total > 0n ? (nav * weight) / total : 0n;
  const earned = claimed + claimable;
  const [since, stakes] = await Promise.all([exitRequestedAt(pool, id), readStakes(pool)]);
  const stake = stakes && (await readStake(pool, stakes.address, id));
  const byStake = stake?.claimable ?? 0n;
  const money = (units: bigint): string => quoteText(pool, units);
  return {
    value,
    claimable: claimable + byStake,
    earned: earned + byStake,
    holding: {
      nft: Number(id),
      weight: weightText(pool, weight),
      sharePercent: part(weight, total),
      mintedAt: mintedAt * 1000,
      paidIn: money(paidIn),
      value: money(value),
      earned: money(earned),
      claimed: money(claimed),
      claimable: money(claimable),
      returnPercent: part(value + earned - paidIn, paidIn),
      leavingSince: since > 0 ? since * 1000 : null,
      staked: stake?.staked ?? false,
      stakeClaimable: money(byStake),
    },
  };
}
