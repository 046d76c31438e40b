import { Fault, type Random } from '#kit';
import { type LstmShape, parameterCount } from './shape.ts';

/** Fresh flat weights, each uniform in ±1/√hidden, as torch starts an LSTM. */
export function initialWeights(shape: LstmShape, random: Random): Float32Array<ArrayBuffer> {
  const bound = 1 / Math.sqrt(shape.hidden);
  const weights = new Float32Array(parameterCount(shape));
  for (let i = 0; i < weights.length; i++) weights[i] = (2 * random.unit() - 1) * bound;
  return weights;
}

/** @throws Fault `models/bad-weights` when the count is not the shape's or a weight is not finite */
export function checkWeights(shape: LstmShape, weights: Float32Array): void {
  const count = parameterCount(shape);
  if (weights.length !== count) {
    throw new Fault(
      'models/bad-weights',
      `there are ${weights.length} weights where the shape has ${count}; use weights made for this shape`,
      {
        meta: { count: weights.length, expected: count },
      },
    );
  }
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(weights[i])) {
      throw new Fault(
        'models/bad-weights',
        `weight ${i} is ${weights[i]}; use weights that are all finite`,
        {
          meta: { index: i, value: String(weights[i]) },
        },
      );
    }
  }
}
