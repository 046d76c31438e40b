/** One side of the benchmark of indicators, in a thread of its own. */
import { join } from 'node:path';
import {
  type CandleSeries,
  type Computed,
  computeIndicator,
  indicatorNamed,
  Workspace,
} from '#market';
import { readCandles } from '#market/feeds';
import { timed } from '../bench.ts';
import { serve } from '../isolated.ts';
import { peerModule } from '../peers.ts';

const LENGTH = 1_000_000;

type Column = number[];
/** The functions of the peer that we use; each takes and gives plain arrays. */
type Peer = Record<string, (...values: (Column | object)[]) => unknown>;
type Columns = Record<'open' | 'high' | 'low' | 'close' | 'volume', Column>;

/** Each indicator by our name, and the same with the same periods by the peer's. */
const PAIRS: Readonly<Record<string, (peer: Peer, candles: Columns) => unknown>> = {
  SMA: (peer, { close }) => peer['sma'](close, { period: 20 }),
  EMA: (peer, { close }) => peer['ema'](close, { period: 20 }),
  DEMA: (peer, { close }) => peer['dema'](close, { period: 20 }),
  TEMA: (peer, { close }) => peer['tema'](close, { period: 20 }),
  TRIMA: (peer, { close }) => peer['trima'](close, { period: 20 }),
  BBANDS: (peer, { close }) => peer['bb'](close, { period: 20 }),
  STDDEV: (peer, { close }) => peer['mstd'](close, { period: 20 }),
  SAR: (peer, { high, low, close }) => peer['psar'](high, low, close, { step: 0.02, max: 0.2 }),
  RSI: (peer, { close }) => peer['rsi'](close, { period: 14 }),
  MACD: (peer, { close }) => peer['macd'](close, { fast: 12, slow: 26, signal: 9 }),
  APO: (peer, { close }) => peer['apo'](close, { fast: 12, slow: 26 }),
  TRIX: (peer, { close }) => peer['trix'](close, { period: 15 }),
  ROC: (peer, { close }) => peer['roc'](close, { period: 10 }),
  BOP: (peer, { open, high, low, close }) => peer['bop'](open, high, low, close),
  CCI: (peer, { high, low, close }) => peer['cci'](high, low, close, { period: 20 }),
  STOCH: (peer, { high, low, close }) =>
    peer['stoch'](high, low, close, { kPeriod: 14, dPeriod: 3 }),
  WILLR: (peer, { high, low, close }) => peer['willr'](high, low, close, { period: 14 }),
  AROON: (peer, { high, low }) => peer['aroon'](high, low, { period: 14 }),
  ATR: (peer, { high, low, close }) => peer['atr'](high, low, close, { period: 14 }),
  MAX: (peer, { high }) => peer['mmax'](high, { period: 20 }),
  MIN: (peer, { low }) => peer['mmin'](low, { period: 20 }),
  MFI: (peer, { high, low, close, volume }) =>
    peer['mfi'](high, low, close, volume, { period: 14 }),
  OBV: (peer, { close, volume }) => peer['obv'](close, volume),
  AD: (peer, { high, low, close, volume }) => peer['ad'](high, low, close, volume),
  ADOSC: (peer, { high, low, close, volume }) =>
    peer['cmo'](high, low, close, volume, { fast: 3, slow: 10 }),
};

await serve(async (side) => {
  const candles = await millionCandles();
  if (side === 'ours') {
    const indicators = Object.keys(PAIRS).map(indicatorNamed);
    // The results of a run stay until the next one begins, then its columns are used again.
    const workspace = new Workspace();
    let results: Computed[] = [];
    return () =>
      timed(() => {
        for (const result of results) workspace.release(result);
        results = indicators.map((each) => computeIndicator(each, candles, undefined, workspace));
      });
  }
  const peer = await peerModule<Peer>('indicatorts');
  const { open, high, low, close, volume } = candles;
  const arrays: Columns = {
    open: [...open],
    high: [...high],
    low: [...low],
    close: [...close],
    volume: [...volume],
  };
  return () =>
    timed(() => {
      for (const run of Object.values(PAIRS)) run(peer, arrays);
    });
});

/** The bundled BTC candles over and over, on one grid. */
async function millionCandles(): Promise<CandleSeries> {
  const file = 'binance_spot_5m_BTCUSDT_2024.csv.gz';
  const year = await readCandles(join(import.meta.dirname, '../../data/candles', file));
  const repeat = (column: Float64Array): Float64Array =>
    new Float64Array(LENGTH).map((_, i) => column[i % column.length]);
  return {
    ...year,
    length: LENGTH,
    ts: new Float64Array(LENGTH).map((_, i) => year.ts[0] + i * year.intervalMs),
    open: repeat(year.open),
    high: repeat(year.high),
    low: repeat(year.low),
    close: repeat(year.close),
    volume: repeat(year.volume),
  };
}
