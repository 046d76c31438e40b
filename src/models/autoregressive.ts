import { Fault } from '#kit';

/** A linear forecast of a series from its own last values; plain data, JSON-able. */
export interface Autoregression {
  readonly order: number;
  readonly horizon: number;
  readonly intercept: number;
  /** For the newest value first. */
  readonly coefficients: readonly number[];
  /** What was added to the forecast in the fitted range, ascending: at most 2001 order statistics at even steps. */
  readonly residuals: readonly number[];
}

/** On which part of the series to fit, and how far to forecast. */
export interface AutoregressionOptions {
  readonly order: number;
  readonly horizon: number;
  /** Values `[from, to)` are seen, and no others. */
  readonly from: number;
  readonly to: number;
}

const KEPT = 2001;
/** Added to each diagonal element, in parts of itself: constant or repeated columns stay solvable, others stay as they are. */
const RIDGE = 1e-9;

/**
 * Fits AR(p) by least squares on simple returns, and keeps how far the `horizon`-step forecast was off.
 *
 * Values that are not finite mark gaps: no equation and no residual spans one. Only + − × ÷ and square roots are used, so every
 * engine gives the same bits.
 *
 * @throws Fault `models/bad-order` for an order or horizon below 1; `models/too-few-rows` for fewer than ten equations a coefficient, or no residual.
 */
export function fitAutoregression(
  returns: ArrayLike<number>,
  { order, horizon, from, to }: AutoregressionOptions,
): Autoregression {
  for (const [name, value] of Object.entries({ order, horizon })) {
    if (!Number.isInteger(value) || value < 1)
      throw new Fault('models/bad-order', `${name} is ${value}; use an integer of at least 1`);
  }
  const size = order + 1;
  const gram = Array.from({ length: size }, () => new Float64Array(size));
  const moment = new Float64Array(size);
  const row = new Float64Array(size);
  let equations = 0;
  for (let t = from + order; t < to; t++) {
    if (!readRow(returns, t - 1, row) || !Number.isFinite(returns[t])) continue;
    equations++;
    for (let i = 0; i < size; i++) {
      moment[i]! += row[i]! * returns[t]!;
      for (let j = 0; j <= i; j++) gram[i]![j]! += row[i]! * row[j]!;
    }
  }
  if (equations < 10 * size) {
    throw new Fault(
      'models/too-few-rows',
      `${equations} equations for ${size} coefficients; provide at least ${10 * size} or a smaller order`,
    );
  }
  const [intercept, ...coefficients] = solve(gram, moment);
  const model = { order, horizon, intercept: intercept!, coefficients, residuals: [] };
  return { ...model, residuals: residualsOf(model, returns, from, to) };
}

/**
 * The expected sum of the `horizon` values after `at`, from the values up to and including `at`; NaN where they are not all known.
 */
export function forecastSum(
  model: Pick<Autoregression, 'order' | 'horizon' | 'intercept' | 'coefficients'>,
  returns: ArrayLike<number>,
  at: number,
): number {
  const { order, horizon, intercept, coefficients } = model;
  if (at - order + 1 < 0) return Number.NaN;
  const recent = Array.from({ length: order }, (_, lag) => returns[at - lag] ?? Number.NaN);
  let sum = 0;
  for (let step = 0; step < horizon; step++) {
    let next = intercept;
    for (let lag = 0; lag < order; lag++) next += coefficients[lag]! * recent[lag]!;
    recent.unshift(next);
    recent.pop();
    sum += next;
  }
  return sum;
}

/**
 * Probabilities of down, flat and up after each of `ends`: the share of the kept residuals that carries the forecast below
 * `−deadZone`, between, and above `deadZone`, with one imaginary residual in each class so that nothing is impossible.
 *
 * No normal law is assumed. Where the last values are not known, the forecast is 0.
 *
 * @returns [ends.length][3], each row summing to 1.
 */
export function autoregressiveProbabilities(
  model: Autoregression,
  returns: ArrayLike<number>,
  ends: ArrayLike<number>,
  deadZone: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(ends.length * 3);
  const n = model.residuals.length;
  for (let i = 0; i < ends.length; i++) {
    const known = forecastSum(model, returns, ends[i]!);
    const forecast = Number.isFinite(known) ? known : 0;
    const down = countBelow(model.residuals, -deadZone - forecast);
    const up = n - countUpTo(model.residuals, deadZone - forecast);
    out[3 * i] = (down + 1) / (n + 3);
    out[3 * i + 1] = (n - down - up + 1) / (n + 3);
    out[3 * i + 2] = (up + 1) / (n + 3);
  }
  return out;
}

function residualsOf(
  model: Autoregression,
  returns: ArrayLike<number>,
  from: number,
  to: number,
): number[] {
  const all: number[] = [];
  for (let at = from + model.order - 1; at + model.horizon < to; at++) {
    let growth = 1;
    for (let step = 1; step <= model.horizon; step++) growth *= 1 + returns[at + step]!;
    const residual = growth - 1 - forecastSum(model, returns, at);
    if (Number.isFinite(residual)) all.push(residual);
  }
  if (all.length === 0) {
    throw new Fault(
      'models/too-few-rows',
      `values [${from}, ${to}) hold no stretch of ${model.order + model.horizon}; use a longer range`,
    );
  }
  const sorted = Float64Array.from(all).sort();
  if (sorted.length <= KEPT) return [...sorted];
  return Array.from(
    { length: KEPT },
    (_, i) => sorted[Math.floor((i * (sorted.length - 1)) / (KEPT - 1))]!,
  );
}

/** `[1, value at t, value before it, …]`; false where one of them is unknown. */
function readRow(returns: ArrayLike<number>, t: number, row: Float64Array): boolean {
  row[0] = 1;
  for (let lag = 1; lag < row.length; lag++) {
    row[lag] = returns[t - lag + 1]!;
    if (!Number.isFinite(row[lag])) return false;
  }
  return true;
}

/** Cholesky on the lower triangle, in place. */
function solve(gram: Float64Array[], moment: Float64Array): number[] {
  const size = moment.length;
  for (let i = 0; i < size; i++) {
    gram[i]![i] = gram[i]![i]! * (1 + RIDGE) + Number.MIN_VALUE;
    for (let j = 0; j <= i; j++) {
      let rest = gram[i]![j]!;
      for (let k = 0; k < j; k++) rest -= gram[i]![k]! * gram[j]![k]!;
      if (i === j) gram[i]![i] = rest > 0 ? Math.sqrt(rest) : 0;
      else gram[i]![j] = gram[j]![j]! > 0 ? rest / gram[j]![j]! : 0;
    }
  }
  const x = [...moment];
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= gram[i]![k]! * x[k]!;
    x[i] = gram[i]![i]! > 0 ? x[i]! / gram[i]![i]! : 0;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= gram[k]![i]! * x[k]!;
    x[i] = gram[i]![i]! > 0 ? x[i]! / gram[i]![i]! : 0;
  }
  return x;
}

/** How many of ascending `values` are below `limit`. */
function countBelow(values: readonly number[], limit: number): number {
  return firstWhere(values, (value) => value >= limit);
}

/** How many of ascending `values` are at most `limit`. */
function countUpTo(values: readonly number[], limit: number): number {
  return firstWhere(values, (value) => value > limit);
}

function firstWhere(values: readonly number[], holds: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(values[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
