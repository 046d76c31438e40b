/** Candles cut into blocks that know nothing of one another: what is computed of one block does not change with another. */
import { Fault } from '#kit';
import type { CandleSeries, Gap } from './series.ts';

/** Where a series is cut. */
export interface Blocks {
  /** Candles of a block, at least 1. */
  readonly length: number;
  /** Candles before the first cut, from 0 to `length` − 1; they are a shorter block of their own. */
  readonly offset: number;
}

/**
 * The same candles with a gap at every cut, so that features begin anew there and no window and no label reaches over it.
 *
 * With these blocks each candle is in exactly one block, and changing it changes the windows of that block only.
 *
 * @throws Fault `market/bad-blocks`
 */
export function cutBlocks(series: CandleSeries, { length, offset }: Blocks): CandleSeries {
  if (!Number.isInteger(length) || length < 1) throw bad('length', length, '1 or more');
  if (!Number.isInteger(offset) || offset < 0 || offset >= length)
    throw bad('offset', offset, `0 to ${length - 1}`);
  const gaps = new Map<number, Gap>(series.gaps.map((gap) => [gap.at, gap]));
  for (let at = offset === 0 ? length : offset; at < series.length; at += length)
    if (!gaps.has(at)) gaps.set(at, { at, missing: 0 });
  return { ...series, gaps: [...gaps.values()].sort((a, b) => a.at - b.at) };
}

/** The number of the block that holds a candle, from 0. */
export function blockOf(candle: number, { length, offset }: Blocks): number {
  return Math.floor((candle - offset) / length) + (offset > 0 ? 1 : 0);
}

function bad(name: string, value: number, use: string): Fault {
  return new Fault(
    'market/bad-blocks',
    `the ${name} of blocks is ${value}; use a whole number of ${use}`,
  );
}
