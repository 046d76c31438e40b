const QUOTES = 'USDT|USDC|FDUSD|TUSD|BUSD|DAI|USD|EUR|GBP|BTC|ETH|WETH|NEAR|SCRT';
const JOINED = new RegExp(`(?<![A-Za-z0-9])[A-Z0-9]{2,12}(?:${QUOTES})(?![A-Za-z0-9])`);
const APART = new RegExp(`(?<![A-Za-z0-9])([A-Z0-9]{2,12})[-_.](${QUOTES})(?![A-Za-z0-9])`);

/**
 * The traded pair that a file name speaks of, such as `BTCUSDT`; the bare name in capitals where none is recognised.
 *
 * @example symbolOf('binance_spot_5m_BTCUSDT_2024.csv.gz') // 'BTCUSDT'
 * @example symbolOf('prices/ETH-USD.csv') // 'ETHUSD'
 */
export function symbolOf(path: string): string {
  const name = (path.split(/[\\/]/).pop() ?? path).replace(/\.csv(\.gz)?$/i, '');
  const joined = JOINED.exec(name);
  if (joined) return joined[0];
  const apart = APART.exec(name);
  return apart ? `${apart[1]}${apart[2]}` : name.toUpperCase();
}
