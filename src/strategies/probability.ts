import { Fault, parseDecimal } from '#kit';

/** One whole, in micro-units. */
export const MICRO = 1_000_000;

/** Calibrated class probabilities in micro-units, each rounded up; classes in the order of the labels: down, flat, up. */
export interface Probabilities {
  readonly down: number;
  readonly flat: number;
  readonly up: number;
}

/**
 * A probability in micro-units, rounded up.
 *
 * Rounding up keeps the strict comparison exact: `p > threshold` holds if and only if it holds for the rounded number, whenever the
 * threshold is a whole number of micro-units (0.8000001 trades above 0.80, 0.80 and 0.7999999 do not). A double is first rounded
 * to 1e-9, so that 0.07 does not count as 0.07 and a little more.
 *
 * @param value a number, or a decimal text of at most 18 places.
 * @throws Fault `strategies/bad-probability` for anything outside 0 to 1.
 * @example toMicroUp('0.8000001') // 800001
 */
export function toMicroUp(value: number | string): number {
  const micro =
    typeof value === 'number'
      ? Math.ceil(Math.round(value * 1e9) / 1e3)
      : Number((parseDecimal(value, 18) + 999_999_999_999n) / 1_000_000_000_000n);
  if (!(Number(value) >= 0) || micro > MICRO) {
    throw new Fault(
      'strategies/bad-probability',
      `${value} is no probability; use a number from 0 to 1`,
    );
  }
  return micro;
}

/**
 * Model output (down, flat, up) as integers.
 *
 * @throws Fault `strategies/bad-probability` unless there are three numbers in 0 to 1 that sum to 1 within 1e-3.
 */
export function probabilitiesOf(classes: ArrayLike<number>): Probabilities {
  const [down, flat, up] = [
    classes[0] ?? Number.NaN,
    classes[1] ?? Number.NaN,
    classes[2] ?? Number.NaN,
  ];
  if (classes.length !== 3 || !(Math.abs(down + flat + up - 1) <= 1e-3)) {
    throw new Fault(
      'strategies/bad-probability',
      `[${Array.from(classes).join(', ')}] are no probabilities of down, flat and up; give three that sum to 1`,
    );
  }
  return { down: toMicroUp(down), flat: toMicroUp(flat), up: toMicroUp(up) };
}

/** The confidence gate: strictly above, in integers. */
export function isAbove(probability: number, threshold: number): boolean {
  return probability > threshold;
}

/** Micro-units as decimal text, for sentences. */
export function microText(micro: number): string {
  return (micro / MICRO).toFixed(6).replace(/0{1,4}$/, '');
}
