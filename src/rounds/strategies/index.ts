/** How the members' steps differ from strategy to strategy; the hub's half is in `#rounds`. Runs in a browser too. */
export { guardedManner, type GuardedManner, type GuardedOrder, noiseLeft } from './guarded.ts';
export { sharedWidth, startShared, weightsIn } from './layout.ts';
export {
  type LocalOrder,
  type LocalOutcome,
  optimiserOf,
  ownModel,
  type StrategyTrainer,
  trainLocally,
} from './local.ts';
