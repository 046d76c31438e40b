import type { SeasonPlan } from './plan.ts';

const DAY = 86_400;
/** Rounds are a minute apart where nobody wants time to vote in between. */
const ROUND = 60;

/** When a season's steps happen on chain, in Unix seconds: all before the first unseen candle but what is traded. */
export interface Timeline {
  /** Block 0. */
  readonly genesis: number;
  readonly founding: number;
  readonly minting: number;
  /** Rounds begin here. */
  readonly learning: number;
  /** Seconds from one round to the next. */
  readonly round: number;
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
  const { rounds, seconds } = plan.pace ?? { rounds: 0, seconds: ROUND };
  const start = window - 7 * DAY - rounds * seconds;
  return {
    genesis: start,
    founding: start + 60,
    minting: start + 3600,
    learning: start + 1.5 * DAY,
    round: seconds,
    mandate: window - 4 * DAY,
    warming: window - 2 * 3600,
    window,
    end: plan.window.to / 1000,
  };
}
