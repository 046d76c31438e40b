import { Fault } from '#kit';
import { checkPeriod } from './column.ts';
import { ema } from './ema.ts';

/** The line, its signal, and the difference of the two. */
export interface Macd {
  readonly macd: Float64Array<ArrayBuffer>;
  readonly signal: Float64Array<ArrayBuffer>;
  readonly histogram: Float64Array<ArrayBuffer>;
}

/** MACD: fast minus slow exponential mean, and its own exponential mean. Look-back `slow + signal - 2` for all three. */
export function macd(x: Float64Array, fast: number, slow: number, signal: number): Macd {
  checkPeriods(fast, slow);
  // Unlike APO, both means begin in the same row (TA-Lib).
  const line = ema(x, fast, slow - fast);
  const histogram = ema(x, slow);
  for (let i = 0; i < line.length; i++) line[i] -= histogram[i];
  const mean = ema(line, signal, slow - 1);
  for (let i = 0; i < histogram.length; i++) histogram[i] = line[i] - mean[i];
  line.fill(Number.NaN, 0, Math.min(slow + signal - 2, line.length));
  return { macd: line, signal: mean, histogram };
}

/** APO: fast minus slow exponential mean. Look-back `slow - 1`. */
export function apo(x: Float64Array, fast: number, slow: number): Float64Array<ArrayBuffer> {
  checkPeriods(fast, slow);
  const slowMean = ema(x, slow);
  const fastMean = ema(x, fast);
  for (let i = 0; i < slowMean.length; i++) slowMean[i] = fastMean[i] - slowMean[i];
  return slowMean;
}

/** PPO: as {@link apo}, in percent of the slow mean. Look-back `slow - 1`. */
export function ppo(x: Float64Array, fast: number, slow: number): Float64Array<ArrayBuffer> {
  checkPeriods(fast, slow);
  const slowMean = ema(x, slow);
  const fastMean = ema(x, fast);
  for (let i = 0; i < slowMean.length; i++) {
    slowMean[i] = ((fastMean[i] - slowMean[i]) / slowMean[i]) * 100;
  }
  return slowMean;
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
