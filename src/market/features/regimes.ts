import type { CandleSeries } from '../candles/series.ts';
import { trueRange } from '../indicators/atr.ts';
import { rollingSum } from '../indicators/rolling-sum.ts';
import { sma } from '../indicators/sma.ts';
import { ln, ratio, squash, wave } from './arithmetic.ts';
import { column, type Feature } from './feature.ts';

const DAY = 86_400_000;
/** A hundredth of a basis point: below it, prices stand still. */
const STILL = 1e-6;
/** Of the usual volume: below it, nothing trades. */
const IDLE = 0.02;

/** How loud the market is and how much trades: what the near future takes over from the near past. */
export const REGIMES: readonly Feature[] = [
  {
    name: 'volatility_level',
    says: 'The deviation of returns over 96 candles, on a logarithmic scale.',
    lookback: 96,
    compute: (series) => {
      const loud = volatility(series, 96);
      return column(series.length, 96, (i) => squash((ln(loud[i]) + 6.5) / 1.5));
    },
  },
  volatilityRatio(3, 24),
  volatilityRatio(12, 96),
  volatilityRatio(96, 288),
  {
    name: 'range_now',
    says: 'The true range of this candle against the mean of 96.',
    lookback: 96,
    compute: ({ length, high, low, close }) => {
      const range = trueRange(high, low, close);
      const usual = rollingSum(range, 96, 1);
      return column(length, 96, (i) => squash(ln(0.05 + ratio(96 * range[i], usual[i]))));
    },
  },
  volumeRatio(1, 96),
  volumeRatio(12, 96),
  volumeRatio(96, 288),
  {
    name: 'money_flow_20',
    says: 'Volume weighted by where each close stands in its candle (Chaikin).',
    lookback: 19,
    compute: ({ length, high, low, close, volume }) => {
      const placed = column(length, 0, (i) => {
        const place = ratio(2 * close[i] - high[i] - low[i], high[i] - low[i]);
        return place * volume[i];
      });
      const flow = rollingSum(placed, 20);
      const all = rollingSum(volume, 20);
      return column(length, 19, (i) => ratio(flow[i], all[i]));
    },
  },
  dayWave('day_sine', 0),
  dayWave('day_cosine', 0.25),
];

/** Root mean square of the last `period` logarithmic returns, never quite zero; from row `period` on. */
export function volatility(series: CandleSeries, period: number): Float64Array<ArrayBuffer> {
  const { length, close } = series;
  const squares = column(length, 1, (i) => {
    const move = ln(close[i] / close[i - 1]);
    return move * move;
  });
  const sum = rollingSum(squares, period, 1);
  return column(length, period, (i) => Math.sqrt(sum[i] / period) + STILL);
}

function volatilityRatio(short: number, long: number): Feature {
  return {
    name: `volatility_${short}_${long}`,
    says: `Whether the last ${short} candles are louder than the last ${long}.`,
    lookback: long,
    compute: (series) => {
      const now = volatility(series, short);
      const usual = volatility(series, long);
      return column(series.length, long, (i) => squash(ln(now[i] / usual[i])));
    },
  };
}

function volumeRatio(short: number, long: number): Feature {
  return {
    name: `volume_${short}_${long}`,
    says:
      short === 1
        ? `Whether more trades in this candle than usual in ${long}.`
        : `Whether more trades in the last ${short} candles than in the last ${long}.`,
    lookback: long - 1,
    compute: ({ length, volume }) => {
      const now = sma(volume, short);
      const usual = sma(volume, long);
      return column(length, long - 1, (i) => squash(ln(IDLE + ratio(now[i], usual[i]))));
    },
  };
}

function dayWave(name: string, shift: number): Feature {
  return {
    name,
    says: 'The time of day (UTC) at which the candle closes, as one of two waves.',
    lookback: 0,
    compute: ({ length, ts, intervalMs }) =>
      column(length, 0, (i) => wave((((ts[i] + intervalMs) % DAY) / DAY + shift) % 1)),
  };
}
