/** Candle files made up for tests. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '#kit';

export type Row = [
  ts: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

/** Rows that wander about a price, every five minutes since 2024 unless told otherwise. */
export function rowsOf(
  count: number,
  how: { step?: number; start?: number; price?: number; seed?: string } = {},
): Row[] {
  const { step = 300_000, start = 1_704_067_200_000, price = 100, seed = 'rows' } = how;
  const random = seededRandom(seed);
  const digits = (value: number): number => Number(value.toPrecision(9));
  let last = price;
  return Array.from({ length: count }, (_, i) => {
    const open = last;
    const pull = 0.02 * Math.log(price / last);
    last = digits(open * Math.exp(pull + 0.004 * (random.unit() - 0.5)));
    const high = digits(Math.max(open, last) * (1 + 0.001 * random.unit()));
    const low = digits(Math.min(open, last) * (1 - 0.001 * random.unit()));
    return [start + i * step, open, high, low, last, digits(1 + 50 * random.unit())];
  });
}

/** Rows in plain waves about a price, which any model learns to foresee: whoever trades on them makes a profit. */
export function wavesOf(count: number, price = 100): Row[] {
  const digits = (value: number): number => Number((value * price).toPrecision(9));
  const at = (i: number): number => 1 + 0.03 * Math.sin(i / 7) + 0.08 * Math.sin(i / 191);
  return Array.from({ length: count }, (_, i): Row => {
    const [open, close] = [at(i), at(i + 1)];
    const [high, low] = [Math.max(open, close) + 0.005, Math.min(open, close) - 0.005];
    const ts = 1_704_067_200_000 + i * 300_000;
    return [ts, digits(open), digits(high), digits(low), digits(close), 10 + (i % 9)];
  });
}

/** Writes rows as a candle file; gives its path. */
export function writeCandles(
  folder: string,
  name: string,
  rows: readonly (Row | string)[],
  how: { header?: string; newline?: string } = {},
): string {
  const { header = 'ts,open,high,low,close,volume', newline = '\n' } = how;
  const path = join(folder, name);
  const lines = [header, ...rows.map((row) => (typeof row === 'string' ? row : row.join(',')))];
  writeFileSync(path, lines.join(newline) + newline);
  return path;
}
