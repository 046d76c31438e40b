/** The agent beside what else could have been done, and how deep each fell. */
import { useMemo } from 'react';
import type { SeasonReport } from '#api';
import { Chart } from '../chart/chart.tsx';
import { minuteOf } from '../figures/when.tsx';
import { Empty } from '../shell/panel.tsx';
import { drawdown, returns } from './series.ts';

const ZERO = [0];

export function NavChart({ report }: { readonly report: SeasonReport }) {
  const { x, lines } = useMemo(() => returns(report), [report]);
  if (x.length === 0) return <Empty>{whyEmpty(report)}</Empty>;
  return (
    <Chart
      label="Total return of the agent and of the baselines."
      axis="time"
      x={x}
      lines={lines}
      include={ZERO}
      writeX={minuteOf}
      writeY={percent}
    />
  );
}

/** Drawdowns on the same time axis. */
export function DrawdownChart({ report }: { readonly report: SeasonReport }) {
  const { x, lines } = useMemo(() => {
    const all = returns(report);
    const shown = all.lines.filter((line) => line.ink === '--agent' || line.ink === '--hold');
    return {
      x: all.x,
      lines: shown.map((line) => ({
        ...line,
        values: drawdown(line.values),
        ...(line.ink === '--agent' ? { fill: 'below' as const } : {}),
      })),
    };
  }, [report]);
  if (x.length === 0) return null;
  return (
    <Chart
      label="How far agent and buy and hold stood below their highest value so far."
      axis="time"
      height={150}
      x={x}
      lines={lines}
      include={ZERO}
      writeX={minuteOf}
      writeY={percent}
    />
  );
}

function whyEmpty({ season }: SeasonReport): string {
  return season.status === 'trading'
    ? 'The value is known from the end of the first day.'
    : 'Trading has not begun.';
}

function percent(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return `${value < 0 && text !== '0.00' ? '−' : ''}${text}%`;
}
