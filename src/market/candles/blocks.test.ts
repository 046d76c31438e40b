import { describe, expect, it } from 'vitest';
import { directionLabels } from '../labels/direction.ts';
import { windows } from '../labels/windows.ts';
import { FEATURE_LOOKBACK, featureRows } from '../features/rows.ts';
import { blockOf, cutBlocks } from './blocks.ts';
import { randomCandles } from './sample.ts';
import type { CandleSeries } from './series.ts';

const STEPS = 20;
const HORIZON = 6;
const blocks = { length: FEATURE_LOOKBACK + STEPS + HORIZON + 30, offset: 77 };

/** Every window of a series by the candle it ends with: its rows and its label as text. */
function windowTexts(series: CandleSeries): Map<number, string> {
  const rows = featureRows(series);
  const labels = directionLabels(series, { horizon: HORIZON, deadZone: 0.0005 });
  const found = windows({
    rows,
    labels,
    horizon: HORIZON,
    steps: STEPS,
    from: 0,
    to: series.length,
    stride: 7,
  });
  const width = rows.names.length;
  return new Map(
    [...found.ends].map((end, i) => [
      end,
      `${found.labels[i]}:${rows.rows.subarray((end - STEPS + 1) * width, (end + 1) * width).join()}`,
    ]),
  );
}

describe('blocks', () => {
  const series = randomCandles(4 * blocks.length, 'blocks');

  it('keep what a candle changes inside its own block', () => {
    const before = windowTexts(cutBlocks(series, blocks));
    expect(before.size).toBeGreaterThan(10);
    for (const candle of [0, blocks.offset - 1, blocks.offset, 700, 901, series.length - 1]) {
      const close = series.close.slice();
      const volume = series.volume.slice();
      close[candle]! *= 1.5;
      volume[candle]! *= 40;
      const after = windowTexts(cutBlocks({ ...series, close, volume }, blocks));
      const changed = [...before.keys()].filter((end) => before.get(end) !== after.get(end));
      const own = blockOf(candle, blocks);
      expect(changed.every((end) => blockOf(end, blocks) === own)).toBe(true);
    }
  });

  it('are needed: without them a candle reaches further than any window', () => {
    const before = windowTexts(series);
    const volume = series.volume.slice();
    const close = series.close.slice();
    close[500]! *= 1.5;
    volume[500]! *= 40;
    const after = windowTexts({ ...series, close, volume });
    const changed = [...before.keys()].filter((end) => before.get(end) !== after.get(end));
    expect(Math.max(...changed) - 500).toBeGreaterThan(FEATURE_LOOKBACK);
  });

  it('name every candle once, and refuse what is no cut', () => {
    const { gaps } = cutBlocks(series, blocks);
    for (const { at } of gaps) expect(blockOf(at, blocks)).toBe(blockOf(at - 1, blocks) + 1);
    expect(gaps).toHaveLength(4);
    for (const wrong of [
      { length: 0, offset: 0 },
      { length: 5.5, offset: 0 },
      { length: 5, offset: 5 },
      { length: 5, offset: -1 },
    ])
      expect(() => cutBlocks(series, wrong)).toThrow(
        expect.objectContaining({ code: 'market/bad-blocks' }),
      );
  });
});
