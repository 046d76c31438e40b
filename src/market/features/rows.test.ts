import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles, seriesOf } from '../candles/sample.ts';
import { type CandleSeries, slice } from '../candles/series.ts';
import { FEATURE_LOOKBACK, featureRows, FEATURES } from './rows.ts';
import { applyScaler, fitScaler } from './scaler.ts';

const LENGTH = 420;
const width = FEATURES.length;

function changed(series: CandleSeries, factors: { price?: number; volume?: number }): CandleSeries {
  const { price = 1, volume = 1 } = factors;
  const times = (column: Float64Array, by: number): Float64Array =>
    column.map((value) => value * by);
  return {
    ...series,
    open: times(series.open, price),
    high: times(series.high, price),
    low: times(series.low, price),
    close: times(series.close, price),
    volume: times(series.volume, volume),
  };
}

describe('features', () => {
  it('are 25, each with a name of its own and a sentence', () => {
    expect(FEATURES.length).toBe(25);
    expect(new Set(FEATURES.map((feature) => feature.name)).size).toBe(25);
    expect(FEATURES.every((feature) => feature.says.endsWith('.'))).toBe(true);
    expect(FEATURE_LOOKBACK).toBe(288);
  });

  it('know no future: of a prefix they are the prefix, bit for bit', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: LENGTH }), (seed, cut) => {
        const whole = randomCandles(LENGTH, `features ${seed}`);
        const all = featureRows(whole);
        const some = featureRows(slice(whole, 0, cut));
        expect(some.rows).toEqual(all.rows.subarray(0, cut * width));
        expect(some.valid).toEqual(all.valid.subarray(0, cut));
      }),
      { numRuns: 20 },
    );
  });

  it.each(FEATURES.map((feature) => [feature.name, feature] as const))(
    '%s has values after its stated look-back, each in [−1, 1]',
    (_, feature) => {
      for (let seed = 0; seed < 5; seed++) {
        const values = feature.compute(randomCandles(LENGTH, `bounds ${seed}`));
        expect(values.length).toBe(LENGTH);
        const used = values.subarray(feature.lookback);
        expect(used.every((value) => Math.abs(value) <= 1 + 1e-12)).toBe(true);
        expect(new Set(used).size).toBeGreaterThan(10);
      }
    },
  );

  it('see neither the unit of the price nor that of the volume', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        (seed, price, volume) => {
          const series = randomCandles(LENGTH, `scale ${seed}`);
          const before = featureRows(series).rows;
          const after = featureRows(changed(series, { price, volume })).rows;
          let worst = 0;
          for (let i = FEATURE_LOOKBACK * width; i < before.length; i++) {
            worst = Math.max(worst, Math.abs(before[i] - after[i]));
          }
          expect(worst).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are finite on constant candles and on candles without volume', () => {
    const still = seriesOf(
      'STILL',
      300_000,
      Array.from({ length: LENGTH }, (_, i) => [i * 300_000, 0.1, 0.1, 0.1, 0.1, 0.3]),
    );
    const dry = changed(randomCandles(LENGTH, 'dry'), { volume: 0 });
    for (const series of [still, dry]) {
      const { rows, first, valid } = featureRows(series);
      expect(first).toBe(FEATURE_LOOKBACK);
      expect(valid.subarray(first).every((flag) => flag === 1)).toBe(true);
      expect(rows.subarray(first * width).every(Number.isFinite)).toBe(true);
    }
  });

  it('begin anew after a gap', () => {
    const series = randomCandles(1000, 'gap');
    const broken = { ...series, gaps: [{ at: 450, missing: 7 }] };
    const { rows, valid } = featureRows(broken);
    const whole = featureRows(series);
    const after = featureRows(slice(series, 450, 1000));
    expect([...valid.subarray(440, 450)]).toEqual(new Array(10).fill(1));
    expect(valid.indexOf(1, 450)).toBe(450 + FEATURE_LOOKBACK);
    expect(rows.subarray(0, 450 * width)).toEqual(whole.rows.subarray(0, 450 * width));
    expect(rows.subarray(450 * width)).toEqual(after.rows);
  });

  it('of a series that is too short are none', () => {
    expect(featureRows(randomCandles(FEATURE_LOOKBACK, 'short')).first).toBe(FEATURE_LOOKBACK);
    expect(featureRows(randomCandles(FEATURE_LOOKBACK + 1, 'short')).first).toBe(FEATURE_LOOKBACK);
  });
});

describe('a scaler', () => {
  const features = featureRows(randomCandles(1200, 'scaler'));

  it('centres its own range, survives JSON, and leaves the rows alone', () => {
    const scaler = fitScaler(features, 300, 900);
    const copy = JSON.parse(JSON.stringify(scaler)) as typeof scaler;
    const scaled = applyScaler(features, copy);
    expect(scaled.rows).toEqual(applyScaler(features, scaler).rows);
    const again = fitScaler(scaled, 300, 900);
    for (let k = 0; k < width; k++) {
      expect(Math.abs(again.mean[k])).toBeLessThan(0.02);
      expect(Math.abs(again.scale[k] - 1)).toBeLessThan(0.05);
    }
    expect(featureRows(randomCandles(1200, 'scaler')).rows).toEqual(features.rows);
  });

  it('refuses ranges without rows and rows of other features', () => {
    expect(() => fitScaler(features, 0, 100)).toThrow(/begin at row 288/);
    expect(() => fitScaler(features, 0, 5000)).toThrow(/does not lie in \[0, 1200\)/);
    const scaler = fitScaler(features, 300, 400);
    expect(() => applyScaler(features, { ...scaler, mean: [1] })).toThrow(/1 features/);
  });
});
