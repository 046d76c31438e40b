import type { Asset } from '#strategies';

/** Decimals of base assets that are known; others get 18. */
const DECIMALS: Readonly<Record<string, number>> = { BTC: 8, WBTC: 8, SOL: 9 };
/** Endings of a symbol that name the quote. */
const QUOTES = ['USDT', 'USDC', 'BUSD', 'FDUSD', 'USD', 'EUR'];

/** The base asset of a pair such as BTCUSDT. */
export function baseOf(symbol: string): Asset {
  const quote = QUOTES.find((ending) => symbol.endsWith(ending) && symbol.length > ending.length);
  const name = quote ? symbol.slice(0, -quote.length).replace(/[-_/]$/, '') : symbol;
  return { symbol: name, decimals: DECIMALS[name] ?? 18 };
}
