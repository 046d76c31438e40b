import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCandles } from '../candles/sample.ts';
import type { CandleSeries } from '../candles/series.ts';
import { featureRows, FEATURES } from '../features/rows.ts';
import { fitScaler } from '../features/scaler.ts';
import { balancedDeadZone, directionLabels, futureReturns } from './direction.ts';
import { windows } from './windows.ts';

const series = randomCandles(1500, 'labels');
const gapped: CandleSeries = { ...series, gaps: [{ at: 700, missing: 2 }] };

describe('direction labels', () => {
  it('say what the close does, and nothing where the future is unknown', () => {
    const labels = directionLabels(series, { horizon: 5, deadZone: 0.003 });
    expect(labels.length).toBe(1500);
    for (let i = 0; i < 1495; i++) {
      const move = series.close[i + 5] / series.close[i] - 1;
      expect(labels[i]).toBe(move > 0.003 ? 2 : move < -0.003 ? 0 : 1);
    }
    expect([...labels.subarray(1495)]).toEqual([-1, -1, -1, -1, -1]);
  });

  it('do not look over a gap', () => {
    const labels = directionLabels(gapped, { horizon: 5, deadZone: 0 });
    expect([...labels.subarray(695, 700)]).toEqual([-1, -1, -1, -1, -1]);
    expect(labels[694]).not.toBe(-1);
    expect(labels[700]).not.toBe(-1);
  });

  it('have classes as equal as can be on the range asked for, whatever comes after it', () => {
    const zone = balancedDeadZone(series, 4, 100, 900);
    const moves = futureReturns(series, 4).subarray(100, 896);
    const unequal = (size: number): number => {
      const counts = [0, 0, 0];
      for (const move of moves) counts[move > size ? 2 : move < -size ? 0 : 1]++;
      return counts.reduce((sum, count) => sum + count * count, 0);
    };
    const best = Math.min(...Array.from(moves, (move) => unequal(Math.abs(move))));
    expect(unequal(zone)).toBe(best);
    const loud = { ...series, close: series.close.map((x, i) => (i < 900 ? x : x * 7)) };
    expect(balancedDeadZone(loud, 4, 100, 900)).toBe(zone);
  });

  it('refuse what cannot be', () => {
    expect(() => directionLabels(series, { horizon: 0, deadZone: 0 })).toThrow(/horizon is 0/);
    expect(() => directionLabels(series, { horizon: 1, deadZone: -1 })).toThrow(/dead zone is -1/);
    expect(() => balancedDeadZone(series, 50, 10, 40)).toThrow(/50 candles ahead/);
  });
});

describe('windows', () => {
  const rows = featureRows(gapped);
  const horizon = 6;
  const labels = directionLabels(gapped, { horizon, deadZone: 0.002 });

  it('keep rows, label and future in their range, and off every gap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (a, b, steps, stride) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const taken = windows({ rows, labels, horizon, steps, from, to, stride });
          let last = -Infinity;
          for (const [w, end] of taken.ends.entries()) {
            const start = end - steps + 1;
            expect(start).toBeGreaterThanOrEqual(from);
            expect(end + horizon).toBeLessThan(to);
            expect(rows.valid.subarray(start, end + 1)).not.toContain(0);
            expect(start >= 700 || end + horizon < 700).toBe(true);
            expect(taken.labels[w]).toBe(labels[end]);
            expect(end - last).toBeGreaterThanOrEqual(stride);
            last = end;
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are all there are', () => {
    const plain = featureRows(series);
    const all = directionLabels(series, { horizon, deadZone: 0.002 });
    const taken = windows({
      rows: plain,
      labels: all,
      horizon,
      steps: 60,
      from: 0,
      to: 1500,
      stride: 1,
    });
    expect(taken.ends[0]).toBe(288 + 59);
    expect(taken.ends.at(-1)).toBe(1500 - 1 - horizon);
    expect(taken.ends.length).toBe(1500 - horizon - 288 - 59);
  });

  it('refuse what cannot be', () => {
    const good = { rows, labels, horizon, steps: 60, from: 0, to: 1500, stride: 1 };
    expect(() => windows({ ...good, steps: 0 })).toThrow(/steps is 0/);
    expect(() => windows({ ...good, to: 2000 })).toThrow(/\[0, 2000\)/);
    expect(() => windows({ ...good, labels: labels.subarray(1) })).toThrow(/1499 labels/);
  });
});

describe('a planted spike in the future', () => {
  const at = 1000;
  const horizon = 6;
  const spiked: CandleSeries = {
    ...series,
    high: series.high.map((x, i) => (i < at ? x : x * 50)),
    close: series.close.map((x, i) => (i < at ? x : x * 40)),
    volume: series.volume.map((x, i) => (i < at ? x : x * 1e6)),
  };

  it('changes no feature, label, window, dead zone or scaler before it', () => {
    const before = featureRows(series);
    const after = featureRows(spiked);
    const width = FEATURES.length;
    expect(after.rows.subarray(0, at * width)).toEqual(before.rows.subarray(0, at * width));
    expect(fitScaler(after, 300, at)).toEqual(fitScaler(before, 300, at));
    const deadZone = balancedDeadZone(series, horizon, 300, at);
    expect(balancedDeadZone(spiked, horizon, 300, at)).toBe(deadZone);
    const common = { horizon, steps: 60, from: 300, to: at, stride: 3 };
    expect(
      windows({
        ...common,
        rows: after,
        labels: directionLabels(spiked, { horizon, deadZone }),
      }),
    ).toEqual(
      windows({
        ...common,
        rows: before,
        labels: directionLabels(series, { horizon, deadZone }),
      }),
    );
  });

  it('is seen by the rows from it on, so that the test above could fail', () => {
    const width = FEATURES.length;
    const row = (of: CandleSeries): Float32Array =>
      featureRows(of).rows.slice(at * width, (at + 1) * width);
    expect(row(spiked)).not.toEqual(row(series));
    expect(fitScaler(featureRows(spiked), 300, at + 1)).not.toEqual(
      fitScaler(featureRows(series), 300, at + 1),
    );
    const labels = (of: CandleSeries): Int8Array =>
      directionLabels(of, { horizon, deadZone: 0.002 }).slice(at - horizon, at);
    expect(labels(spiked)).not.toEqual(labels(series));
  });
});
