import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { type CandleSeries, slice } from '../candles/series.ts';
import { randomCandles, seriesOf } from '../candles/sample.ts';
import { computeIndicator, usualParameters } from './indicator.ts';
import { INDICATORS, indicatorNamed } from './registry.ts';

/** The same candles, each on a scale of its own for every other seed: sums of such prices round at every step. */
function wild(series: CandleSeries, seed: number): CandleSeries {
  if (seed % 2 === 0) return series;
  const random = seededRandom(seed);
  const scale = series.close.map(() => 10 ** (6 * random.unit() - 3));
  const scaled = (column: Float64Array): Float64Array => column.map((x, i) => x * scale[i]);
  const { open, high, low, close } = series;
  const prices = { open: scaled(open), high: scaled(high), low: scaled(low), close: scaled(close) };
  return { ...series, ...prices };
}

interface Vector {
  readonly fn: string;
  readonly params: readonly number[];
  readonly lookback: number;
  readonly outputs: readonly (readonly number[])[];
}
type CandleRow = [number, number, number, number, number, number];

const file = resolve(
  import.meta.dirname,
  '../../../../shared/data/talib_vectors_btc1h_600.json.gz',
);

/** TA-Lib writes the kind of mean into its parameters; ours are fixed to the same kinds. */
const OURS: Readonly<Record<string, (params: readonly number[]) => number[]>> = {
  BBANDS: ([period, up, down]) => [period, up, down],
  STDDEV: ([period]) => [period],
  VAR: ([period]) => [period],
  STOCH: ([period, k, , d]) => [period, k, d],
  STOCHF: ([period, d]) => [period, d],
  STOCHRSI: ([rsi, period, d]) => [rsi, period, d],
  PPO: ([fast, slow]) => [fast, slow],
  APO: ([fast, slow]) => [fast, slow],
};
/** Not indicators of ours: a Hilbert transform and candle patterns. */
const LEFT_OUT = /^(HT_|CDL)/;

describe.skipIf(!existsSync(file))(
  'indicators against TA-Lib C 0.6.1 (needs ../shared/data)',
  () => {
    const { candles, vectors } = existsSync(file)
      ? (JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
          candles: CandleRow[];
          vectors: Vector[];
        })
      : { candles: [], vectors: [] };
    const series = seriesOf('BTCUSDT', 3_600_000, candles);

    it.each(vectors.filter((vector) => !LEFT_OUT.test(vector.fn)).map((v) => [v.fn, v] as const))(
      '%s is equal to 1e-9',
      (name, vector) => {
        const params = (OURS[name] ?? ((all) => [...all]))(vector.params);
        const { lookback, outputs } = computeIndicator(indicatorNamed(name), series, params);
        expect(lookback).toBe(vector.lookback);
        for (const [k, column] of Object.values(outputs).entries()) {
          expect(column.subarray(0, lookback).every(Number.isNaN)).toBe(true);
          let worst = 0;
          for (const [i, expected] of vector.outputs[k].entries()) {
            const error =
              Math.abs(column[lookback + i] - expected) / Math.max(1, Math.abs(expected));
            worst = error >= worst ? error : Number.isNaN(error) ? Infinity : worst;
          }
          expect(worst).toBeLessThan(1e-9);
          expect(vector.outputs[k].length).toBe(column.length - lookback);
        }
      },
    );

    it('covers every indicator there is', () => {
      const checked = new Set(vectors.map((vector) => vector.fn));
      expect(INDICATORS.filter((indicator) => !checked.has(indicator.name))).toEqual([]);
      expect(INDICATORS.length).toBe(49);
    });
  },
);

describe('every indicator', () => {
  it.each(INDICATORS.map((indicator) => [indicator.name, indicator] as const))(
    '%s knows no future: of a prefix it gives the prefix, bit for bit',
    (_, indicator) => {
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 0, max: 220 }), (seed, cut) => {
          const whole = wild(randomCandles(220, `indicators ${seed}`), seed);
          const all = Object.values(computeIndicator(indicator, whole).outputs);
          const some = Object.values(computeIndicator(indicator, slice(whole, 0, cut)).outputs);
          for (const [k, column] of some.entries()) {
            expect(column).toEqual(all[k].subarray(0, cut));
          }
        }),
        { numRuns: 15 },
      );
    },
  );

  it.each(INDICATORS.map((indicator) => [indicator.name, indicator] as const))(
    '%s is empty exactly for its look-back and finite after it, on constant candles too',
    (_, indicator) => {
      const still = seriesOf(
        'STILL',
        60_000,
        Array.from({ length: 200 }, (_, i) => [i * 60_000, 3, 3, 3, 3, 0]),
      );
      for (const series of [still, randomCandles(200, 'finite')]) {
        const { lookback, outputs } = computeIndicator(indicator, series);
        expect(lookback).toBe(indicator.lookback(usualParameters(indicator)));
        for (const column of Object.values(outputs)) {
          expect(column.length).toBe(200);
          expect(column.findIndex((value) => !Number.isNaN(value))).toBe(lookback);
          expect(column.subarray(lookback).every(Number.isFinite)).toBe(true);
        }
      }
    },
  );

  it('refuses a period that cannot be, and a wrong number of parameters', () => {
    const series = randomCandles(50, 'periods');
    for (const indicator of INDICATORS.filter((each) => each.params.length === 1)) {
      for (const period of [0, -3, 2.5, Number.NaN, 1e6]) {
        expect(() => computeIndicator(indicator, series, [period])).toThrow(
          expect.objectContaining({ code: 'market/bad-period' }),
        );
      }
      expect(() => computeIndicator(indicator, series, [3, 4])).toThrow(
        expect.objectContaining({ code: 'market/bad-parameters' }),
      );
    }
    expect(() => indicatorNamed('XYZ')).toThrow(/use one of SMA, EMA/);
  });
});
