import { bbands } from './bbands.ts';
import { dema, ema, tema } from './ema.ts';
import { midprice } from './extreme.ts';
import { kama } from './kama.ts';
import { sar } from './sar.ts';
import { sma, trima } from './sma.ts';
import { t3 } from './t3.ts';
import { wma } from './wma.ts';
import type { Indicator } from './indicator.ts';

/** Indicators in the unit of the price: means, bands and stops. */
export const MEANS: readonly Indicator[] = [
  {
    name: 'SMA',
    says: 'The mean of the last closes.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['sma'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [sma(candles.close, period)],
  },
  {
    name: 'EMA',
    says: 'A mean of the closes in which older ones fade.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['ema'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [ema(candles.close, period)],
  },
  {
    name: 'WMA',
    says: 'A mean of the closes with weights that rise evenly to the newest.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['wma'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [wma(candles.close, period)],
  },
  {
    name: 'DEMA',
    says: 'An exponential mean with half of its lag taken out.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['dema'],
    lookback: ([period]) => 2 * (period - 1),
    compute: (candles, [period]) => [dema(candles.close, period)],
  },
  {
    name: 'TEMA',
    says: 'An exponential mean with most of its lag taken out.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['tema'],
    lookback: ([period]) => 3 * (period - 1),
    compute: (candles, [period]) => [tema(candles.close, period)],
  },
  {
    name: 'TRIMA',
    says: 'A mean that weighs the middle of the window most.',
    needs: ['close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['trima'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [trima(candles.close, period)],
  },
  {
    name: 'KAMA',
    says: 'A mean that follows trends fast and noise slowly.',
    needs: ['close'],
    params: [{ name: 'period', usual: 10 }],
    outputs: ['kama'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [kama(candles.close, period)],
  },
  {
    name: 'T3',
    says: 'Six exponential means in a row, made to overshoot a little.',
    needs: ['close'],
    params: [
      { name: 'period', usual: 5 },
      { name: 'factor', usual: 0.7 },
    ],
    outputs: ['t3'],
    lookback: ([period]) => 6 * (period - 1),
    compute: (candles, [period, factor]) => [t3(candles.close, period, factor)],
  },
  {
    name: 'MIDPRICE',
    says: 'Half-way between the highest high and the lowest low.',
    needs: ['high', 'low'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['midprice'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [midprice(candles.high, candles.low, period)],
  },
  {
    name: 'SAR',
    says: 'A stop that follows a trend ever more closely.',
    needs: ['high', 'low'],
    params: [
      { name: 'acceleration', usual: 0.02 },
      { name: 'maximum', usual: 0.2 },
    ],
    outputs: ['sar'],
    lookback: () => 1,
    compute: (candles, [acceleration, maximum]) => [
      sar(candles.high, candles.low, acceleration, maximum),
    ],
  },
  {
    name: 'BBANDS',
    says: 'A mean with a band of deviations around it.',
    needs: ['close'],
    params: [
      { name: 'period', usual: 20 },
      { name: 'up', usual: 2 },
      { name: 'down', usual: 2 },
    ],
    outputs: ['upper', 'middle', 'lower'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period, up, down]) => {
      const out = bbands(candles.close, period, up, down);
      return [out.upper, out.middle, out.lower];
    },
  },
];
