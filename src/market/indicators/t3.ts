import { ema } from './ema.ts';

/** T3: six exponential means in a row, combined by the volume factor (Tillson 1998). Look-back `6 (period - 1)`. */
export function t3(x: Float64Array, period: number, factor: number): Float64Array<ArrayBuffer> {
  const levels = [ema(x, period)];
  for (let k = 1; k < 6; k++) levels.push(ema(levels[k - 1], period, k * (period - 1)));
  const square = factor * factor;
  const cube = square * factor;
  const c1 = -cube;
  const c2 = 3 * (square + cube);
  const c3 = -6 * square - 3 * (factor + cube);
  const c4 = 1 + 3 * factor + cube + 3 * square;
  const [, , e3, e4, e5, e6] = levels;
  for (let i = 0; i < e6.length; i++) {
    e6[i] = c1 * e6[i] + c2 * e5[i] + c3 * e4[i] + c4 * e3[i];
  }
  return e6;
}
