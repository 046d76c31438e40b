import { Fault } from '#kit';
import { longFlat } from './long-flat.ts';
import { MICRO } from './probability.ts';
import type { Strategy } from './strategy.ts';

/** The parameters of a strategy that governance sets: plain data, hashed into every decision. */
export interface StrategyConfig {
  readonly name: string;
  /** Name of the strategy in `strategies`. */
  readonly strategy: string;
  /** Micro-units; a trade needs strictly more. */
  readonly threshold: number;
  /** Part of the controlled liquidity a plan may use, in basis points. */
  readonly planBps: number;
  /** Largest single trade, in basis points of the vault. */
  readonly capBps: number;
  /** Candles after which a prediction is over. */
  readonly horizon: number;
}

/** Every strategy by name. */
export const strategies: Readonly<Record<string, Strategy>> = { [longFlat.name]: longFlat };

/** 80 % confidence, plans of a fifth of the liquidity, trades of at most 2 % of the vault. */
export const ammPreset: StrategyConfig = {
  name: 'amm',
  strategy: longFlat.name,
  threshold: 800_000,
  planBps: 2000,
  capBps: 200,
  horizon: 12,
};

/**
 * The preset of a season: as `amm`, with the threshold (micro-units) and horizon that validation data gave.
 *
 * @throws Fault `strategies/bad-config` for a threshold outside 1 to 999 999 or a horizon below 1.
 */
export function seasonPreset(threshold: number, horizon = ammPreset.horizon): StrategyConfig {
  return checkConfig({ ...ammPreset, name: 'season', threshold, horizon });
}

/**
 * Checks a configuration that came from a proposal or a file.
 *
 * @throws Fault `strategies/bad-config` naming the field, its value and the remedy.
 */
export function checkConfig(config: StrategyConfig): StrategyConfig {
  const bad = (field: keyof StrategyConfig, remedy: string): Fault =>
    new Fault('strategies/bad-config', `${field} is ${config[field]}; use ${remedy}`, {
      meta: { field },
    });
  const within = (field: 'threshold' | 'planBps' | 'capBps' | 'horizon', high: number): void => {
    if (!Number.isInteger(config[field]) || config[field] < 1 || config[field] > high)
      throw bad(field, `an integer from 1 to ${high}`);
  };
  if (!Object.hasOwn(strategies, config.strategy))
    throw bad('strategy', `one of ${Object.keys(strategies).join(', ')}`);
  within('threshold', MICRO - 1);
  within('planBps', 10_000);
  within('capBps', 200);
  within('horizon', 100_000);
  return config;
}
