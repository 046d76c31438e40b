import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Asset } from '#api';
import type { CandleSeries } from '#market';
import { readCandles } from '#market/feeds';
import { Fault, type Hex } from '#kit';
import { baseOf } from './assets.ts';

/** A candle file, read and named. */
export interface SeasonData {
  readonly file: string;
  readonly series: CandleSeries;
  readonly asset: Asset;
}

/**
 * Reads the candle files of a season, in order; the first is the main pair.
 *
 * @throws Fault of `#market/feeds` for a file that cannot be read or a row that is wrong, `season/same-asset`, `season/price-out-of-range`
 */
export async function readSeasonData(files: readonly string[]): Promise<SeasonData[]> {
  const data: SeasonData[] = [];
  for (const file of files) {
    const series = await readCandles(file);
    if (data.some((other) => other.asset.symbol === series.symbol)) {
      throw new Fault(
        'season/same-asset',
        `${file} is the second file of ${series.symbol}; give one file an asset`,
      );
    }
    checkPrices(file, series);
    data.push({ file, series, asset: await describe(file, series) });
  }
  return data;
}

/** What the vault's numbers hold, in whole quote units for a whole unit. */
const PRICES = { least: 0.000_005, most: 100_000_000 };

function checkPrices(file: string, { low, high, symbol }: CandleSeries): void {
  const least = low.reduce((a, b) => Math.min(a, b));
  const most = high.reduce((a, b) => Math.max(a, b));
  if (least >= PRICES.least && most <= PRICES.most) return;
  const [found, remedy] =
    least < PRICES.least ? [least, 'a thousand times more'] : [most, 'a thousand times less'];
  throw new Fault(
    'season/price-out-of-range',
    `${file}: ${symbol} has a price of ${found}, and a vault here counts with prices from 0.000005 to 100000000; give prices and volumes for a unit that is worth ${remedy}`,
  );
}

async function describe(file: string, series: CandleSeries): Promise<Asset> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return {
    symbol: series.symbol,
    base: baseOf(series.symbol).symbol,
    intervalMs: series.intervalMs,
    candles: series.length,
    from: series.ts[0]!,
    to: series.ts[series.length - 1]! + series.intervalMs,
    sha256: `0x${hash.digest('hex')}` as Hex,
  };
}
