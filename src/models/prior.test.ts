import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { lossBeyondPrior } from './prior.ts';

const entropy = (counts: readonly number[]): number => {
  const n = counts.reduce((a, b) => a + b, 0);
  return -counts.reduce((sum, c) => sum + (c > 0 ? (c / n) * Math.log(c / n) : 0), 0);
};

function labelsOf(counts: readonly number[]): Int32Array {
  return Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
}

describe('lossBeyondPrior', () => {
  it('is the entropy of the classes for any model that ignores its inputs', () => {
    const row = fc.tuple(...[1, 2, 3].map(() => fc.double({ min: 0.01, max: 1, noNaN: true })));
    fc.assert(
      fc.property(row, (weights) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        const labels = labelsOf([30, 50, 20]);
        const rows = Float32Array.from({ length: 300 }, (_, i) => weights[i % 3]! / sum);
        expect(lossBeyondPrior(rows, labels, 3)).toBeCloseTo(entropy([30, 50, 20]), 5);
      }),
    );
  });

  it('does not change when predictions are shifted by class, and falls when inputs tell', () => {
    const random = seededRandom(1);
    const labels = labelsOf([200, 200, 200]);
    const telling = Float32Array.from({ length: 1800 }, (_, i) => {
      const right = labels[Math.floor(i / 3)] === i % 3;
      return (right ? 0.5 : 0.25) + 0.01 * random.unit();
    });
    const shifted = telling.map((p, i) => p * [0.5, 1, 3][i % 3]!);
    const told = lossBeyondPrior(telling, labels, 3);
    expect(told).toBeLessThan(Math.log(3) - 0.05);
    expect(lossBeyondPrior(shifted, labels, 3)).toBeCloseTo(told, 4);
  });

  it('counts noise as harm', () => {
    const random = seededRandom(2);
    const labels = labelsOf([300, 300, 300]);
    const noise = Float32Array.from({ length: 2700 }, () => 0.1 + random.unit());
    expect(lossBeyondPrior(noise, labels, 3)).toBeGreaterThan(Math.log(3) + 0.05);
  });

  it('bears classes that never came and predictions of zero', () => {
    const labels = Int32Array.from([0, 1, 0, 1]);
    const rows = Float32Array.from([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0]);
    expect(lossBeyondPrior(rows, labels, 3)).toBeLessThan(1e-6);
  });

  it('refuses lengths that do not fit', () => {
    expect(() => lossBeyondPrior(new Float32Array(5), new Int32Array(2), 3)).toThrow(/do not fit/);
    expect(() => lossBeyondPrior(new Float32Array(0), new Int32Array(0), 3)).toThrow(/do not fit/);
  });
});
