import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { exactShapley, shapleyOf } from './shapley.ts';

describe('exact Shapley values', () => {
  it('of the glove game: a left glove is worth nothing without a right one', () => {
    // Players 0 and 1 hold left gloves, player 2 a right one: 1/6, 1/6, 4/6.
    const pairs = (coalition: readonly number[]): number =>
      coalition.includes(2) && coalition.length > 1 ? 6 : 0;
    expect(exactShapley(3, pairs)).toEqual([1, 1, 4]);
  });

  it('share out exactly what all together are worth', () => {
    const games = fc
      .integer({ min: 0, max: 5 })
      .chain((n) =>
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 << n, maxLength: 1 << n }),
      );
    fc.assert(
      fc.property(games, (worth) => {
        const sum = shapleyOf(worth).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(worth.at(-1)! - worth[0]!, 6);
      }),
    );
  });

  it('give each player of an additive game what it brings', () => {
    const brings = [5, -2, 0, 7];
    const value = (coalition: readonly number[]): number =>
      coalition.reduce((sum, i) => sum + brings[i]!, 0);
    expect(exactShapley(4, value)).toEqual(brings);
  });

  it('value each coalition once and refuse more than eight players', () => {
    let asked = 0;
    exactShapley(5, () => asked++);
    expect(asked).toBe(32);
    expect(() => exactShapley(9, () => 0)).toThrow(/at most 8/);
  });

  it('are of games whose every coalition is worth something', () => {
    for (const count of [0, 3, 5, 255]) {
      expect(() => shapleyOf(new Array<number>(count).fill(0))).toThrow(
        expect.objectContaining({ code: 'rounds/bad-artefacts' }),
      );
    }
  });
});
