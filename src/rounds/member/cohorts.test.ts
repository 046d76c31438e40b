import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { drawCohorts, LARGEST_COHORT, SMALLEST_COHORT, thresholdOf } from './cohorts.ts';

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('drawing cohorts', () => {
  it('puts everyone into one cohort of at least three, sizes within one, however they came', () => {
    const draws = fc.record({
      n: fc.integer({ min: 3, max: 300 }),
      size: fc.integer({ min: 3, max: 128 }),
      seed: fc.string(),
      turn: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(draws, ({ n, size, seed, turn }) => {
        const draw = { size, seed, ...(turn === undefined ? {} : { turn }) };
        const cohorts = drawCohorts(numbers(n), draw);
        expect(cohorts.flat().sort((a, b) => a - b)).toEqual(numbers(n));
        const sizes = cohorts.map((cohort) => cohort.length);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(SMALLEST_COHORT);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(LARGEST_COHORT);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(drawCohorts(numbers(n).reverse(), draw)).toEqual(cohorts);
      }),
      { numRuns: 60 },
    );
  });

  it('in a series lets every two members meet about equally often', () => {
    for (const seed of ['a', 'b', 'c', '1/cohorts']) {
      const met = new Map<string, number>();
      for (let turn = 1; turn <= 12; turn++)
        for (const cohort of drawCohorts(numbers(8), { size: 4, seed, turn }))
          for (const a of cohort)
            for (const b of cohort)
              if (a < b) met.set(`${a}-${b}`, (met.get(`${a}-${b}`) ?? 0) + 1);
      expect(met.size).toBe(28);
      // On average 12 · 3/7 = 5.14 times.
      expect(Math.min(...met.values())).toBeGreaterThanOrEqual(4);
      expect(Math.max(...met.values())).toBeLessThanOrEqual(6);
    }
  });

  it('is another draw for another seed or turn', () => {
    const draw = (seed: string, turn: number): string =>
      JSON.stringify(drawCohorts(numbers(20), { size: 5, seed, turn }));
    expect(new Set([draw('a', 1), draw('a', 2), draw('b', 1), draw('b', 2)]).size).toBe(4);
  });

  it('needs three', () => {
    expect(() => drawCohorts([1, 2], { size: 4, seed: '' })).toThrow(/at least 3/);
  });

  it('asks more than two thirds to stay', () => {
    expect([3, 4, 8, 10, 32, 100, 128].map(thresholdOf)).toEqual([3, 3, 6, 7, 22, 67, 86]);
  });
});
