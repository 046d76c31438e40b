import { describe, expect, it } from 'vitest';
import { randomCandles } from '../candles/sample.ts';
import { computeIndicator } from './indicator.ts';
import { INDICATORS, indicatorNamed } from './registry.ts';
import { Workspace } from './workspace.ts';

const series = randomCandles(300, 'workspace');
const bits = (column: Float64Array): BigInt64Array => new BigInt64Array(column.slice().buffer);

/** A workspace of columns that hold what no indicator may read. */
function dirty(columns: number): Workspace {
  const workspace = new Workspace();
  for (let k = 0; k < columns; k++) {
    workspace.release({
      lookback: 0,
      outputs: { x: new Float64Array(series.length).fill(1e300 * (k % 2 === 0 ? 1 : -1)) },
    });
  }
  return workspace;
}

describe('a workspace', () => {
  it.each(INDICATORS.map((indicator) => [indicator.name, indicator] as const))(
    '%s gives the same bits in used columns as in fresh ones',
    (_, indicator) => {
      const want = computeIndicator(indicator, series).outputs;
      const got = computeIndicator(indicator, series, undefined, dirty(8)).outputs;
      for (const [name, column] of Object.entries(want)) {
        expect(bits(got[name])).toEqual(bits(column));
      }
    },
  );

  it('hands out a column again only after it was given back', () => {
    const workspace = new Workspace();
    const sma = indicatorNamed('SMA');
    const first = computeIndicator(sma, series, [5], workspace);
    const kept = first.outputs['sma'].slice();
    const second = computeIndicator(sma, series, [9], workspace);
    expect(first.outputs['sma']).toEqual(kept);
    workspace.release(first);
    workspace.release(first);
    const third = computeIndicator(sma, series, [7], workspace);
    const fourth = computeIndicator(sma, series, [8], workspace);
    expect(third.outputs['sma']).toBe(first.outputs['sma']);
    expect(fourth.outputs['sma']).not.toBe(first.outputs['sma']);
    expect(second.outputs).toEqual(computeIndicator(sma, series, [9]).outputs);
  });

  it('serves a series of another length, and a computation that was refused', () => {
    const workspace = dirty(2);
    const short = randomCandles(40, 'short');
    const macd = indicatorNamed('MACD');
    expect(computeIndicator(macd, short, undefined, workspace)).toEqual(
      computeIndicator(macd, short),
    );
    expect(() => computeIndicator(macd, series, [30, 20, 9], workspace)).toThrow(/swap/);
    const rsi = indicatorNamed('RSI');
    expect(computeIndicator(rsi, series, undefined, workspace)).toEqual(
      computeIndicator(rsi, series),
    );
  });
});
