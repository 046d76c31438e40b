import { describe, expect, it } from 'vitest';
import { averageContribution } from './contribution-average.ts';

describe('averageContribution', () => {
  it('moves a tenth of the way, floors a negative score at zero, lets the absent decay', () => {
    const first = averageContribution(
      [],
      [
        { id: 'a', score: 1_000_000n },
        { id: 'b', score: -5n },
      ],
    );
    expect(first).toEqual([
      { id: 'a', score: 100_000n },
      { id: 'b', score: 0n },
    ]);
    expect(averageContribution(first, [{ id: 'c', score: 10n }])).toEqual([
      { id: 'a', score: 90_000n },
      { id: 'b', score: 0n },
      { id: 'c', score: 1n },
    ]);
  });

  it('forgets everything with an α of one', () => {
    const before = [
      { id: 'a', score: 7n },
      { id: 'absent', score: 7n },
    ];
    const now = [
      { id: 'a', score: -5n },
      { id: 'b', score: 0n },
      { id: 'c', score: 9n },
    ];
    expect(averageContribution(before, now, 10_000).map(({ score }) => score)).toEqual([
      0n,
      0n,
      0n,
      9n,
    ]);
  });

  it('refuses an α of zero', () => {
    expect(() => averageContribution([], [], 0)).toThrow(
      expect.objectContaining({ code: 'treasury/bad-alpha' }),
    );
  });
});
