import { cci } from './cci.ts';
import { trix } from './ema.ts';
import { apo, macd, ppo } from './macd.ts';
import { balanceOfPower, momentum, rateOfChange } from './momentum.ts';
import { cmo, rsi } from './rsi.ts';
import { fastStochastic, stochastic, stochasticRsi, williamsR } from './stochastic.ts';
import { ultimate } from './ultosc.ts';
import type { Indicator } from './indicator.ts';

/** Indicators of momentum: how fast, how far, how one-sided. */
export const OSCILLATORS: readonly Indicator[] = [
  {
    name: 'RSI',
    says: 'The share of gains in all moves: above 70 strong, below 30 weak.',
    needs: ['close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['rsi'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [rsi(candles.close, period)],
  },
  {
    name: 'CMO',
    says: 'Gains minus losses over all moves.',
    needs: ['close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['cmo'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [cmo(candles.close, period)],
  },
  {
    name: 'MACD',
    says: 'How far a fast mean is from a slow one, and whether that grows.',
    needs: ['close'],
    params: [
      { name: 'fast', usual: 12 },
      { name: 'slow', usual: 26 },
      { name: 'signal', usual: 9 },
    ],
    outputs: ['macd', 'signal', 'histogram'],
    lookback: ([_fast, slow, signal]) => slow + signal - 2,
    compute: (candles, [fast, slow, signal]) => {
      const out = macd(candles.close, fast, slow, signal);
      return [out.macd, out.signal, out.histogram];
    },
  },
  {
    name: 'APO',
    says: 'A fast exponential mean minus a slow one.',
    needs: ['close'],
    params: [
      { name: 'fast', usual: 12 },
      { name: 'slow', usual: 26 },
    ],
    outputs: ['apo'],
    lookback: ([_fast, slow]) => slow - 1,
    compute: (candles, [fast, slow]) => [apo(candles.close, fast, slow)],
  },
  {
    name: 'PPO',
    says: 'A fast exponential mean minus a slow one, in percent of it.',
    needs: ['close'],
    params: [
      { name: 'fast', usual: 12 },
      { name: 'slow', usual: 26 },
    ],
    outputs: ['ppo'],
    lookback: ([_fast, slow]) => slow - 1,
    compute: (candles, [fast, slow]) => [ppo(candles.close, fast, slow)],
  },
  {
    name: 'TRIX',
    says: 'Percent change of a thrice smoothed price.',
    needs: ['close'],
    params: [{ name: 'period', usual: 15 }],
    outputs: ['trix'],
    lookback: ([period]) => 3 * (period - 1) + 1,
    compute: (candles, [period]) => [trix(candles.close, period)],
  },
  {
    name: 'MOM',
    says: 'The change over a number of candles.',
    needs: ['close'],
    params: [{ name: 'period', usual: 10 }],
    outputs: ['momentum'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [momentum(candles.close, period)],
  },
  {
    name: 'ROC',
    says: 'The change over a number of candles in percent.',
    needs: ['close'],
    params: [{ name: 'period', usual: 10 }],
    outputs: ['roc'],
    lookback: ([period]) => period,
    compute: (candles, [period]) => [rateOfChange(candles.close, period)],
  },
  {
    name: 'BOP',
    says: 'The body of the candle over its range.',
    needs: ['open', 'high', 'low', 'close'],
    params: [],
    outputs: ['bop'],
    lookback: () => 0,
    compute: (candles) => [balanceOfPower(candles.open, candles.high, candles.low, candles.close)],
  },
  {
    name: 'CCI',
    says: 'How unusual the typical price is among its neighbours.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 20 }],
    outputs: ['cci'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [cci(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'STOCH',
    says: 'Where the close stands in its recent range, smoothed.',
    needs: ['high', 'low', 'close'],
    params: [
      { name: 'period', usual: 14 },
      { name: 'slowK', usual: 3 },
      { name: 'slowD', usual: 3 },
    ],
    outputs: ['k', 'd'],
    lookback: ([period, slowK, slowD]) => period + slowK + slowD - 3,
    compute: (candles, [period, slowK, slowD]) => {
      const out = stochastic(candles.high, candles.low, candles.close, period, slowK, slowD);
      return [out.k, out.d];
    },
  },
  {
    name: 'STOCHF',
    says: 'Where the close stands in its recent range.',
    needs: ['high', 'low', 'close'],
    params: [
      { name: 'period', usual: 5 },
      { name: 'smooth', usual: 3 },
    ],
    outputs: ['k', 'd'],
    lookback: ([period, smooth]) => period + smooth - 2,
    compute: (candles, [period, smooth]) => {
      const out = fastStochastic(candles.high, candles.low, candles.close, period, smooth);
      return [out.k, out.d];
    },
  },
  {
    name: 'STOCHRSI',
    says: 'Where the RSI stands in its own recent range.',
    needs: ['close'],
    params: [
      { name: 'rsiPeriod', usual: 14 },
      { name: 'period', usual: 5 },
      { name: 'smooth', usual: 3 },
    ],
    outputs: ['k', 'd'],
    lookback: ([rsiPeriod, period, smooth]) => rsiPeriod + period + smooth - 2,
    compute: (candles, [rsiPeriod, period, smooth]) => {
      const out = stochasticRsi(candles.close, rsiPeriod, period, smooth);
      return [out.k, out.d];
    },
  },
  {
    name: 'WILLR',
    says: 'How far the close is below the top of its recent range.',
    needs: ['high', 'low', 'close'],
    params: [{ name: 'period', usual: 14 }],
    outputs: ['willr'],
    lookback: ([period]) => period - 1,
    compute: (candles, [period]) => [williamsR(candles.high, candles.low, candles.close, period)],
  },
  {
    name: 'ULTOSC',
    says: 'Buying pressure on three horizons at once.',
    needs: ['high', 'low', 'close'],
    params: [
      { name: 'short', usual: 7 },
      { name: 'middle', usual: 14 },
      { name: 'long', usual: 28 },
    ],
    outputs: ['ultosc'],
    lookback: ([short, middle, long]) => Math.max(short, middle, long),
    compute: (candles, [short, middle, long]) => [
      ultimate(candles.high, candles.low, candles.close, short, middle, long),
    ],
  },
];
