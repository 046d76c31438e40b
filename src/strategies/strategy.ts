import type { Probabilities } from './probability.ts';

/** What to do with the base asset of a pair. */
export type Action = 'BUY' | 'SELL' | 'HOLD';

/** An asset by name and by the number of its decimals. */
export interface Asset {
  readonly symbol: string;
  readonly decimals: number;
}

/** What is held of the base asset of a pair. */
export interface Position {
  /** Base units held. */
  readonly base: bigint;
  /** Their value at the present price, in quote units. */
  readonly value: bigint;
  /** Whole candles since the position was opened; 0 without one. */
  readonly heldFor: number;
}

/** What the book allows, in quote units. */
export interface BookLimits {
  /** Liquidity under control: the NAV of the vault. */
  readonly controlled: bigint;
  /** Part of it one plan may use, in basis points (2000 = 20 %), before the pair's weight. */
  readonly planBps: number;
  /** Quote units that may be spent now. */
  readonly idle: bigint;
  /** A purchase below this many quote units is not worth its gas. */
  readonly minimum: bigint;
  /** Candles after which a position is closed unless up is still likelier than down. */
  readonly horizon: number;
}

/** Everything a strategy may know at the close of a candle. */
export interface Situation {
  readonly base: Asset;
  readonly quote: Asset;
  /** Calibrated, in micro-units. */
  readonly probabilities: Probabilities;
  /** A trade needs more than this, in micro-units. */
  readonly threshold: number;
  readonly position: Position;
  /** The pair's part of the book, in basis points. */
  readonly pairWeight: number;
  readonly limits: BookLimits;
}

/** What a strategy wants, and why. */
export interface Decision {
  readonly action: Action;
  /** Probability of the class that was acted on, or of the likeliest class for HOLD, in micro-units. */
  readonly confidence: number;
  /** How much to spend: quote units for BUY, base units for SELL, 0 for HOLD. */
  readonly size: bigint;
  /** One sentence with the numbers that decided. */
  readonly reason: string;
}

/** A pure function from what is known to what to want. Adding one takes a file and a line in `strategies`. */
export interface Strategy {
  readonly name: string;
  readonly version: number;
  decide(situation: Situation): Decision;
}
