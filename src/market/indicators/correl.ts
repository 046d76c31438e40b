import { checkColumns, checkPeriod, columnOf } from './column.ts';
import { comoments } from './comoments.ts';

/** CORREL: Pearson correlation of two columns over `period` rows, −1 to 1; 0 where one does not move. Look-back `period - 1`. */
export function correl(
  x: Float64Array,
  y: Float64Array,
  period: number,
): Float64Array<ArrayBuffer> {
  checkPeriod('correl', period);
  checkColumns('correl', x, y);
  const { xx, xy, yy } = comoments(x, y, period);
  for (let i = period - 1; i < xy.length; i++) {
    const spread = Math.sqrt(xx[i] * yy[i]);
    xy[i] = spread > 0 ? xy[i] / spread : 0;
  }
  return xy;
}

/** BETA: slope of y's returns on x's returns over `period` returns; 0 where x does not move. Look-back `period`. */
export function beta(x: Float64Array, y: Float64Array, period: number): Float64Array<ArrayBuffer> {
  checkPeriod('beta', period);
  checkColumns('beta', x, y);
  const { xx, xy } = comoments(returnsOf(x), returnsOf(y), period, 1);
  for (let i = period; i < xy.length; i++) xy[i] = xx[i] > 0 ? xy[i] / xx[i] : 0;
  return xy;
}

function returnsOf(x: Float64Array): Float64Array {
  const out = columnOf(x.length, 1);
  for (let i = 1; i < x.length; i++) out[i] = x[i - 1] === 0 ? 0 : x[i] / x[i - 1] - 1;
  return out;
}
