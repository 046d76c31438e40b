import { Fault } from '#kit';

/** One value a row. */
export type Column = Float64Array<ArrayBuffer>;

const fresh = (length: number): Column => new Float64Array(length);
let source = fresh;

/** A column for results: NaN for the first `lookback` rows; after them anything, to be written over. */
export function columnOf(length: number, lookback: number): Column {
  return source(length).fill(Number.NaN, 0, Math.min(lookback, length));
}

/** Runs `work`, which takes its columns from `take` instead of fresh memory. It runs to its end at once, so no other work can meet it. */
export function takingColumns<Result>(
  take: (length: number) => Column,
  work: () => Result,
): Result {
  source = take;
  try {
    return work();
  } finally {
    source = fresh;
  }
}

/**
 * @throws Fault `market/bad-period` where `period` is no integer from `least` to 100 000.
 */
export function checkPeriod(name: string, period: number, least = 1): void {
  if (Number.isInteger(period) && period >= least && period <= 100_000) return;
  throw new Fault(
    'market/bad-period',
    `${name}: the period is ${period}; use an integer from ${least} to 100000`,
    { meta: { name, period } },
  );
}

/**
 * @throws Fault `market/unequal-columns` where two input columns differ in length.
 */
export function checkColumns(name: string, first: Float64Array, ...others: Float64Array[]): void {
  for (const other of others) {
    if (other.length === first.length) continue;
    throw new Fault(
      'market/unequal-columns',
      `${name}: columns of ${first.length} and ${other.length} rows; give columns of one series`,
    );
  }
}
