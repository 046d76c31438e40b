import { Fault } from '#kit';
import { refuse } from './row.ts';
import type { Gap } from './series.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What the time column must fulfil, and the line of the file that its first entry came from. */
export interface GridOptions {
  readonly intervalMs: number | undefined;
  readonly gaps: 'refuse' | 'report';
  readonly firstLine: number;
}

/** The candle length and the holes. */
export interface Grid {
  readonly intervalMs: number;
  readonly gaps: readonly Gap[];
}

/**
 * Finds the candle length (the most frequent step) and checks that every candle stands on the grid that begins with the first.
 *
 * @param ts strictly ascending times in milliseconds.
 * @throws Fault `market/too-few-candles`, `market/bad-interval`, `market/off-grid`, `market/gap`.
 */
export function placeOnGrid(ts: Float64Array, options: GridOptions): Grid {
  if (ts.length < 2 && (options.intervalMs === undefined || ts.length === 0)) {
    throw new Fault(
      'market/too-few-candles',
      `${ts.length} candles; a series needs at least two rows below its header`,
      { meta: { rows: ts.length } },
    );
  }
  const intervalMs = options.intervalMs ?? commonStep(ts);
  if (!Number.isInteger(intervalMs) || intervalMs < MINUTE || intervalMs > DAY) {
    throw new Fault(
      'market/bad-interval',
      `the candles are ${intervalMs} ms apart; use 1 minute (${MINUTE}) to 1 day (${DAY}), with ts in milliseconds`,
      { meta: { intervalMs } },
    );
  }
  const gaps: Gap[] = [];
  for (let i = 1; i < ts.length; i++) {
    const step = ts[i] - ts[i - 1];
    if (step === intervalMs) continue;
    const line = options.firstLine + i;
    if (step % intervalMs !== 0) {
      throw refuse(
        'market/off-grid',
        line,
        `ts ${ts[i]} comes ${step} ms after the row before, which is no multiple of ${intervalMs} ms; correct it or resample the file`,
      );
    }
    const missing = step / intervalMs - 1;
    if (options.gaps === 'refuse') throw gapFault(line, missing, ts[i - 1], intervalMs);
    gaps.push({ at: i, missing });
  }
  return { intervalMs, gaps };
}

function gapFault(line: number, missing: number, before: number, intervalMs: number): Fault {
  const from = new Date(before + intervalMs).toISOString();
  const to = new Date(before + missing * intervalMs).toISOString();
  return new Fault(
    'market/gap',
    `line ${line}: ${missing} candle${missing === 1 ? '' : 's'} missing before this row, from ${from} to ${to}; add them, or give the candles after it as a file of their own`,
    { meta: { line, missing, from, to } },
  );
}

/** The most frequent step between neighbours; the smaller one where two are equally frequent. */
function commonStep(ts: Float64Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < ts.length; i++) {
    const step = ts[i] - ts[i - 1];
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let best = 0;
  let most = 0;
  for (const [step, count] of counts) {
    if (count > most || (count === most && step < best)) [best, most] = [step, count];
  }
  return best;
}
