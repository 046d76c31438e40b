/** The figures behind a chart, for those who would rather read them. */
import { useState } from 'react';
import { saveFile, toCsv } from '../figures/csv.ts';
import { Scroll } from '../shell/panel.tsx';
import { type Line, valueAt } from './line.ts';

const ROWS = 24;

interface Props {
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly writeX: (value: number) => string;
  readonly writeY: (value: number) => string;
}

export function SeriesTable(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="mt-1 text-[0.8125rem]"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="w-fit text-soft hover:text-ink">Show as a table</summary>
      {open ? <Rows {...props} /> : null}
    </details>
  );
}

function Rows({ label, x, lines, writeX, writeY }: Props) {
  const stride = Math.max(1, Math.ceil(x.length / ROWS));
  const rows = x.map((_, i) => i).filter((i) => i % stride === 0 || i === x.length - 1);
  const save = (): void =>
    saveFile(
      'hanse-chart.csv',
      toCsv(
        ['x', ...lines.map((line) => line.name)],
        x.map((at, i) => [at, ...lines.map((line) => line.values[i] ?? null)]),
      ),
    );
  return (
    <div className="mt-2">
      <Scroll label={`${label} as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">at</th>
              {lines.map((line) => (
                <th key={line.name} scope="col" className="num">
                  {line.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((i) => (
              <tr key={i}>
                <th scope="row" className="whitespace-nowrap">
                  {writeX(x[i]!)}
                </th>
                {lines.map((line) => {
                  const value = valueAt(line.values, i);
                  return (
                    <td key={line.name} className="num">
                      {value === null ? '–' : writeY(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <button type="button" className="button mt-2" onClick={save}>
        Save all {x.length} points as CSV
      </button>
    </div>
  );
}
