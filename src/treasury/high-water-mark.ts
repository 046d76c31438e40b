import { Fault, mulDivDown, mulDivUp } from '#kit';

/**
 * A value per share above which profit may be distributed, as a fixed-point number of `SCALE`.
 *
 * The value measured against it is the total-return index: NAV per share plus everything ever paid out per share. Plain NAV per
 * share falls by each distribution, which would let the next profit hide behind the old mark.
 */
export type Mark = bigint;

/** One whole unit of value per share. */
export const SCALE = 10n ** 18n;

/** Where the mark stands after a look at the index, and how much lies above the old one. */
export interface MarkStep {
  readonly mark: Mark;
  /** Quote units above the mark, all shares together, rounded down. */
  readonly gain: bigint;
}

/**
 * What lies above the mark now, in quote units, rounded down; zero at or below it.
 *
 * @param index total-return value per share, scaled by `SCALE`.
 * @param shares number of shares outstanding.
 */
export function gainOverMark(index: bigint, mark: Mark, shares: bigint): bigint {
  return index > mark ? mulDivDown(index - mark, shares, SCALE) : 0n;
}

/**
 * The mark after `distributed` quote units were taken from the gain, rounded up, so that no unit is ever distributed twice.
 *
 * A gain that is not yet realised stays above the mark and can be distributed later.
 *
 * @throws Fault `treasury/no-shares` without shares.
 */
export function raiseMark(mark: Mark, distributed: bigint, shares: bigint): Mark {
  if (shares <= 0n) {
    throw new Fault(
      'treasury/no-shares',
      `cannot raise the mark over ${shares} shares; mint a share first`,
    );
  }
  return mark + mulDivUp(distributed, SCALE, shares);
}

/** One review in which the whole gain is distributed: the mark follows the index up and never down. */
export function stepHighWaterMark(mark: Mark, index: bigint, shares: bigint): MarkStep {
  return { mark: index > mark ? index : mark, gain: gainOverMark(index, mark, shares) };
}
