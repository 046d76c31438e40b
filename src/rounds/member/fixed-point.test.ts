import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  averageTowardZero,
  averageUpdate,
  decodeSum,
  encodeUpdate,
  type Encoding,
  levelsFor,
  quantise,
} from './fixed-point.ts';

const encoding: Encoding = { rangeMicro: 500_000, clipNormMicro: 10_000_000, weightCap: 4096 };

describe('fixed point', () => {
  it('V34: weighted average, rounded half away and truncated toward zero', () => {
    const weights = [
      ['0.2', '0.4'],
      ['0.6', '0.0'],
    ].map((row) => row.map((value) => quantise(Number(value), 2 ** 16)));
    expect(weights).toEqual([
      [13107, 26214],
      [39322, 0],
    ]);
    const examples = [100, 300];
    const sums = [0, 1].map((i) => examples[0]! * weights[0]![i]! + examples[1]! * weights[1]![i]!);
    expect(sums).toEqual([13107300, 2621400]);
    expect(sums.map((sum) => averageTowardZero(sum, 400))).toEqual([32768, 6553]);
  });

  it('rounds halves away from zero on both sides', () => {
    expect([0.5, 1.5, -0.5, -1.5, 0.49, -0.49].map((x) => quantise(x, 1) + 0)).toEqual([
      1, 2, -1, -2, 0, 0,
    ]);
  });

  it('writes a vector as each coordinate is rounded by itself', () => {
    const [levels, factor] = [levelsFor(3), 1e6 / encoding.rangeMicro];
    const halves = Array.from({ length: 40 }, (_, i) => (i - 20 + 0.5) / levels / factor);
    const value = fc.oneof(
      fc.double({ min: -0.7, max: 0.7, noNaN: true }),
      fc.double({ min: -4 / levels, max: 4 / levels, noNaN: true }),
      fc.constantFrom(...halves, 0, -0, 0.5, -0.5),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const update = Float32Array.from(values);
        const vector = encodeUpdate(update, 4096, encoding, 3);
        const each = Array.from(update, (x) => {
          const share = Math.min(1, Math.max(-1, x * factor));
          return quantise(share, levels) + 0;
        });
        expect([...vector.subarray(0, values.length)]).toEqual(each);
      }),
    );
  });

  it('averages by capped examples to within one step', () => {
    const member = fc.record({
      update: fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), {
        minLength: 5,
        maxLength: 5,
      }),
      examples: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(fc.array(member, { minLength: 3, maxLength: 8 }), (members) => {
        const n = members.length;
        const sum = new Int32Array(8);
        for (const { update, examples } of members) {
          encodeUpdate(Float32Array.from(update), examples, encoding, n).forEach(
            (x, i) => (sum[i]! += x),
          );
        }
        const average = averageUpdate([decodeSum(sum, 5, encoding, n)], encoding, n);
        const weights = members.map(({ examples }) => Math.min(examples, 4096));
        const total = weights.reduce((a, b) => a + b);
        for (let i = 0; i < 5; i++) {
          const exact = members.reduce(
            (a, { update }, m) => a + (Math.fround(update[i]!) * weights[m]!) / total,
            0,
          );
          const step = (0.5 / levelsFor(n)) * n * (4096 / total) + 0.5 / levelsFor(n) / 256;
          expect(Math.abs(average[i]! - exact)).toBeLessThanOrEqual(step * 1.01 + 1e-7);
        }
      }),
    );
  });

  it('never overflows: the largest cohort at the largest coordinates', () => {
    const n = 128;
    const one = encodeUpdate(Float32Array.of(9), 1e6, encoding, n);
    expect(one[0]! * n).toBeLessThan(2 ** 19);
  });

  it('shortens updates beyond the norm', () => {
    const long = encodeUpdate(
      Float32Array.of(30, 40),
      4096,
      { ...encoding, rangeMicro: 10_000_000 },
      3,
    );
    const short = encodeUpdate(
      Float32Array.of(6, 8),
      4096,
      { ...encoding, rangeMicro: 10_000_000 },
      3,
    );
    expect([...long]).toEqual([...short]);
  });

  it('refuses NaN, infinity and no examples', () => {
    expect(() => encodeUpdate(Float32Array.of(Number.NaN), 5, encoding, 3)).toThrow(/not finite/);
    expect(() => encodeUpdate(Float32Array.of(Infinity), 5, encoding, 3)).toThrow(/not finite/);
    expect(() => encodeUpdate(Float32Array.of(1), 0, encoding, 3)).toThrow(/at least one/);
  });

  it('refuses a weight no such cohort can have', () => {
    expect(() => decodeSum(Int32Array.of(0, 2, 0), 1, encoding, 3)).toThrow(
      /cannot have a weight of 2/,
    );
  });
});
