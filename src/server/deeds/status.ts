import type { VaultStatus } from '#api';
import {
  exitRequestedAt,
  quoteBalance,
  readBudgets,
  readShares,
  readVault,
  type Share,
  smallestMint,
} from '#chain';
import { formatDecimal } from '#kit';
import { baseOf, fixed, money, QUOTE, type SeasonContext, WEIGHT_DECIMALS } from '#season';

const ONE = 10n ** BigInt(WEIGHT_DECIMALS);

/** Everything about the vault, as the chain has it at its last block. */
export async function vaultStatus(season: SeasonContext): Promise<VaultStatus> {
  const { chain, deployment } = season;
  const [state, shares, held, least] = await Promise.all([
    readVault(season),
    standing(season),
    quoteBalance(season, deployment.vault),
    smallestMint(season),
  ]);
  const { limits, agent } = state;
  const budgets = await readBudgets(season, limits);
  const nav = state.nav ?? state.navSpot;
  return {
    at: chain.now() * 1000,
    vault: deployment.vault,
    quote: QUOTE,
    nav: state.nav === undefined ? null : money(state.nav),
    navSpot: money(state.navSpot),
    navPerShare: money(state.totalWeight > 0n ? (nav * ONE) / state.totalWeight : 0n),
    totalShares: formatDecimal(state.totalWeight, WEIGHT_DECIMALS),
    shares: shares.length,
    idle: money(state.idle),
    reserved: money(held - state.idle),
    distributable: money(state.distributable),
    highWaterMark: money(state.principal + state.reinvested),
    positions: state.positions.map(({ index, held: amount, cost, targetBps }) => {
      const { symbol } = season.data[index]!.series;
      const { decimals } = baseOf(symbol);
      return {
        asset: symbol,
        amount: formatDecimal(amount, decimals),
        cost: money(cost),
        targetBps,
      };
    }),
    queue: (await queued(season, shares)).map(({ share, since }) => ({
      nft: Number(share.id),
      member: ownerOf(season, share),
      since: since * 1000,
      weight: formatDecimal(share.weight, WEIGHT_DECIMALS),
    })),
    budgets: {
      turnover: budgetOf(budgets.turnover, limits.turnoverBps),
      loss: budgetOf(budgets.loss, limits.lossBps),
      windowHours: limits.window / 3600,
    },
    breaker: {
      tripped: state.tripped,
      peak: money(state.peak),
      drawdownPercent: part(state.peak > nav ? state.peak - nav : 0n, state.peak),
      limitPercent: fixed(limits.drawdownBps / 100, 2),
    },
    pausedUntil: state.pausedUntil > chain.now() ? pauseEnd(state.pausedUntil) : null,
    agent: {
      address: agent.address,
      expiresAt: agent.expiry * 1000,
      heardAt: agent.beatAt * 1000,
    },
    smallestDeposit: money(least),
  };
}

/** Shares that have not left. */
export async function standing(season: SeasonContext): Promise<readonly Share[]> {
  return (await readShares(season)).filter((share) => share.weight > 0n);
}

/** Shares in the exit queue, those that came first at the head. */
export async function queued(
  season: SeasonContext,
  shares: readonly Share[],
): Promise<readonly { readonly share: Share; readonly since: number }[]> {
  const asked = await Promise.all(
    shares.map(async (share) => ({ share, since: await exitRequestedAt(season, share.id) })),
  );
  return asked.filter(({ since }) => since > 0).sort((a, b) => a.since - b.since);
}

/** The member that holds a share, if it is one of ours. */
export function ownerOf(season: SeasonContext, share: Share): string | null {
  const owner = share.owner.toLowerCase();
  const found = season.roster.list().find(({ wallet }) => wallet?.toLowerCase() === owner);
  return found ? (season.plan.members.find((one) => one.index === found.member)?.id ?? null) : null;
}

/** One amount as a part of another, per cent with two places. */
export function part(amount: bigint, whole: bigint): string {
  return whole > 0n ? fixed(Number((amount * 1_000_000n) / whole) / 10_000, 2) : '0.00';
}

/** Used, in 1e-8 of net asset value; no more than half of a budget may be used at once (`Bucket.sol`). */
function budgetOf(used: bigint, bps: number) {
  return { usedPercent: fixed(Number(used) / 1e6, 4), limitPercent: fixed(bps / 200, 2) };
}

/** A shutdown pauses for ever: the last moment that a date can name. */
function pauseEnd(seconds: number): number {
  return Math.min(seconds * 1000, 8_640_000_000_000_000);
}
