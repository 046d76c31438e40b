/** Trades before they happen and after: slices, guards, cost basis, metrics, simulators. */
export {
  type CostBasis,
  nothingHeld,
  type Purchase,
  type Realised,
  recordPurchase,
  recordSale,
  type Sale,
} from './cost-basis.ts';
export {
  BREAKER,
  type BreakerInput,
  guardBreaker,
  type IndexPoint,
  RollingHigh,
} from './guards/breaker.ts';
export { type ExpectedValueInput, guardExpectedValue } from './guards/expected-value.ts';
export { FREQUENCY, type FrequencyInput, guardFrequency } from './guards/frequency.ts';
export { guardHeartbeat, HEARTBEAT, type HeartbeatInput } from './guards/heartbeat.ts';
export { guardMinimumOutput, type MinimumOutputInput } from './guards/minimum-output.ts';
export { guardTradeCap, type TradeCapInput } from './guards/trade-cap.ts';
export { checkAll, type Judgement, type Verdict, verdict } from './guards/verdict.ts';
export {
  maxDrawdown,
  maxDrawdownOfReturns,
  type MetricOptions,
  returnsOf,
  type RiskMetrics,
  riskMetrics,
} from './metrics.ts';
export { type ExactInput, exactInput, minOutUp, type SwapWish } from './min-out.ts';
export { rebalanceDeltas } from './rebalance.ts';
export { capOf, slicePlan } from './slice.ts';
export {
  type LegacyAgent,
  legacyAgents,
  legacyDistribute,
  type LegacyRun,
  runLegacy,
} from './legacy-doubles.ts';
export { runToy, TOY, type ToyAgent, toyAgents, type ToyRow, type ToyRun } from './legacy.ts';
export { buyAndHold, type HoldRun, type HoldSetup } from './buy-and-hold.ts';
export {
  type PaperMarket,
  type PaperPolicy,
  paperRun,
  type PaperRun,
  type PaperSetup,
  type PaperTrade,
  SLICE_SPACING,
} from './paper.ts';
export { boughtDown, PRICE_SCALE, priceUnits, worthDown } from './price.ts';
export {
  fillOnPaper,
  type PaperFees,
  type PaperFill,
  type PaperOrder,
  settleOnPaper,
} from './paper-fill.ts';
