import {
  type Chain,
  type DeployConfig,
  DEFAULTS,
  deployAll,
  type Deployment,
  POLICIES,
} from '#chain';
import { longFlat, strategyHash } from '#strategies';
import { baseOf } from './assets.ts';
import { type SeasonConfig, TRADING } from './config.ts';
import { QUOTE } from './context.ts';
import type { SeasonData } from './data.ts';
import type { SeasonPlan } from './plan.ts';
import { indexAt } from '#season/lesson';
import { timelineOf } from './timeline.ts';

/** The threshold until the group has voted on one: nothing passes it. */
const CLOSED_MICRO = 1_000_000;

/** Quote units that move a pool's price by 2 %. */
export const DEPTH = DEFAULTS.depth;

/** Puts the group's contracts and its pools on the chain; once. */
export function found(
  chain: Chain,
  config: SeasonConfig,
  plan: SeasonPlan,
  data: readonly SeasonData[],
): Promise<Deployment> {
  const times = timelineOf(plan);
  return deployAll(chain, deployConfig(config, plan, data), times.founding);
}

/** What is deployed for a season. */
export function deployConfig(
  config: SeasonConfig,
  plan: SeasonPlan,
  data: readonly SeasonData[],
): DeployConfig {
  const times = timelineOf(plan);
  const minutes = plan.intervalMs / 60_000;
  return {
    ...DEFAULTS,
    quote: QUOTE,
    assets: data.map(({ series }, i) => ({
      ...baseOf(series.symbol),
      price: priceText(series.close[indexAt(series, plan.validation.from)]!),
      targetBps: i === 0 ? 10_000 : 0,
    })),
    fee: TRADING.feePips,
    agentExpiry: times.end + 30 * 86_400,
    policy: POLICIES[config.policy],
    mandate: {
      thresholdMicro: CLOSED_MICRO,
      planBps: TRADING.planBps,
      slippageBps: TRADING.slippageBps,
      intervalSeconds: Math.round(minutes * 60),
      strategyHash: strategyHash(longFlat, TRADING.horizon),
    },
  };
}

/** A price of a feed as the decimal text the chain room takes. */
export function priceText(price: number): string {
  return price.toFixed(price < 1 ? 12 : 8);
}
