/** Learning rates that change: by the count of steps, or when validation stops getting better. */
import { Fault } from '#kit';
import { cosineOfPi } from './elementary.ts';

/** The rate of a step, from its index and how many there will be. */
export type Schedule = (step: number, steps: number) => number;

/**
 * Falls from `base` to `floor` along half a cosine (Loshchilov and Hutter 2017), after rising to it in a straight line
 * over the first `warmup` steps.
 */
export function cosineSchedule(base: number, { floor = 0, warmup = 0 } = {}): Schedule {
  if (!(base > 0 && floor >= 0 && floor <= base && warmup >= 0)) {
    throw new Fault(
      'models/bad-options',
      `a cosine from ${base} to ${floor} after ${warmup} steps is no schedule; use 0 ≤ floor ≤ base`,
    );
  }
  return (step, steps) => {
    if (step < warmup) return (base * (step + 1)) / (warmup + 1);
    const way = steps - warmup > 1 ? Math.min(1, (step - warmup) / (steps - warmup - 1)) : 0;
    return floor + (base - floor) * 0.5 * (1 + cosineOfPi(way));
  };
}

/** Watches a validation loss that should fall. */
export interface Plateau {
  /** Takes the loss of one more validation, and says what the rate is to be multiplied by from now on. */
  scale(loss: number): number;
}

/** Multiplies the rate by `factor` each time the loss has not fallen by `least` for more than `patience` validations. */
export function plateau({ factor = 0.5, patience = 2, least = 1e-4 } = {}): Plateau {
  if (!(factor > 0 && factor < 1)) {
    throw new Fault('models/bad-options', `factor is ${factor}; use a number between 0 and 1`);
  }
  let [best, bad, scale] = [Infinity, 0, 1];
  return {
    scale(loss) {
      if (loss < best - least) {
        [best, bad] = [loss, 0];
      } else if (++bad > patience) {
        [scale, bad] = [scale * factor, 0];
      }
      return scale;
    },
  };
}
