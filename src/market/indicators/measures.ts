import { atr, natr, trueRange } from './atr.ts';
import { beta, correl } from './correl.ts';
import { highest, lowest } from './extreme.ts';
import { mfi } from './mfi.ts';
import { deviation, variance } from './variance.ts';
import { accumulation, chaikin, obv } from './volume.ts';
import type { Indicator } from './indicator.ts';

/** Indicators of range, scatter and volume. */
export const MEASURES: readonly Indicator[] = [
  {
    name: 'ATR',
    says: 'How far a candle usually reaches, in price.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['atr'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [atr(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'NATR',
    says: 'How far a candle usually reaches, in percent of the price.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['natr'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [natr(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'TRANGE',
    says: 'How far this candle reaches, counted from the close before.',
    needs: ['high', 'low', 'close'],
    params: [],
    outputs: ['trange'],
    lookback: () => 1,
    compute: (candles) => [trueRange(candles.high, candles.low, candles.close)],
  },
  {
    name: 'STDDEV',
    says: 'How much the closes scatter.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['stddev'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [deviation(candles.close, period)],
  },
  {
    name: 'VAR',
    says: 'How much the closes scatter, squared.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['variance'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [variance(candles.close, period)],
  },
  {
    name: 'MAX',
    says: 'The highest high.',
    needs: ['high'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['max'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [highest(candles.high, period)],
  },
  {
    name: 'MIN',
    says: 'The lowest low.',
    needs: ['low'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['min'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [lowest(candles.low, period)],
  },
  {
    name: 'CORREL',
    says: 'Whether highs and lows move together.',
    needs: ['high', 'low'],
    params: [{ name: 'period', usual: 30 }],
    outputs: ['correl'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [correl(candles.high, candles.low, period)],
  },
  {
    name: 'BETA',
    says: 'How much the lows move when the highs do.',
    needs: ['high', 'low'],
    params: [{ name: 'period', usual: 5 }],
    outputs: ['beta'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [beta(candles.high, candles.low, period)],
  },
  {
    name: 'MFI',
    says: 'The share of money that flowed at a rising price.',
    needs: ['high', 'low', 'close', 'volume'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['mfi'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [
      mfi(candles.high, candles.low, candles.close, candles.volume, period),
    ],
  },
  {
    name: 'OBV',
    says: 'Running volume, counted with the direction of the close.',
    needs: ['close', 'volume'],
    params: [],
    outputs: ['obv'],
    lookback: () => 0,
    compute: (candles) => [obv(candles.close, candles.volume)],
  },
  {
    name: 'AD',
    says: 'Running volume, counted by where the close stands in its candle.',
    needs: ['high', 'low', 'close', 'volume'],
    params: [],
    outputs: ['ad'],
    lookback: () => 0,
    compute: (candles) => [accumulation(candles.high, candles.low, candles.close, candles.volume)],
  },
  {
    name: 'ADOSC',
    says: 'Whether that running volume gathers or drains.',
    needs: ['high', 'low', 'close', 'volume'],
    params: [
      { name: 'fast', usual: 3 },
      { name: 'slow', usual: 10 },
    ],
    outputs: ['adosc'],
    lookback: ([fast, slow]) => Math.max(fast, slow) - 1,
    compute: (candles, [fast, slow]) => [
      chaikin(candles.high, candles.low, candles.close, candles.volume, fast, slow),
    ],
  },
];
