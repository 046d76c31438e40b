import { Fault, mulDivDown } from '#kit';

/** Profit that becomes part of the share price linearly, so that nobody can buy just before a distribution. Seconds and base units. */
export interface Unlocking {
  readonly locked: bigint;
  readonly start: bigint;
  readonly end: bigint;
}

/** Nothing is locked. */
export const nothingLocked: Unlocking = { locked: 0n, start: 0n, end: 0n };

/** How much of the locked profit is unlocked at `now` (seconds), rounded down, in favour of the vault. */
export function unlockedAt(unlocking: Unlocking, now: bigint): bigint {
  if (now >= unlocking.end) return unlocking.locked;
  if (now <= unlocking.start) return 0n;
  return mulDivDown(unlocking.locked, now - unlocking.start, unlocking.end - unlocking.start);
}

/**
 * Adds a profit at `now`: what is still locked and the new profit share one new period, weighted by amount.
 *
 * Period = (locked · remaining + profit · maximum) / (locked + profit), as in Yearn V3 `profit_max_unlock_time`.
 *
 * @throws Fault `treasury/bad-unlock` for a negative profit or a time before the current period began.
 */
export function lockProfit(
  unlocking: Unlocking,
  profit: bigint,
  now: bigint,
  maximum: bigint,
): Unlocking {
  if (profit < 0n || maximum < 0n || now < unlocking.start) {
    throw new Fault(
      'treasury/bad-unlock',
      `cannot lock ${profit} units at ${now} for ${maximum} s after a period that began at ${unlocking.start}; use a profit ≥ 0 and the present time`,
    );
  }
  const still = unlocking.locked - unlockedAt(unlocking, now);
  const locked = still + profit;
  if (locked === 0n) return { locked: 0n, start: now, end: now };
  const remaining = unlocking.end > now ? unlocking.end - now : 0n;
  return { locked, start: now, end: now + (still * remaining + profit * maximum) / locked };
}
