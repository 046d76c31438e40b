import type { CandleSeries } from '../candles/series.ts';

/** One input of the default model: a bounded number per candle, free of the scale of price and volume. */
export interface Feature {
  readonly name: string;
  /** One sentence: what it tells. */
  readonly says: string;
  /** Candles before the first value. */
  readonly lookback: number;
  /** One value per candle; what stands before the look-back is not used. */
  compute(candles: CandleSeries): Float64Array;
}

/** A feature whose value in row `i` is `at(i)`. */
export function column(
  length: number,
  first: number,
  at: (i: number) => number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(length);
  for (let i = first; i < length; i++) out[i] = at(i);
  return out;
}
