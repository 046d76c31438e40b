/** Series of values as change since their start, so that runs with different money can be compared. */
import type { SeasonReport } from '#api';
import { align, type Grid, type Line } from '../chart/line.ts';

type Points = readonly { readonly at: number; readonly value: string }[];

/** Agent and baselines on one time grid, in per cent since the start. */
export function returns(report: SeasonReport): { x: number[]; lines: Line[] } {
  const { vault, baselines } = report;
  const own = vault?.series.length ? vault.series : (baselines?.agent.series ?? []);
  const runs: { line: Omit<Line, 'values'>; points: Points }[] = [
    { line: { name: 'agent', ink: '--agent', width: 2.5 }, points: own },
    {
      line: { name: 'buy and hold', ink: '--hold', dash: [7, 3] },
      points: baselines?.buyAndHold.series ?? [],
    },
    {
      line: { name: 'trained alone (mean)', ink: '--solo', dash: [2, 3] },
      points: baselines?.solo.series ?? [],
    },
    {
      line: { name: 'autoregressive', ink: '--auto', dash: [8, 3, 2, 3] },
      points: baselines?.autoregressive.series ?? [],
    },
  ].filter((run) => run.points.length > 0) as typeof runs;
  const { x, values } = align(runs.map((run) => change(run.points)));
  return { x, lines: runs.map((run, i) => ({ ...run.line, values: values[i]! })) };
}

/** How far a series stands below its highest value so far, in per cent, zero or below. */
export function drawdown(values: readonly (number | null)[]): (number | null)[] {
  let peak = -Infinity;
  return values.map((value) => {
    if (value === null) return null;
    peak = Math.max(peak, value);
    return ((100 + value) / (100 + peak) - 1) * 100;
  });
}

function change(points: Points): Grid {
  const start = Number(points[0]?.value ?? 1) || 1;
  return {
    at: points.map((point) => point.at),
    value: points.map((point) => (Number(point.value) / start - 1) * 100),
  };
}
