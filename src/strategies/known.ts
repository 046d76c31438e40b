import { Fault, hashOf, type Hex } from '#kit';
import { strategies } from './presets.ts';
import type { Strategy } from './strategy.ts';

/** The hash by which a mandate names a strategy: its name, its version, and the horizon (candles) it decides over. */
export function strategyHash({ name, version }: Strategy, horizon: number): Hex {
  return hashOf({ name, version, horizon });
}

/**
 * The strategy that a mandate names.
 *
 * @throws Fault `strategies/unknown` where this build has none with that hash
 */
export function strategyOf(hash: Hex, horizon: number): Strategy {
  const all = Object.values(strategies);
  const found = all.find((strategy) => strategyHash(strategy, horizon) === hash.toLowerCase());
  if (found) return found;
  const names = all.map(({ name, version }) => `${name} ${version}`).join(', ');
  throw new Fault(
    'strategies/unknown',
    `the mandate names strategy ${hash}, and none of ${names} over ${horizon} candles has that hash; upgrade, or vote on a mandate for one of these`,
    { meta: { hash } },
  );
}
