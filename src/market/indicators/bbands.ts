import { columnOf } from './column.ts';
import { variance } from './variance.ts';

/** Upper, middle and lower band. */
export interface Bands {
  readonly upper: Float64Array<ArrayBuffer>;
  readonly middle: Float64Array<ArrayBuffer>;
  readonly lower: Float64Array<ArrayBuffer>;
}

/** BBANDS: the mean and `up`, `down` deviations around it (Bollinger). Look-back `period - 1`. */
export function bbands(x: Float64Array, period: number, up: number, down: number): Bands {
  const middle = columnOf(x.length, 0);
  const upper = variance(x, period, middle);
  const lower = columnOf(x.length, 0);
  for (let i = 0; i < lower.length; i++) {
    const spread = Math.sqrt(upper[i]);
    lower[i] = middle[i] - down * spread;
    upper[i] = middle[i] + up * spread;
  }
  return { upper, middle, lower };
}
