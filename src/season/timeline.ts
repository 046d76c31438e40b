import type { SeasonPlan } from './plan.ts';

const DAY = 86_400;

/** When a season's steps happen on chain, in Unix seconds: all before the first unseen candle but what is traded. */
export interface Timeline {
  /** Block 0. */
  readonly genesis: number;
  readonly founding: number;
  readonly minting: number;
  /** Rounds are a minute apart from here. */
  readonly learning: number;
  /** The group votes on the model and the agent's orders. */
  readonly mandate: number;
  /** Prices are followed from here, so that the vault knows a mean price when trading begins. */
  readonly warming: number;
  readonly window: number;
  readonly end: number;
}

/** Lays the timeline before the window. */
export function timelineOf(plan: SeasonPlan): Timeline {
  const window = plan.window.from / 1000;
  return {
    genesis: window - 7 * DAY,
    founding: window - 7 * DAY + 60,
    minting: window - 7 * DAY + 3600,
    learning: window - 5.5 * DAY,
    mandate: window - 4 * DAY,
    warming: window - 2 * 3600,
    window,
    end: plan.window.to / 1000,
  };
}
