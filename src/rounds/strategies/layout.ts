/**
 * What travels in a round under each strategy. The round's model is the global weights, and behind them, where a strategy needs
 * it, as many numbers again that all members share. One vector, one sum: nothing of it is seen but in sums of at least three.
 */
import { Fault } from '#kit';
import type { Federation } from '#governance';

/** How many numbers a round's model has for so many weights: control variates double it. */
export function sharedWidth({ name }: Federation, parameters: number): number {
  return name === 'scaffold' ? 2 * parameters : parameters;
}

/** The first round's model: control variates start at zero. */
export function startShared(
  federation: Federation,
  weights: Float32Array,
): Float32Array<ArrayBuffer> {
  const shared = new Float32Array(sharedWidth(federation, weights.length));
  shared.set(weights);
  return shared;
}

/**
 * The weights at the front of a round's model; a view.
 *
 * @throws Fault `rounds/wrong-shape` where there are fewer numbers than weights
 */
export function weightsIn(shared: Float32Array, parameters: number): Float32Array {
  if (shared.length === parameters) return shared;
  if (shared.length > parameters) return shared.subarray(0, parameters);
  throw new Fault(
    'rounds/wrong-shape',
    `the round's model has ${shared.length} numbers and the network ${parameters} weights; use one made for this network`,
  );
}
