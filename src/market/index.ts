/** Candles, indicators, features and labels: what is known about a market at a time, and nothing later. Runs in a browser too. */
export { blockOf, type Blocks, cutBlocks } from './candles/blocks.ts';
export { CandleReader, parseCandles, type ReadOptions } from './candles/reader.ts';
export { randomCandles, seriesOf } from './candles/sample.ts';
export {
  type CandleColumns,
  type CandleSeries,
  type Gap,
  slice,
  type Span,
  spans,
} from './candles/series.ts';
export { symbolOf } from './candles/symbol.ts';
export { ln, wave } from './features/arithmetic.ts';
export type { Feature } from './features/feature.ts';
export { FEATURE_LOOKBACK, featureRows, type FeatureRows, FEATURES } from './features/rows.ts';
export { applyScaler, fitScaler, type Scaler } from './features/scaler.ts';
export {
  computeIndicator,
  type Computed,
  type Indicator,
  type Needed,
  type Parameter,
  usualParameters,
} from './indicators/indicator.ts';
export { indicatorNamed, INDICATORS } from './indicators/registry.ts';
export { Workspace } from './indicators/workspace.ts';
export {
  balancedDeadZone,
  directionLabels,
  type DirectionOptions,
  DOWN,
  FLAT,
  futureReturns,
  UNKNOWN,
  UP,
} from './labels/direction.ts';
export { type WindowOptions, type Windows, windows } from './labels/windows.ts';
export { atr } from './indicators/atr.ts';
export { ema } from './indicators/ema.ts';
export { sma } from './indicators/sma.ts';
export { rsi } from './indicators/rsi.ts';
