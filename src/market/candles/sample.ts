import { seededRandom } from '#kit';
import { COLUMNS, type Row } from './row.ts';
import type { CandleSeries } from './series.ts';

/** A series from rows of ts, open, high, low, close, volume; for tests and simulations, not checked. */
export function seriesOf(symbol: string, intervalMs: number, rows: readonly Row[]): CandleSeries {
  const [ts, open, high, low, close, volume] = COLUMNS.map((_, k) =>
    Float64Array.from(rows, (row) => row[k]),
  );
  return { symbol, intervalMs, length: rows.length, gaps: [], ts, open, high, low, close, volume };
}

/** Made-up candles whose loudness comes and goes, with quiet and empty ones among them; the same for the same seed. */
export function randomCandles(length: number, seed: number | string): CandleSeries {
  const random = seededRandom(seed);
  const rows: Row[] = [];
  let price = 1 + 100 * random.unit();
  let loud = 0.01;
  for (let i = 0; i < length; i++) {
    loud = Math.min(0.1, Math.max(0.0001, loud * (0.7 + 0.6 * random.unit())));
    const open = price;
    const still = random.below(12) === 0;
    const close = still ? open : open * (1 + loud * (random.unit() - 0.5));
    const high = Math.max(open, close) * (still ? 1 : 1 + 0.3 * loud * random.unit());
    const low = Math.min(open, close) * (still ? 1 : 1 - 0.3 * loud * random.unit());
    rows.push([i * 300_000, open, high, low, close, still ? 0 : 1000 * loud * random.unit()]);
    price = close;
  }
  return seriesOf('RANDOM', 300_000, rows);
}
