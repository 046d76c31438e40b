import { sma } from './sma.ts';
import { deviation } from './variance.ts';

/** Upper, middle and lower band. */
export interface Bands {
  readonly upper: Float64Array<ArrayBuffer>;
  readonly middle: Float64Array<ArrayBuffer>;
  readonly lower: Float64Array<ArrayBuffer>;
}

/** BBANDS: the mean and `up`, `down` deviations around it (Bollinger). Look-back `period - 1`. */
export function bbands(x: Float64Array, period: number, up: number, down: number): Bands {
  const middle = sma(x, period);
  const upper = deviation(x, period);
  const lower = new Float64Array(x.length);
  for (let i = 0; i < lower.length; i++) {
    lower[i] = middle[i] - down * upper[i];
    upper[i] = middle[i] + up * upper[i];
  }
  return { upper, middle, lower };
}
