import type { Hex } from '#kit';
import type { Asset, Probabilities } from '#strategies';

/** What the agent sees of one pair at the close of a candle. */
export interface Observation {
  /** Such as BTCUSDT. */
  readonly symbol: string;
  readonly base: Asset;
  readonly quote: Asset;
  /** Number of the candle in the window, from 0. */
  readonly candle: number;
  /** Time of the decision, milliseconds. */
  readonly at: number;
  /** Scaled quote units for one whole unit of the base asset (`priceUnits`), from the feed: independent of the pool. */
  readonly price: bigint;
  /** The highest such price of the last half hour: the vault values a sale at its mean price, which is at most this. */
  readonly ceiling: bigint;
  /** Calibrated. */
  readonly probabilities: Probabilities;
  readonly modelHash: Hex;
  readonly featuresHash: Hex;
}

/** What the vault holds, as the chain has it. Amounts in base or quote units. */
export interface Book {
  /** The lower of the value at the feed's prices and at the chain's mean prices. */
  readonly nav: bigint;
  readonly idle: bigint;
  /** Total-return value per share. */
  readonly index: bigint;
  readonly paused: boolean;
  readonly held: Readonly<Record<string, bigint>>;
  readonly block: number;
}

/** What governance told the agent, as the chain has it. */
export interface Orders {
  /** Micro-units; a trade needs strictly more. */
  readonly threshold: number;
  readonly planBps: number;
  readonly slippageBps: number;
  readonly capBps: number;
  readonly horizon: number;
  /** Hash of the only model the agent may follow. */
  readonly modelHash: Hex;
  /** Names the only strategy it may follow. */
  readonly strategyHash: Hex;
  readonly pairWeights: Readonly<Record<string, number>>;
}
