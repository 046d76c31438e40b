/** Candles, indicators, features and labels: what is known about a market at a time, and nothing later. Runs in a browser too. */
export { CandleReader, parseCandles, type ReadOptions } from './candles/reader.ts';
export {
  type CandleColumns,
  type CandleSeries,
  type Gap,
  slice,
  type Span,
  spans,
} from './candles/series.ts';
export { symbolOf } from './candles/symbol.ts';
