import { checkPeriod, columnOf } from './column.ts';

/** RSI: Wilder's share of the gains in all moves, 0 to 100; 0 where nothing moved (TA-Lib). Look-back `period`. */
export function rsi(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return strength(x, period, 'rsi');
}

/** CMO: gains minus losses over all moves, Wilder smoothed, −100 to 100; 0 where nothing moved. Look-back `period`. */
export function cmo(x: Float64Array, period: number): Float64Array<ArrayBuffer> {
  return strength(x, period, 'cmo');
}

function strength(x: Float64Array, period: number, kind: 'rsi' | 'cmo'): Float64Array<ArrayBuffer> {
  checkPeriod(kind, period, 2);
  const n = x.length;
  const out = columnOf(n, period);
  if (n <= period) return out;
  let gain = 0;
  let loss = 0;
  for (let i = 1; i <= period; i++) {
    const move = x[i] - x[i - 1];
    if (move > 0) gain += move;
    else loss -= move;
  }
  gain /= period;
  loss /= period;
  const sign = kind === 'cmo' ? 1 : 0;
  const keep = (period - 1) / period;
  const half = 0.5 / period;
  out[period] = gain + loss > 0 ? (100 * (gain - sign * loss)) / (gain + loss) : 0;
  for (let i = period + 1; i < n; i++) {
    const move = x[i] - x[i - 1];
    gain *= keep;
    loss *= keep;
    // |m| ± m without a branch: which way a price moves cannot be guessed, and wrong guesses cost more than the rest.
    const size = Math.abs(move);
    gain += (size + move) * half;
    loss += (size - move) * half;
    out[i] = gain + loss > 0 ? (100 * (gain - sign * loss)) / (gain + loss) : 0;
  }
  return out;
}
