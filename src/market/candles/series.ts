import { Fault } from '#kit';

/** The six numbers of a candle, each as one column; row `i` of every column is candle `i`. */
export interface CandleColumns {
  /** Opening time, milliseconds since the Unix epoch, UTC. */
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Traded amount in the base asset. */
  readonly volume: Float64Array;
}

/** Candles that are missing before candle `at`. */
export interface Gap {
  readonly at: number;
  readonly missing: number;
}

/** Candles of one asset, oldest first, on a grid of `intervalMs`. Holes in the grid are listed in `gaps`. */
export interface CandleSeries extends CandleColumns {
  readonly symbol: string;
  readonly intervalMs: number;
  readonly length: number;
  readonly gaps: readonly Gap[];
}

/** A stretch of candles `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Candles `[from, to)` as a series of its own; the columns are views, not copies.
 *
 * @throws Fault `market/bad-range` where the range does not lie in the series.
 */
export function slice(series: CandleSeries, from: number, to: number): CandleSeries {
  checkRange(series.length, from, to);
  return {
    symbol: series.symbol,
    intervalMs: series.intervalMs,
    length: to - from,
    gaps: series.gaps
      .filter((gap) => gap.at > from && gap.at < to)
      .map((gap) => ({ at: gap.at - from, missing: gap.missing })),
    ts: series.ts.subarray(from, to),
    open: series.open.subarray(from, to),
    high: series.high.subarray(from, to),
    low: series.low.subarray(from, to),
    close: series.close.subarray(from, to),
    volume: series.volume.subarray(from, to),
  };
}

/** The stretches between gaps, in order; one stretch for a series without gaps. */
export function spans(series: CandleSeries): Span[] {
  const starts = [0, ...series.gaps.map((gap) => gap.at)];
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? series.length }));
}

/** @throws Fault `market/bad-range` unless `0 ≤ from ≤ to ≤ length`, all integers. */
export function checkRange(length: number, from: number, to: number): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= length)
    return;
  throw new Fault(
    'market/bad-range',
    `the range [${from}, ${to}) does not lie in [0, ${length}); give 0 ≤ from ≤ to ≤ ${length}`,
    { meta: { from, to, length } },
  );
}
