import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { autoregressiveProbabilities, fitAutoregression, forecastSum } from './autoregressive.ts';

/** r[t] = c + a r[t−1] + b r[t−2] + noise, noise uniform of the given width. */
function series(length: number, width: number, c = 0.0001, a = 0.5, b = -0.3): Float64Array {
  const random = seededRandom('ar');
  const out = new Float64Array(length);
  for (let t = 0; t < length; t++)
    out[t] = c + a * (out[t - 1] ?? 0) + b * (out[t - 2] ?? 0) + width * (random.unit() - 0.5);
  return out;
}
const options = { order: 2, horizon: 3, from: 0, to: 20_000 };

describe('fitAutoregression', () => {
  it('finds the coefficients that made the series', () => {
    const model = fitAutoregression(series(20_000, 0.01), options);
    expect(model.coefficients[0]).toBeCloseTo(0.5, 1);
    expect(model.coefficients[1]).toBeCloseTo(-0.3, 1);
    expect(model.intercept).toBeCloseTo(0.0001, 3);
    expect(model.residuals.length).toBe(2001);
    expect(model.residuals).toEqual([...model.residuals].sort((x, y) => x - y));
  });

  it('solves the normal equations: errors are orthogonal to what they were fitted on', () => {
    const data = series(2000, 0.01);
    const model = fitAutoregression(data, { order: 4, horizon: 1, from: 100, to: 1900 });
    const sums = new Float64Array(5);
    for (let t = 104; t < 1900; t++) {
      const error = data[t]! - forecastSum(model, data, t - 1);
      [1, ...[1, 2, 3, 4].map((lag) => data[t - lag]! * 100)].forEach((x, i) => {
        sums[i]! += error * x;
      });
    }
    for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(1e-7);
  });

  it('forecasts a noiseless series to the end', () => {
    const data = series(300, 0.01);
    for (let t = 100; t < 300; t++) data[t] = 0.0001 + 0.5 * data[t - 1]! - 0.3 * data[t - 2]!;
    const exact = { order: 2, horizon: 5, intercept: 0.0001, coefficients: [0.5, -0.3] };
    const sum = data.subarray(151, 156).reduce((total, value) => total + value, 0);
    expect(forecastSum(exact, data, 150)).toBeCloseTo(sum, 12);
  });

  it('sees only its range', () => {
    const data = series(3000, 0.01);
    const range = { order: 3, horizon: 4, from: 500, to: 2500 };
    const model = fitAutoregression(data, range);
    const other = data.map((value, i) => (i < 500 || i >= 2500 ? 9 : value));
    expect(fitAutoregression(other, range)).toEqual(model);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  it('steps around gaps and survives a constant series', () => {
    const data = series(3000, 0.01);
    data[1500] = Number.NaN;
    const model = fitAutoregression(data, { ...options, to: 3000 });
    expect(model.residuals.every(Number.isFinite)).toBe(true);
    expect(forecastSum(model, data, 1500)).toBeNaN();
    expect(forecastSum(model, data, 0)).toBeNaN();
    const flat = fitAutoregression(new Float64Array(200), { ...options, to: 200 });
    expect(forecastSum(flat, new Float64Array(200), 100)).toBe(0);
  });

  it.each([
    ['models/bad-order', { order: 0 }],
    ['models/bad-order', { horizon: 1.5 }],
    ['models/too-few-rows', { to: 31 }],
    ['models/too-few-rows', { to: 60, horizon: 100 }],
  ])('refuses with %s', (code, wrong) => {
    expect(() => fitAutoregression(series(100, 0.01), { ...options, to: 100, ...wrong })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('autoregressiveProbabilities', () => {
  it('sums to one, follows the forecast, and is right as often as it says', () => {
    const data = series(30_000, 0.01);
    const model = fitAutoregression(data, options);
    const zone = 0.003;
    const ends = Array.from({ length: 9000 }, (_, i) => 20_500 + i);
    const out = autoregressiveProbabilities(model, data, ends, zone);
    const counts = [0, 0, 0];
    const sums = [0, 0, 0];
    ends.forEach((end, i) => {
      const growth = (1 + data[end + 1]!) * (1 + data[end + 2]!) * (1 + data[end + 3]!) - 1;
      counts[growth > zone ? 2 : growth < -zone ? 0 : 1]!++;
      const [down, flat, up] = [out[3 * i]!, out[3 * i + 1]!, out[3 * i + 2]!];
      expect(down + flat + up).toBeCloseTo(1, 6);
      if (forecastSum(model, data, end) > 0.003) expect(up).toBeGreaterThan(down);
      [down, flat, up].forEach((p, k) => (sums[k]! += p));
    });
    counts.forEach((count, k) => expect(Math.abs(count - sums[k]!) / 9000).toBeLessThan(0.02));
  });

  it('never says never', () => {
    const data = series(1000, 0.001);
    const model = fitAutoregression(data, { ...options, to: 1000 });
    const out = autoregressiveProbabilities(model, data, [900, 0], 0.5);
    expect(Math.min(...out)).toBeGreaterThan(0);
    expect(out[1]).toBeGreaterThan(0.99);
  });
});
