/** How an agent may act at its present weight in the market. */
export interface Influence {
  /** Largest single trade, in basis points of the vault. */
  readonly clipBps: number;
  /** `quote-only`: it may offer liquidity, but takes none. */
  readonly mode: 'take-allowed' | 'quote-only';
}

/** Part of the market's volume at which an agent stops taking liquidity. */
export const MAX_PARTICIPATION_BPS = 2000;

/**
 * The larger an agent's part of the market, the smaller its trades: `clip = floor(base · (1 − v / vmax))`, zero from `vmax` on.
 *
 * Influence on the price is only ever used to shrink one's own impact, never to lead the market.
 *
 * @param volumeBps the agent's part of the market's volume, in basis points.
 */
export function influence(
  volumeBps: number,
  baseClipBps: number,
  maximumBps = MAX_PARTICIPATION_BPS,
): Influence {
  if (volumeBps >= maximumBps) return { clipBps: 0, mode: 'quote-only' };
  const clipBps = Math.floor((baseClipBps * (maximumBps - volumeBps)) / maximumBps);
  return { clipBps, mode: 'take-allowed' };
}
