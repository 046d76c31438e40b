/** The proximal term: (strength / 2)·‖w − anchor‖², as its gradient. */
import type { TrainOptions } from '#models';

/** Adds `strength`·(w − anchor) to each gradient. A strength of zero leaves gradients as they are, bit for bit. */
export function pullTowards(
  anchor: Float32Array,
  strength: number,
): NonNullable<TrainOptions['adjust']> {
  return (gradient, weights) => {
    for (let i = 0; i < gradient.length; i++)
      gradient[i] = gradient[i]! + strength * (weights[i]! - anchor[i]!);
  };
}
