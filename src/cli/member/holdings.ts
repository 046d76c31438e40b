/** What a member commits to of its candles, so that copies of them are rewarded once. */
import { type Hex, toHex, utf8 } from '#kit';
import type { CandleSeries } from '#market';
import { nodePrimitives } from '#members';

/** Candles of one piece; pieces are cut by the calendar, so that two slices of one market have the same ones. */
const PIECE = 96;

/**
 * One name for each full piece of the candles: the same closing prices at the same times have the same name in one season.
 *
 * A name says nothing of candles that nobody else can guess; whoever has the same candles can tell that they are held.
 *
 * @param season in the name, so that names of two seasons cannot be compared
 */
export function holdingsOf(series: CandleSeries, season: string): Hex[] {
  const pieces = new Map<number, string[]>();
  for (let i = 0; i < series.length; i++) {
    const piece = Math.floor(series.ts[i]! / series.intervalMs / PIECE);
    const prices = pieces.get(piece) ?? [];
    if (prices.push(series.close[i]!.toPrecision(6)) === 1) pieces.set(piece, prices);
  }
  const full = [...pieces].filter(([, prices]) => prices.length === PIECE);
  // The ends of a slice count only where there is nothing else.
  return (full.length > 0 ? full : [...pieces]).map(([piece, prices]) => {
    const text = `hanse/1/piece|${season}|${series.symbol}|${piece}|${prices.join()}`;
    return toHex(nodePrimitives.digest(utf8(text)));
  });
}
