/** A member's daily statements, and the vault's beside them. */
import { useState } from 'react';
import type { DayStatement, StatementLine } from '#api';
import { Amount, Change } from '../figures/amount.tsx';
import { saveFile, toCsv } from '../figures/csv.ts';
import { Pager } from '../shell/pager.tsx';
import { useStatements } from '../pool/queries.ts';
import { Empty, Panel, Scroll } from '../shell/panel.tsx';

const PAGE = 14;
const COLUMNS = ['opening', 'flows', 'trades', 'fees', 'payouts', 'closing'] as const;

interface Props {
  readonly member: string;
  readonly unit: string;
}

export function Statements({ member, unit }: Props) {
  const { data, error } = useStatements(member);
  const [page, setPage] = useState(0);
  const days = data?.days ?? [];
  const shown = days.toReversed().slice(page * PAGE, (page + 1) * PAGE);
  return (
    <Panel
      title="Daily statements"
      lead={`Opening, and what came and went, plus its share of what trading brought, less fees and payouts, is closing. The members’ lines sum to the vault’s, to the unit. In ${unit}.`}
      aside={
        <button
          type="button"
          className="button"
          disabled={days.length === 0}
          onClick={() => save(member, days)}
        >
          Save statements
        </button>
      }
    >
      {days.length === 0 ? (
        <Empty>{error ? error.message : 'The first day has not begun.'}</Empty>
      ) : (
        <>
          <Table days={shown} member={member} />
          <Pager page={page} pages={Math.ceil(days.length / PAGE)} go={setPage} what="statements" />
        </>
      )}
    </Panel>
  );
}

function Table({
  days,
  member,
}: {
  readonly days: readonly DayStatement[];
  readonly member: string;
}) {
  return (
    <Scroll label="Daily statements">
      <table>
        <caption className="sr-only">Daily statements, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="num">
                {column}
              </th>
            ))}
            <th scope="col" className="num">
              vault’s closing
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row" className="whitespace-nowrap">
                {day.day}{' '}
                <span className="font-normal text-soft">
                  {day.date}
                  {day.closed ? '' : ', open'}
                </span>
              </th>
              <Cells line={day.lines.find((line) => line.member === member)} />
              <td className="num">
                <Amount value={day.vault.closing} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cells({ line }: { readonly line: StatementLine | undefined }) {
  return COLUMNS.map((column) => (
    <td key={column} className={`num ${column === 'closing' ? 'font-semibold' : ''}`}>
      {column === 'trades' || column === 'flows' ? (
        <Change value={line?.[column]} />
      ) : (
        <Amount value={line?.[column]} />
      )}
    </td>
  ));
}

function save(member: string, days: readonly DayStatement[]): void {
  const rows = days.flatMap((day) =>
    day.lines.map((line) => [
      day.day,
      day.date,
      line.member,
      ...COLUMNS.map((column) => line[column]),
    ]),
  );
  saveFile(`hanse-statements-${member}.csv`, toCsv(['day', 'date', 'member', ...COLUMNS], rows));
}
