/** A chart that can be read by eye, by pointer, by keyboard and as a table. */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../shell/theme.tsx';
import { Legend } from './legend.tsx';
import { type Line, type Mark, valueAt } from './line.ts';
import { options } from './options.ts';
import { SeriesTable } from './series-table.tsx';

interface Props {
  /** What is drawn, for those who do not see it. */
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly marks?: readonly Mark[];
  readonly axis: 'time' | 'round';
  readonly height?: number;
  readonly writeX: (value: number) => string;
  readonly writeY: (value: number) => string;
  readonly include?: readonly number[];
}

const NO_MARKS: readonly Mark[] = [];
const NONE_HIDDEN: ReadonlySet<string> = new Set();
/** How near the pointer must be to a mark, in pixels. */
const REACH = 14;

export function Chart(props: Props) {
  const { label, x, lines: all, marks = NO_MARKS, axis, height = 240, writeX, writeY } = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(NONE_HIDDEN);
  const lines = useMemo(() => all.filter((line) => !hidden.has(line.name)), [all, hidden]);
  const hint = useId();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const now = useRef({ ...props, lines, marks, chosen: null as number | null });
  const [index, setIndex] = useState<number | null>(null);
  const [mark, setMark] = useState<number | null>(null);
  const theme = useTheme();
  now.current = { ...props, lines, marks, chosen: mark };
  const shape = lines.map((line) => [line.name, line.ink, line.weight, line.dash].join()).join(';');

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const { lines, x, include } = now.current;
    const look = {
      time: axis === 'time',
      height,
      writeX: (value: number) => now.current.writeX(value),
      writeY: (value: number) => now.current.writeY(value),
      ...(include ? { include } : {}),
      marks: () => now.current.marks,
      chosen: () => now.current.chosen,
      moved: (moved: uPlot) => {
        const { left = -1, top = -1, idx } = moved.cursor;
        if (left < 0) return;
        setIndex(idx ?? null);
        setMark(nearest(moved, now.current.marks, left, top));
      },
    };
    const made = new uPlot(options(lines, look, element.clientWidth), data(x, lines), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [shape, axis, height]);

  useEffect(() => plot.current?.setData(data(x, lines)), [x, lines]);
  useEffect(() => plot.current?.redraw(false), [marks, mark, theme]);

  const step = (event: KeyboardEvent): void => {
    const size = marks.length || x.length;
    const at = marks.length ? mark : index;
    const next = move(event.key, at, size);
    if (next === undefined) return;
    event.preventDefault();
    if (marks.length) {
      setMark(next);
      setIndex(null);
    } else {
      setIndex(next);
      const made = plot.current;
      const place = x[next];
      if (made && place !== undefined)
        made.setCursor({ left: made.valToPos(place, 'x'), top: 10 }, false);
    }
  };

  const shown = mark === null ? undefined : marks[mark];
  const text = shown?.text ?? readout(x, lines, index, writeX, writeY);
  const what = marks.length ? 'trade' : 'point';
  return (
    <figure aria-label={label}>
      <Legend
        lines={all}
        marks={marks}
        hidden={hidden}
        toggle={(name) => setHidden(toggled(hidden, name))}
      />
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label} Arrow keys go from ${what} to ${what}.`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, (marks.length || x.length) - 1)}
        aria-valuenow={(marks.length ? mark : index) ?? 0}
        aria-valuetext={text || 'nothing chosen'}
        aria-describedby={hint}
        onKeyDown={step}
        className="overflow-hidden"
      >
        <div ref={box} style={{ height }} className="w-full" aria-hidden="true" />
      </div>
      <p id={hint} className="min-h-10 pt-1 text-[0.8125rem] sm:min-h-5">
        {text || <span className="text-soft">Point at the chart, or focus it and use ← →.</span>}
      </p>
      <SeriesTable label={label} x={x} lines={all} writeX={writeX} writeY={writeY} />
    </figure>
  );
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return names.has(name)
    ? new Set([...names].filter((each) => each !== name))
    : new Set([...names, name]);
}

function data(x: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [[...x], ...lines.map((line) => [...line.values])];
}

function nearest(plot: uPlot, marks: readonly Mark[], left: number, top: number): number | null {
  let best: number | null = null;
  let reach = REACH;
  marks.forEach((mark, i) => {
    const distance = Math.hypot(
      plot.valToPos(mark.x, 'x') - left,
      plot.valToPos(mark.y, 'y') + (mark.shape === 'up' ? 4 : -4) - top,
    );
    if (distance < reach) [best, reach] = [i, distance];
  });
  return best;
}

function readout(
  x: readonly number[],
  lines: readonly Line[],
  index: number | null,
  writeX: (value: number) => string,
  writeY: (value: number) => string,
): string {
  const place = index === null ? undefined : x[index];
  if (index === null || place === undefined) return '';
  const values = lines
    .filter((line) => line.weight !== 'background')
    .map((line) => [line.name, valueAt(line.values, index)] as const)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${writeY(value!)}`);
  return `${writeX(place)}: ${values.join(' · ')}`;
}

function move(key: string, at: number | null, size: number): number | undefined {
  if (size === 0) return undefined;
  const last = size - 1;
  if (key === 'ArrowRight') return at === null ? 0 : Math.min(last, at + 1);
  if (key === 'ArrowLeft') return at === null ? last : Math.max(0, at - 1);
  if (key === 'PageDown') return Math.min(last, (at ?? -1) + Math.ceil(size / 20));
  if (key === 'PageUp') return Math.max(0, (at ?? size) - Math.ceil(size / 20));
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  return undefined;
}
