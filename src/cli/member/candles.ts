/** A member's own candles: copied into its folder once, read from there ever after. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, utf8 } from '#kit';
import { type CandleSeries, slice } from '#market';
import { readCandles } from '#market/feeds';
import { writeDurably } from '#members';

/** Which slice of which file. */
export interface SliceChoice {
  readonly data?: string;
  readonly from?: number;
  readonly to?: number;
}

const HEADER = 'ts,open,high,low,close,volume';

/**
 * The member's own candles.
 *
 * @throws Fault `members/no-data` where there are none and none are given, and every fault of the feed.
 */
export async function ownCandles(folder: string, choice: SliceChoice): Promise<CandleSeries> {
  const present = existsSync(folder)
    ? readdirSync(folder).find((name) => name.endsWith('.csv'))
    : undefined;
  if (present) return readCandles(join(folder, present));
  if (!choice.data) {
    throw new Fault(
      'members/no-data',
      `${folder} holds no candles; give --data FILE, and --from and --to for a slice of it`,
    );
  }
  const whole = await readCandles(choice.data);
  const from = firstAt(whole, choice.from ?? -Infinity);
  const to = firstAt(whole, choice.to ?? Infinity);
  if (to <= from) {
    throw new Fault(
      'members/no-data',
      `${choice.data} has no candle in the wanted slice; it spans ${iso(whole.ts[0]!)} to ${iso(whole.ts.at(-1)!)}`,
    );
  }
  const own = slice(whole, from, to);
  writeDurably(join(folder, `${own.symbol}.csv`), utf8(csvOf(own)));
  return own;
}

function firstAt(series: CandleSeries, time: number): number {
  const index = series.ts.findIndex((ts) => ts >= time);
  return index < 0 ? series.length : index;
}

function csvOf(series: CandleSeries): string {
  const lines = [HEADER];
  const { ts, open, high, low, close, volume } = series;
  for (let i = 0; i < series.length; i++)
    lines.push(`${ts[i]},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}`);
  return `${lines.join('\n')}\n`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
