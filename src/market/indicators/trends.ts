import { adx, adxr, direction, dx } from './adx.ts';
import { aroon, aroonOscillator } from './aroon.ts';
import { forecast, regression, regressionSlope } from './regression.ts';
import type { Indicator } from './indicator.ts';

/** Indicators of trend: is there one, how strong, how old. */
export const TRENDS: readonly Indicator[] = [
  {
    name: 'ADX',
    says: 'How strong a trend is, up or down.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['adx'],
    lookback: ([period]) => 2 * period - 1,
    compute: (candles, [period]) => [adx(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'ADXR',
    says: 'The strength of a trend now and a while ago.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['adxr'],
    lookback: ([period]) => 3 * period - 2,
    compute: (candles, [period]) => [adxr(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'DX',
    says: 'How far upward and downward reach differ.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['dx'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [dx(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'PLUS_DI',
    says: 'The share of upward reach in the true range.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['plus'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [
      direction(candles.high, candles.low, candles.close, period).plus,
    ],
  },
  {
    name: 'MINUS_DI',
    says: 'The share of downward reach in the true range.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['minus'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [
      direction(candles.high, candles.low, candles.close, period).minus,
    ],
  },
  {
    name: 'AROON',
    says: 'How recent the last low and the last high are.',
    needs: ['high', 'low'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['down', 'up'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => {
      const out = aroon(candles.high, candles.low, period);
      return [out.down, out.up];
    },
  },
  {
    name: 'AROONOSC',
    says: 'Whether the last high or the last low is more recent.',
    needs: ['high', 'low'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['aroonosc'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [aroonOscillator(candles.high, candles.low, period)],
  },
  {
    name: 'LINEARREG',
    says: 'The end of a straight line through the last closes.',
    needs: ['close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['linearreg'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [regression(candles.close, period)],
  },
  {
    name: 'LINEARREG_SLOPE',
    says: 'The slope of a straight line through the last closes.',
    needs: ['close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['slope'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [regressionSlope(candles.close, period)],
  },
  {
    name: 'TSF',
    says: 'A straight line through the last closes, one candle on.',
    needs: ['close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['tsf'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [forecast(candles.close, period)],
  },
];
