/** Which rule moves the weights, and the part of its state that is not per weight. */
import type { Update } from '#tensor';

export type Optimiser =
  | {
      readonly rule: 'adam';
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
    }
  | {
      readonly rule: 'adamw';
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      /** Decoupled weight decay, default 0.01. */
      readonly decay?: number;
    }
  | { readonly rule: 'sgd'; readonly momentum?: number; readonly decay?: number };

export interface Moments {
  /** What the next step does at this rate. */
  next(rate: number, clipNorm: number): Update;
  reset(): void;
}

/** β^t are running products: a host's `pow` differs between engines. */
export function startMoments(optimiser: Optimiser): Moments {
  const adam = optimiser.rule !== 'sgd';
  const beta1 = adam ? (optimiser.beta1 ?? 0.9) : (optimiser.momentum ?? 0.9);
  const beta2 = adam ? (optimiser.beta2 ?? 0.999) : 0;
  const epsilon = adam ? (optimiser.epsilon ?? 1e-8) : 0;
  const decay =
    optimiser.rule === 'adamw'
      ? (optimiser.decay ?? 0.01)
      : optimiser.rule === 'sgd'
        ? (optimiser.decay ?? 0)
        : 0;
  let [power1, power2] = [1, 1];
  return {
    next(rate, clipNorm) {
      power1 *= beta1;
      power2 *= beta2;
      return {
        rule: adam ? 'adam' : 'momentum',
        rate,
        beta1,
        beta2,
        epsilon,
        power1,
        power2,
        decay,
        clipNorm,
      };
    },
    reset() {
      [power1, power2] = [1, 1];
    },
  };
}
