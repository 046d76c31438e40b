import { Fault, mulDivDown } from '#kit';

/**
 * Relative volume ratio in basis points, rounded up (it feeds limits).
 *
 * `rvrMarket` divides by the volume of the whole market and feeds limits; the toy simulator divides by the agents' sum.
 *
 * @throws Fault `strategies/bad-volume` for a market without volume or a negative volume.
 */
export function rvrMarketBps(controlled: bigint, market: bigint): number {
  if (controlled < 0n || market <= 0n) {
    throw new Fault(
      'strategies/bad-volume',
      `controlled volume ${controlled} of a market volume ${market} gives no ratio; wait for market data`,
    );
  }
  return Number((controlled * 10_000n + market - 1n) / market);
}

/**
 * What one plan may put into a pair: a fraction of the controlled liquidity, weighted by the pair. Quote units, rounded down.
 *
 * The plan is an intention over time; each of its slices still obeys the cap per trade.
 *
 * @example plannedVolume(100_000n, 2000, 10_000) // 20_000n
 */
export function plannedVolume(controlled: bigint, planBps: number, pairWeight: number): bigint {
  return mulDivDown(controlled, BigInt(planBps) * BigInt(pairWeight), 100_000_000n);
}
