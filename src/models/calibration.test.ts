import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { calibrate, fitCalibration } from './calibration.ts';
import { exponential, logarithm } from './elementary.ts';
import { fitRisingCurve, readCurve } from './isotonic.ts';
import { reliability } from './reliability.ts';

/** Predictions that are `sureness` times too sure: labels are drawn from softmax(z), reported is softmax(z·sureness). */
function predictions(
  n: number,
  sureness: number,
  seed: string,
): { probabilities: Float32Array; labels: Int32Array } {
  const random = seededRandom(seed);
  const probabilities = new Float32Array(n * 3);
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const z = [0, 0, 0].map(() => 2 * (random.unit() - 0.5));
    const softmax = (scale: number): number[] => {
      const e = z.map((value) => Math.exp(value * scale));
      return e.map((value) => value / e.reduce((a, b) => a + b));
    };
    const truth = softmax(1);
    const u = random.unit();
    labels[i] = u < truth[0]! ? 0 : u < truth[0]! + truth[1]! ? 1 : 2;
    probabilities.set(softmax(sureness), i * 3);
  }
  return { probabilities, labels };
}

describe('calibration', () => {
  it('finds the temperature and mends the error on windows it has not seen', () => {
    const seen = predictions(4000, 4, 'seen');
    const unseen = predictions(4000, 4, 'unseen');
    const calibration = fitCalibration(seen.probabilities, seen.labels, 3);
    expect(calibration.temperature).toBeGreaterThan(3.4);
    expect(calibration.temperature).toBeLessThan(4.6);
    const before = reliability(unseen.probabilities, unseen.labels);
    const after = reliability(calibrate(calibration, unseen.probabilities), unseen.labels);
    expect(before.error).toBeGreaterThan(0.25);
    expect(after.error).toBeLessThan(0.04);
    expect(after.brier).toBeLessThan(before.brier);
  });

  it('claims no certainty from a lucky few', () => {
    const { labels } = predictions(200, 1, 'few');
    const sure = Float32Array.from({ length: 600 }, (_, i) =>
      labels[Math.floor(i / 3)] === i % 3 ? 0.9 : 0.05,
    );
    const calibration = fitCalibration(sure, labels, 3);
    expect(Math.max(...calibrate(calibration, sure))).toBeLessThan(0.999);
  });

  it('survives JSON and sums to one', () => {
    const { probabilities, labels } = predictions(300, 2, 'sum');
    const calibration = fitCalibration(probabilities, labels, 3);
    const again = JSON.parse(JSON.stringify(calibration)) as typeof calibration;
    const out = calibrate(again, probabilities);
    expect(out).toEqual(calibrate(calibration, probabilities));
    for (let i = 0; i < out.length; i += 3)
      expect(out[i]! + out[i + 1]! + out[i + 2]!).toBeCloseTo(1, 6);
  });

  it('copes with labels of one class and with probabilities of 0 and 1', () => {
    const labels = new Int32Array(40);
    const probabilities = Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const out = calibrate(
      fitCalibration(probabilities, labels, 2),
      Float32Array.of(1, 0, 0, 1, 0.5, 0.5),
    );
    expect(out.every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  it('refuses too few windows, wrong lengths and what is no probability', () => {
    const { probabilities, labels } = predictions(40, 1, 'refuse');
    const code = expect.objectContaining({ code: 'models/bad-calibration' });
    expect(() => fitCalibration(probabilities.subarray(0, 87), labels.subarray(0, 29), 3)).toThrow(
      code,
    );
    expect(() => fitCalibration(probabilities.subarray(1), labels, 3)).toThrow(code);
    expect(() => fitCalibration(probabilities.with(0, NaN), labels, 3)).toThrow(code);
    expect(() => fitCalibration(probabilities, labels.with(0, 3), 3)).toThrow(code);
    expect(() => reliability(probabilities.subarray(1), labels)).toThrow(code);
  });
});

describe('a rising curve', () => {
  it('rises, stays within 0 and 1, and passes through the data in the mean', () => {
    const scores = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(scores, (pairs) => {
        const x = Float64Array.from(pairs, ([score]) => score);
        const y = Uint8Array.from(pairs, ([, hit]) => (hit ? 1 : 0));
        const curve = fitRisingCurve(x, y);
        for (let i = 1; i < curve.y.length; i++) {
          expect(curve.y[i]).toBeGreaterThan(curve.y[i - 1]!);
          expect(curve.x[i]).toBeGreaterThan(curve.x[i - 1]!);
        }
        for (const score of [-1, 0, 0.3, 0.5, 1, 2]) {
          expect(readCurve(curve, score)).toBeGreaterThanOrEqual(0);
          expect(readCurve(curve, score)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('exp and log', () => {
  it('are those of the host to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-14);
        const y = Math.exp(x / 2);
        expect(Math.abs(logarithm(y) - Math.log(y))).toBeLessThan(4e-16 * Math.abs(x) + 2e-16);
      }),
    );
    expect([exponential(-701), exponential(701), logarithm(0), logarithm(Infinity)]).toEqual([
      0,
      Infinity,
      -Infinity,
      Infinity,
    ]);
    expect([exponential(NaN), logarithm(-1)]).toEqual([NaN, NaN]);
  });
});
