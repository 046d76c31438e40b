import { Fault, type Random } from '#kit';
import { type NetworkShape, parameterCount, tensorPlaces } from './shape.ts';

/** Fresh flat weights, each uniform within ±1/√fan-in as torch starts these layers (recurrent: ±1/√hidden). */
export function initialWeights(shape: NetworkShape, random: Random): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(parameterCount(shape));
  for (const { offset, length, bound } of tensorPlaces(shape)) {
    for (let i = 0; i < length; i++) weights[offset + i] = (2 * random.unit() - 1) * bound;
  }
  return weights;
}

/** @throws Fault `models/bad-weights` when the count is not the shape's or a weight is not finite */
export function checkWeights(shape: NetworkShape, weights: Float32Array): void {
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
