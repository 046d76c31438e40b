import { checkPeriod } from './column.ts';
import { weightedSums } from './weighted-sum.ts';

/** WMA: mean weighted 1 (oldest) to `period` (newest). Look-back `period - 1`. */
export function wma(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('wma', period);
  const { weighted } = weightedSums(x, period);
  const divisor = (period * (period + 1)) / 2;
  for (let i = 0; i < weighted.length; i++) weighted[i] /= divisor;
  return weighted;
}
