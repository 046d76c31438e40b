/** Pure functions: what is known → what to want. */
export { impactEstimate, type ImpactInput, multiplierAt, MULTIPLIERS } from './impact.ts';
export { influence, type Influence, MAX_PARTICIPATION_BPS } from './influence.ts';
export { strategyHash, strategyOf } from './known.ts';
export { longFlat } from './long-flat.ts';
export { plannedVolume, rvrMarketBps } from './plan.ts';
export {
  ammPreset,
  checkConfig,
  seasonPreset,
  strategies,
  type StrategyConfig,
} from './presets.ts';
export {
  isAbove,
  MICRO,
  microText,
  type Probabilities,
  probabilitiesOf,
  toMicroUp,
} from './probability.ts';
export { lpFeeDown, type Quotes, quotes } from './quotes.ts';
export { addRatio, type Ratio, ratio, ratioText, timesRatio } from './ratio.ts';
export type {
  Action,
  Asset,
  BookLimits,
  Decision,
  Position,
  Situation,
  Strategy,
} from './strategy.ts';
