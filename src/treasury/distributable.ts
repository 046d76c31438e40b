/** What limits a distribution, in quote units. */
export interface DistributionLimits {
  /** Profit from closed trades, on cost basis, not yet distributed; negative after net losses. */
  readonly realisedUndistributed: bigint;
  /** What lies above the high-water mark. */
  readonly navGainOverMark: bigint;
  /** Quote units in the vault that are not reserved for claims. */
  readonly idle: bigint;
}

/**
 * How much may be distributed now: what is realised, above the high-water mark and at hand. Never negative.
 *
 * Unrealised gains are not paid out, and a gain that only makes good an earlier loss is none.
 */
export function distributable(limits: DistributionLimits): bigint {
  const least = [limits.navGainOverMark, limits.idle].reduce(
    (low, value) => (value < low ? value : low),
    limits.realisedUndistributed,
  );
  return least > 0n ? least : 0n;
}
