import type { VaultStatus } from '#api';
import {
  exitRequestedAt,
  type PooledLiquidity,
  priceAtTick,
  quoteBalance,
  readBudgets,
  readStakes,
  readVault,
  type Share,
  smallestMint,
} from '#chain';
import { formatDecimal } from '#kit';
import { fixed } from '#season';
import { type PoolContext, quoteText, scaleOf, weightText } from './pool.ts';

/** Everything about the vault, as the chain has it at its last block. */
export async function vaultStatus(pool: PoolContext): Promise<VaultStatus> {
  const { chain, deployment } = pool;
  const { symbol, decimals } = deployment.quote;
  const [state, stakes, shares, held, least] = await Promise.all([
    readVault(pool),
    readStakes(pool),
    standing(pool),
    quoteBalance(pool, deployment.vault),
    smallestMint(pool),
  ]);
  const { limits, agent } = state;
  const budgets = await readBudgets(pool, limits);
  const money = (units: bigint): string => quoteText(pool, units);
  const one = 10n ** BigInt(scaleOf(pool).weightDecimals);
  const nav = state.nav ?? state.navSpot;
  return {
    at: chain.now() * 1000,
    vault: deployment.vault,
    quote: { symbol, decimals },
    nav: state.nav === undefined ? null : money(state.nav),
    navSpot: money(state.navSpot),
    navPerShare: money(state.totalWeight > 0n ? (nav * one) / state.totalWeight : 0n),
    totalShares: weightText(pool, state.totalWeight),
    shares: shares.length,
    idle: money(state.idle),
    reserved: money(held - state.idle),
    distributable: money(state.distributable),
    highWaterMark: money(state.principal + state.reinvested),
    positions: state.positions.map(({ index, held: amount, cost, targetBps }) => ({
      asset: pool.names[index]!,
      amount: formatDecimal(amount, deployment.assets[index]!.token.decimals),
      cost: money(cost),
      targetBps,
    })),
    liquidity: state.pooled.map((one) => pooledOf(pool, one)),
    staking: stakes
      ? {
          ...{ contract: stakes.address, inForce: stakes.inForce, cycle: stakes.cycle },
          stakedWeight: weightText(pool, stakes.stakedWeight),
        }
      : null,
    queue: (await queued(pool, shares)).map(({ share, since }) => ({
      nft: Number(share.id),
      member: pool.nameOf(share.owner),
      since: since * 1000,
      weight: weightText(pool, share.weight),
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

/** Liquidity in a pool, with the prices between which it stands. */
function pooledOf(pool: PoolContext, one: PooledLiquidity): VaultStatus['liquidity'][number] {
  const asset = pool.deployment.assets[one.index]!;
  const base = (units: bigint): string => formatDecimal(units, asset.token.decimals);
  const prices = [one.lower, one.upper].map((tick) => priceAtTick(asset, tick));
  const [low, high] = asset.quoteIs0 ? prices.toReversed() : prices;
  return {
    asset: pool.names[one.index]!,
    from: quoteText(pool, low!),
    to: quoteText(pool, high!),
    quote: quoteText(pool, one.quote),
    base: base(one.base),
    quoteFees: quoteText(pool, one.quoteFees),
    baseFees: base(one.baseFees),
    value: quoteText(pool, one.value),
    inRange: one.inRange,
  };
}

/** Shares that have not left. */
async function standing(pool: PoolContext): Promise<readonly Share[]> {
  return (await pool.shares()).filter((share) => share.weight > 0n);
}

/** Shares in the exit queue, those that came first at the head. */
async function queued(
  pool: PoolContext,
  shares: readonly Share[],
): Promise<readonly { readonly share: Share; readonly since: number }[]> {
  const asked = await Promise.all(
    shares.map(async (share) => ({ share, since: await exitRequestedAt(pool, share.id) })),
  );
  return asked.filter(({ since }) => since > 0).sort((a, b) => a.since - b.since);
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
