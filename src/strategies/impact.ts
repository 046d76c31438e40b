import { type Ratio, ratio, timesRatio } from './ratio.ts';

/** What the price impact of an agent's own volume is estimated from. */
export interface ImpactInput {
  /** Impact of trading the whole volume, for example 15/1000. */
  readonly base: Ratio;
  readonly volume: bigint;
  /** Volume of the market (risk limits) or of all agents (toy simulator). */
  readonly total: bigint;
  readonly multiplier: Ratio;
}

/** Multiplier by cycle, 0-indexed: from which cycle on, and how much. An attribute of the model registry, set by a passed vote. */
export const MULTIPLIERS: readonly { readonly from: number; readonly multiplier: Ratio }[] = [
  { from: 0, multiplier: ratio(1n) },
  { from: 3, multiplier: ratio(6n, 5n) },
  { from: 6, multiplier: ratio(3n, 2n) },
];

/** The multiplier in force in a cycle: 1.0, from the fourth on 1.2, from the seventh on 1.5. */
export function multiplierAt(cycle: number, schedule = MULTIPLIERS): Ratio {
  return schedule.findLast((step) => step.from <= cycle)?.multiplier ?? ratio(1n);
}

/**
 * Estimated price impact of an agent's own trading: a COST, by which it limits itself; it is never booked as profit.
 *
 * @throws Fault `strategies/zero-denominator` where the total volume is zero.
 */
export function impactEstimate({ base, volume, total, multiplier }: ImpactInput): Ratio {
  return timesRatio(base, ratio(volume, total), multiplier);
}
