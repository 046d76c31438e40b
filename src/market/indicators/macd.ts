import { Fault } from '#kit';
import { checkPeriod, columnOf } from './column.ts';
import { ema, meanOf } from './ema.ts';

/** The line, its signal, and the difference of the two. */
export interface Macd {
  readonly macd: Float64Array<ArrayBuffer>;
  readonly signal: Float64Array<ArrayBuffer>;
  readonly histogram: Float64Array<ArrayBuffer>;
}

/** MACD: fast minus slow exponential mean, and its own exponential mean. Look-back `slow + signal - 2` for all three. */
export function macd(x: Float64Array, fast: number, slow: number, signal: number): Macd {
  checkPeriods(fast, slow);
  checkPeriod('macd', signal);
  const n = x.length;
  const lookback = slow + signal - 2;
  const out = {
    macd: columnOf(n, lookback),
    signal: columnOf(n, lookback),
    histogram: columnOf(n, lookback),
  };
  if (n <= lookback) return out;
  // Unlike APO, both means begin in the same row (TA-Lib).
  let quick = meanOf(x, slow - fast, fast);
  let calm = meanOf(x, 0, slow);
  let mean = 0;
  const quickWeight = 2 / (fast + 1);
  const calmWeight = 2 / (slow + 1);
  const weight = 2 / (signal + 1);
  const { macd: lines, signal: means, histogram: gaps } = out;
  for (let i = slow - 1; i < n; i++) {
    if (i >= slow) {
      quick += (x[i] - quick) * quickWeight;
      calm += (x[i] - calm) * calmWeight;
    }
    const line = quick - calm;
    mean += i <= lookback ? line / signal : (line - mean) * weight;
    if (i < lookback) continue;
    lines[i] = line;
    means[i] = mean;
    gaps[i] = line - mean;
  }
  return out;
}

/** APO: fast minus slow exponential mean. Look-back `slow - 1`. */
export function apo(x: Float64Array, fast: number, slow: number): Float64Array<ArrayBuffer> {
  checkPeriods(fast, slow);
  const n = x.length;
  const out = columnOf(n, slow - 1);
  if (n < slow) return out;
  const quickWeight = 2 / (fast + 1);
  const calmWeight = 2 / (slow + 1);
  let quick = meanOf(x, 0, fast);
  let calm = meanOf(x, 0, slow);
  for (let i = fast; i < slow; i++) quick += (x[i] - quick) * quickWeight;
  out[slow - 1] = quick - calm;
  for (let i = slow; i < n; i++) {
    quick += (x[i] - quick) * quickWeight;
    calm += (x[i] - calm) * calmWeight;
    out[i] = quick - calm;
  }
  return out;
}

/** PPO: as {@link apo}, in percent of the slow mean. Look-back `slow - 1`. */
export function ppo(x: Float64Array, fast: number, slow: number): Float64Array<ArrayBuffer> {
  const out = apo(x, fast, slow);
  const slowMean = ema(x, slow);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] / slowMean[i]) * 100;
  return out;
}

function checkPeriods(fast: number, slow: number): void {
  checkPeriod('macd', fast);
  checkPeriod('macd', slow);
  if (fast < slow) return;
  throw new Fault(
    'market/bad-period',
    `the fast period ${fast} is not below the slow period ${slow}; swap or change them`,
  );
}
