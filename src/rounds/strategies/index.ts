/** How the members' steps differ from strategy to strategy; the hub's half is in `#rounds`. Runs in a browser too. */
export { sharedWidth, startShared, weightsIn } from './layout.ts';
export {
  type LocalOrder,
  type LocalOutcome,
  optimiserOf,
  type StrategyTrainer,
  trainLocally,
} from './local.ts';
