import { describe, expect, it } from 'vitest';
import { randomCandles, slice } from '#market';
import { holdingsOf } from './holdings.ts';

describe('what a member commits to', () => {
  const series = randomCandles(960, 'holdings');

  it('is the same for the same candles, whatever slice they came with', () => {
    const all = holdingsOf(series, 's1');
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(10);
    const part = holdingsOf(slice(series, 150, 700), 's1');
    expect(part).toEqual(all.slice(2, 7));
  });

  it('is another for other candles, assets and seasons, piece by piece', () => {
    const all = holdingsOf(series, 's1');
    const close = series.close.slice();
    close[500]! *= 1.001;
    const changed = holdingsOf({ ...series, close }, 's1');
    expect(changed.filter((piece) => !all.includes(piece))).toEqual([changed[5]]);
    expect(holdingsOf({ ...series, symbol: 'OTHER' }, 's1').some((p) => all.includes(p))).toBe(
      false,
    );
    expect(holdingsOf(series, 's2').some((p) => all.includes(p))).toBe(false);
  });

  it('is something even where candles are few', () => {
    expect(holdingsOf(slice(series, 10, 50), 's1')).toHaveLength(1);
  });
});
