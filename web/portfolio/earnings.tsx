/** What each share earned over time, to look at and to keep. */
import { useMemo } from 'react';
import type { Earning } from '#api';
import { Chart } from '../chart/chart.tsx';
import { align, type Line } from '../chart/line.ts';
import type { Ink } from '../chart/palette.ts';
import { Amount } from '../figures/amount.tsx';
import { saveFile, toCsv } from '../figures/csv.ts';
import { Source } from '../figures/source.tsx';
import { dayOf, minuteOf } from '../figures/when.tsx';
import { useEarnings } from '../pool/queries.ts';
import { Empty, Panel, Scroll } from '../shell/panel.tsx';

const INKS: readonly Ink[] = ['--agent', '--hold', '--solo', '--auto'];
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [8, 3, 2, 3]];
const COLUMNS = ['day', 'at', 'nft', 'member', 'weight', 'earned', 'cumulative', 'roiPercent'];
const ZERO = [0];

interface Props {
  readonly member: string;
  readonly unit: string;
}

export function Earnings({ member, unit }: Props) {
  const { data, error } = useEarnings(member);
  const rows = data?.rows ?? [];
  return (
    <Panel
      title="Earnings of each share"
      lead={`What distributions allotted to it, in ${unit}; to the unit, from the events of the contract.`}
      aside={
        <>
          <button
            type="button"
            className="button"
            disabled={rows.length === 0}
            onClick={() => save(member, rows)}
          >
            Save as CSV
          </button>
          <Source kind="cycle/closed" />
        </>
      }
    >
      {rows.length === 0 ? (
        <Empty>{error ? error.message : 'Nothing has been distributed to these shares yet.'}</Empty>
      ) : (
        <>
          <Course rows={rows} unit={unit} />
          <Table rows={rows} />
        </>
      )}
    </Panel>
  );
}

function Course({ rows, unit }: { readonly rows: readonly Earning[]; readonly unit: string }) {
  const { x, lines } = useMemo(() => courses(rows), [rows]);
  return (
    <Chart
      label={`What each share has earned in all, in ${unit}.`}
      axis="time"
      height={180}
      x={x}
      lines={lines}
      include={ZERO}
      writeX={minuteOf}
      writeY={(value) => value.toFixed(2)}
    />
  );
}

function courses(rows: readonly Earning[]): { x: number[]; lines: Line[] } {
  const shares = [...new Set(rows.map(({ nft }) => nft))];
  const { x, values } = align(
    shares.map((nft) => {
      const own = rows.filter((row) => row.nft === nft);
      return { at: own.map(({ at }) => at), value: own.map((row) => Number(row.cumulative)) };
    }),
  );
  const lines = shares.map((nft, i) => ({
    name: `share #${nft}`,
    ink: INKS[i % INKS.length]!,
    dash: DASHES[i % DASHES.length]!,
    values: values[i]!,
  }));
  return { x, lines };
}

function Table({ rows }: { readonly rows: readonly Earning[] }) {
  return (
    <Scroll label="Earnings">
      <table>
        <caption className="sr-only">Earnings of each share, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Share</th>
            {['Earned', 'Of what was paid in', 'In all'].map((head) => (
              <th key={head} scope="col" className="num">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={`${row.day} ${row.nft}`}>
              <th scope="row" className="whitespace-nowrap">
                {row.day} <span className="font-normal text-soft">{dayOf(row.at - 1)}</span>
              </th>
              <td>#{row.nft}</td>
              <td className="num">
                <Amount value={row.earned} places={6} />
              </td>
              <td className="num">
                <Amount value={row.roiPercent} places={4} unit="%" />
              </td>
              <td className="num">
                <Amount value={row.cumulative} places={6} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function save(member: string, rows: readonly Earning[]): void {
  const cells = rows.map((row) => [
    row.day,
    new Date(row.at).toISOString(),
    row.nft,
    row.member,
    row.weight,
    row.earned,
    row.cumulative,
    row.roiPercent,
  ]);
  saveFile(`hanse-earnings-${member}.csv`, toCsv(COLUMNS, cells));
}
