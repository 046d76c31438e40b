/** A trainer whose loss is a formula, ½ Σ aⱼ(wⱼ − bⱼ)², so that every strategy's result can be computed by hand. */
import type { SequenceData } from '#models';
import type { StrategyTrainer } from './local.ts';

/** Data whose count is the member's weight; the formula does not look at them. */
export const DATA: SequenceData = {
  rows: new Float32Array(4),
  ends: Int32Array.of(0, 1, 2, 3),
  labels: new Int32Array(4),
};

/** Plain gradient descent on the formula, in float32. */
export function quadratic(a: readonly number[], b: readonly number[]): StrategyTrainer {
  let weights = new Float32Array(a.length);
  const slope = (): Float32Array<ArrayBuffer> =>
    Float32Array.from(weights, (w, j) => a[j]! * (w - b[j]!));
  const loss = (): number => a.reduce((sum, x, j) => sum + (x * (weights[j]! - b[j]!) ** 2) / 2, 0);
  const move = (gradient: Float32Array, rate: number): void => {
    weights = weights.map((w, j) => w - rate * gradient[j]!);
  };
  return {
    maxBatch: DATA.ends.length,
    load: (from) => void (weights = Float32Array.from(from)),
    weights: () => weights.slice(),
    resetOptimiser: () => undefined,
    gradient: () => ({ loss: loss(), gradient: slope() }),
    step(_data, _indices, { learningRate }) {
      const before = loss();
      move(slope(), learningRate);
      return before;
    },
    apply: (gradient, { learningRate }) => move(gradient, learningRate),
  };
}
