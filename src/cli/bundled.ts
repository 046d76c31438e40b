import { join, resolve } from 'node:path';

/** The candle files that come with Hanse: BTC, ETH and SOL of 2024, 5 minutes, MIT-licensed (see data/README.md). */
export function bundledData(): string[] {
  const folder = resolve(import.meta.dirname, '..', '..', 'data', 'candles');
  return ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol) =>
    join(folder, `binance_spot_5m_${symbol}_2024.csv.gz`),
  );
}
