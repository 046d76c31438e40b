import { Fault } from '#kit';
import { type CandleSeries, checkRange, spans } from '../candles/series.ts';

/** Classes of {@link directionLabels}. */
export const DOWN = 0;
export const FLAT = 1;
export const UP = 2;
/** The future is not in the series, or lies behind a gap. */
export const UNKNOWN = -1;

/** What is asked about the future. */
export interface DirectionOptions {
  /** How many candles ahead, at least 1. */
  readonly horizon: number;
  /** Returns of at most this size are flat, as a fraction: 0.002 is 0.2 %. */
  readonly deadZone: number;
}

/**
 * The return of the close `horizon` candles ahead, as a fraction; NaN where it is unknown or would span a gap.
 *
 * @throws Fault `market/bad-horizon`.
 */
export function futureReturns(series: CandleSeries, horizon: number): Float64Array<ArrayBuffer> {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new Fault('market/bad-horizon', `the horizon is ${horizon}; use 1 candle or more`);
  }
  const out = new Float64Array(series.length).fill(Number.NaN);
  for (const { from, to } of spans(series)) {
    for (let i = from; i + horizon < to; i++) {
      out[i] = series.close[i + horizon] / series.close[i] - 1;
    }
  }
  return out;
}

/**
 * Whether the close rises, falls or stays `horizon` candles ahead: 0 down, 1 flat, 2 up, −1 unknown.
 *
 * The dead zone is a fixed return, not one in units of the moment's volatility: costs are fixed too, and how often the price
 * leaves a fixed zone is what can be learned best (volatility lasts, direction hardly does).
 *
 * @throws Fault `market/bad-horizon`, `market/bad-dead-zone`.
 */
export function directionLabels(
  series: CandleSeries,
  { horizon, deadZone }: DirectionOptions,
): Int8Array<ArrayBuffer> {
  if (!Number.isFinite(deadZone) || deadZone < 0) {
    throw new Fault(
      'market/bad-dead-zone',
      `the dead zone is ${deadZone}; use a return of zero or more, such as 0.002`,
    );
  }
  const moves = futureReturns(series, horizon);
  return Int8Array.from(moves, (move) => {
    if (Number.isNaN(move)) return UNKNOWN;
    if (move > deadZone) return UP;
    return move < -deadZone ? DOWN : FLAT;
  });
}

/**
 * The dead zone that makes the three classes as equal as can be (least sum of squared counts) for candles of `[from, to)` whose
 * future lies in the range too: give the training range.
 *
 * @throws Fault `market/bad-horizon`, `market/bad-range`, `market/no-rows` where no candle of the range has its future in it.
 */
export function balancedDeadZone(
  series: CandleSeries,
  horizon: number,
  from: number,
  to: number,
): number {
  checkRange(series.length, from, to);
  const moves = futureReturns(series, horizon).subarray(from, Math.max(from, to - horizon));
  const known = moves.filter((move) => !Number.isNaN(move));
  if (known.length === 0) {
    throw new Fault(
      'market/no-rows',
      `candles [${from}, ${to}) do not reach ${horizon} candles ahead; use a longer range`,
    );
  }
  known.sort((a, b) => Math.abs(a) - Math.abs(b));
  let up = known.reduce((count, move) => count + Number(move > 0), 0);
  let down = known.reduce((count, move) => count + Number(move < 0), 0);
  let zone = 0;
  let least = Infinity;
  for (const [i, move] of known.entries()) {
    if (move > 0) up--;
    else if (move < 0) down--;
    const flat = i + 1;
    const unequal = up * up + down * down + flat * flat;
    if (unequal < least) [zone, least] = [Math.abs(move), unequal];
  }
  return zone;
}
