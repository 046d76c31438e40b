import { describe, expect, it } from 'vitest';
import { align, valueAt } from './line.ts';

describe('align', () => {
  it('brings series on different grids onto one', () => {
    const { x, values } = align([
      { at: [1, 3], value: [10, 30] },
      { at: [2, 3, 4], value: [2, 3, 4] },
    ]);
    expect(x).toEqual([1, 2, 3, 4]);
    expect(values).toEqual([
      [10, null, 30, null],
      [null, 2, 3, 4],
    ]);
  });
});

describe('valueAt', () => {
  it('is the newest known value, or nothing', () => {
    expect(valueAt([null, 5, null, 7], 2)).toBe(5);
    expect(valueAt([null, 5], 0)).toBe(null);
  });
});
