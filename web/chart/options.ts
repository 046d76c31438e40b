/** How every chart is drawn. */
import uPlot from 'uplot';
import type { Line, Mark } from './line.ts';
import { clock, shortDay } from '../figures/when.tsx';
import { colour } from './palette.ts';

export interface Look {
  readonly time: boolean;
  readonly height: number;
  readonly writeY: (value: number) => string;
  readonly writeX: (value: number) => string;
  /** Values that must stay in view, such as zero. */
  readonly include?: readonly number[];
  readonly marks: () => readonly Mark[];
  readonly chosen: () => number | null;
  readonly moved: (plot: uPlot) => void;
}

const DAY = 86_400_000;
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';

/** Options of a plot for lines whose values may change but whose number and looks do not. */
export function options(lines: readonly Line[], look: Look, width: number): uPlot.Options {
  return {
    width,
    height: look.height,
    ms: 1,
    tzDate: (at) => new Date(at + new Date(at).getTimezoneOffset() * 60_000),
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false },
    scales: {
      x: { time: look.time },
      y: { range: (_plot, low, high) => room(low, high, look.include ?? []) },
    },
    axes: [
      axis({
        size: 26,
        values: (_plot, splits, _axis, _space, step) =>
          splits.map((at) => (look.time ? tick(at, step) : look.writeX(at))),
        // Rounds are counted in whole numbers.
        ...(look.time ? { space: 70 } : { incrs: [1, 2, 5, 10, 20, 50, 100], space: 40 }),
      }),
      axis({ size: 58, values: (_plot, splits) => splits.map(look.writeY), space: 34 }),
    ],
    series: [{}, ...lines.map(series)],
    hooks: {
      draw: [(plot) => drawMarks(plot, look.marks(), look.chosen())],
      setCursor: [look.moved],
    },
  };
}

function series(line: Line): uPlot.Series {
  const background = line.weight === 'background';
  return {
    label: line.name,
    stroke: () => (background ? `${colour(line.ink)}99` : colour(line.ink)),
    width: line.width ?? (background ? 1 : 2),
    dash: line.dash ? [...line.dash] : [],
    spanGaps: true,
    points: { show: line.values.length < 2 },
    ...(line.fill ? { fill: () => `${colour(line.ink)}22` } : {}),
  };
}

function axis(rest: uPlot.Axis): uPlot.Axis {
  return {
    stroke: () => colour('--soft'),
    font: FONT,
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
    gap: 6,
    ...rest,
  };
}

function room(low: number | null, high: number | null, include: readonly number[]) {
  const min = Math.min(low ?? 0, ...include);
  const max = Math.max(high ?? 1, ...include);
  const pad = (max - min || Math.abs(max) || 1) * 0.06;
  return [include.includes(min) ? min : min - pad, include.includes(max) ? max : max + pad] as [
    number,
    number,
  ];
}

function tick(at: number, step: number): string {
  return step >= DAY || at % DAY === 0 ? shortDay(at) : clock(at);
}

function drawMarks(plot: uPlot, marks: readonly Mark[], chosen: number | null): void {
  const { ctx } = plot;
  const size = 5.5 * uPlot.pxRatio;
  const { min = -Infinity, max = Infinity } = plot.scales['x'] ?? {};
  ctx.save();
  marks.forEach((mark, i) => {
    if (mark.x < (min ?? -Infinity) || mark.x > (max ?? Infinity)) return;
    const x = plot.valToPos(mark.x, 'x', true);
    const y = plot.valToPos(mark.y, 'y', true);
    const up = mark.shape === 'up' ? 1 : -1;
    const grow = i === chosen ? 1.7 : 1;
    ctx.beginPath();
    ctx.moveTo(x, y - up * size * 0.4 * grow);
    ctx.lineTo(x - size * grow, y + up * size * 1.5 * grow);
    ctx.lineTo(x + size * grow, y + up * size * 1.5 * grow);
    ctx.closePath();
    ctx.fillStyle = colour(up > 0 ? '--gain' : '--loss');
    ctx.strokeStyle = colour(i === chosen ? '--ink' : '--panel');
    ctx.lineWidth = uPlot.pxRatio * (i === chosen ? 2 : 1);
    ctx.fill();
    ctx.stroke();
  });
  ctx.restore();
}
