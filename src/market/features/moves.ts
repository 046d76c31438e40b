import { aroonOscillator } from '../indicators/aroon.ts';
import { atr } from '../indicators/atr.ts';
import { highest, lowest } from '../indicators/extreme.ts';
import { efficiency } from '../indicators/kama.ts';
import { macd } from '../indicators/macd.ts';
import { balanceOfPower } from '../indicators/momentum.ts';
import { cmo } from '../indicators/rsi.ts';
import { rollingSum } from '../indicators/rolling-sum.ts';
import { sma } from '../indicators/sma.ts';
import { deviation } from '../indicators/variance.ts';
import { ln, ratio, squash } from './arithmetic.ts';
import { column, type Feature } from './feature.ts';
import { volatility } from './regimes.ts';

/** Where the price goes and stands. */
export const MOVES: readonly Feature[] = [
  ...[1, 3, 12, 48].map(returnOver),
  {
    name: 'strength_14',
    says: 'Gains minus losses over all moves (CMO, which is RSI around zero).',
    lookback: 14,
    compute: ({ length, close }) => {
      const strength = cmo(close, 14);
      return column(length, 14, (i) => strength[i] / 100);
    },
  },
  placeIn(14),
  placeIn(96),
  {
    name: 'band_20',
    says: 'Distance from the mean of 20 closes, in Bollinger bands.',
    lookback: 19,
    compute: ({ length, close }) => {
      const mean = sma(close, 20);
      const spread = deviation(close, 20);
      return column(length, 19, (i) => squash(ratio(close[i] - mean[i], 2 * spread[i])));
    },
  },
  {
    name: 'macd',
    says: 'The MACD histogram in average true ranges.',
    lookback: 33,
    compute: ({ length, high, low, close }) => {
      const { histogram } = macd(close, 12, 26, 9);
      const reach = atr(high, low, close, 14);
      return column(length, 33, (i) => squash(ratio(2 * histogram[i], reach[i])));
    },
  },
  {
    name: 'direction_14',
    says: 'New ground won above minus below, over all of it.',
    lookback: 14,
    compute: ({ length, high, low }) => {
      const up = column(length, 1, (i) => Math.max(high[i] - high[i - 1], 0));
      const down = column(length, 1, (i) => Math.max(low[i - 1] - low[i], 0));
      const rises = rollingSum(up, 14);
      const falls = rollingSum(down, 14);
      return column(length, 14, (i) => ratio(rises[i] - falls[i], rises[i] + falls[i]));
    },
  },
  {
    name: 'aroon_24',
    says: 'Whether the high or the low of 24 candles is more recent.',
    lookback: 24,
    compute: ({ length, high, low }) => {
      const oscillator = aroonOscillator(high, low, 24);
      return column(length, 24, (i) => oscillator[i] / 100);
    },
  },
  {
    name: 'efficiency_20',
    says: 'The net move over the path walked, with its sign.',
    lookback: 20,
    compute: ({ length, close }) => {
      const share = efficiency(close, 20);
      return column(length, 20, (i) => Math.sign(close[i] - close[i - 20]) * share[i]);
    },
  },
  {
    name: 'body',
    says: 'The body of the candle over its range, with its sign.',
    lookback: 0,
    compute: ({ open, high, low, close }) => balanceOfPower(open, high, low, close),
  },
  {
    name: 'wicks',
    says: 'The upper wick minus the lower one, over the range.',
    lookback: 0,
    compute: ({ length, open, high, low, close }) =>
      column(length, 0, (i) => ratio(high[i] + low[i] - open[i] - close[i], high[i] - low[i])),
  },
];

function returnOver(candles: number): Feature {
  const lookback = Math.max(candles, 96);
  return {
    name: `return_${candles}`,
    says: `The return over ${candles} candles, in deviations of such returns.`,
    lookback,
    compute: (series) => {
      const { length, close } = series;
      const usual = volatility(series, 96);
      const steps = 2 * Math.sqrt(candles);
      return column(length, lookback, (i) =>
        squash(ln(close[i] / close[i - candles]) / (steps * usual[i])),
      );
    },
  };
}

function placeIn(candles: number): Feature {
  return {
    name: `place_${candles}`,
    says: `Where the close stands in the range of ${candles} candles: 1 at its top, −1 at its bottom.`,
    lookback: candles - 1,
    compute: ({ length, high, low, close }) => {
      const top = highest(high, candles);
      const bottom = lowest(low, candles);
      return column(length, candles - 1, (i) =>
        ratio(2 * close[i] - top[i] - bottom[i], top[i] - bottom[i]),
      );
    },
  };
}
