/** Rounds, newest first, with their cohorts. */
import { Fragment, useState } from 'react';
import type { Cohort, Member, Round } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Reference, Transaction } from '../figures/reference.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

const COLUMNS = 8;
const STATES = {
  open: 'open',
  closed: 'closed',
  void: 'void: too few members',
  'rolled-back': 'rolled back',
} as const;

interface Props {
  readonly rounds: readonly Round[];
  readonly members: readonly Member[];
}

export function RoundsTable({ rounds, members }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  if (rounds.length === 0) return <Empty>No round has been opened yet.</Empty>;
  const names = new Map(members.map((member) => [member.id, member.name]));
  return (
    <Scroll label="Rounds">
      <table>
        <caption className="sr-only">Rounds, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Round</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Loss before
            </th>
            <th scope="col" className="num">
              Loss after
            </th>
            <th scope="col" className="num">
              Right
            </th>
            <th scope="col">Model</th>
            <th scope="col">Transaction</th>
            <th scope="col">Cohorts</th>
          </tr>
        </thead>
        <tbody>
          {rounds.toReversed().map((round) => (
            <Fragment key={round.round}>
              <tr>
                <th scope="row">{round.round}</th>
                <td className="whitespace-nowrap" title={round.rolledBack?.reason}>
                  {STATES[round.status]}
                </td>
                <td className="num">
                  <Amount value={round.lossBefore} places={4} />
                </td>
                <td className="num">
                  <Amount value={round.lossAfter} places={4} />
                </td>
                <td className="num">
                  <Accuracy value={round.accuracy} />
                </td>
                <td>{round.modelHash ? <Reference text={round.modelHash} what="model" /> : '–'}</td>
                <td>
                  <Transaction hash={round.txHash} />
                </td>
                <td>
                  <button
                    type="button"
                    className="link cursor-pointer whitespace-nowrap"
                    aria-expanded={open === round.round}
                    onClick={() => setOpen(open === round.round ? null : round.round)}
                  >
                    {round.cohorts.length} {open === round.round ? 'hide' : 'show'}
                    <span className="sr-only"> cohorts of round {round.round}</span>
                  </button>
                </td>
              </tr>
              {open === round.round ? (
                <tr>
                  <td colSpan={COLUMNS} className="bg-sunken">
                    <Cohorts cohorts={round.cohorts} names={names} />
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A part of one as per cent. */
export function Accuracy({ value }: { readonly value: string | null | undefined }) {
  if (value === null || value === undefined) return <span className="text-soft">–</span>;
  return (
    <data value={value} title={`exactly ${value}`}>
      {(Number(value) * 100).toFixed(1)}%
    </data>
  );
}

function Cohorts(props: {
  readonly cohorts: readonly Cohort[];
  readonly names: ReadonlyMap<string, string>;
}) {
  if (props.cohorts.length === 0) return <p className="px-2">No cohort has been summed yet.</p>;
  const name = (id: string): string => props.names.get(id) ?? id;
  return (
    <ul className="space-y-2 px-2 py-1">
      {props.cohorts.map((cohort) => {
        const lost = cohort.members.filter((id) => !cohort.survivors.includes(id));
        return (
          <li key={cohort.sumCid}>
            <p>
              <b className="font-semibold">{cohort.survivors.map(name).join(', ')}</b>
              {lost.length ? ` (dropped out: ${lost.map(name).join(', ')})` : ''}
            </p>
            <p className="flex flex-wrap gap-x-4 text-soft">
              <span>{cohort.examples.toLocaleString('en-GB')} examples</span>
              <span>
                lowered the loss by <Amount value={cohort.value} places={5} />
              </span>
              <span>
                sum <Reference text={cohort.sumCid} what="masked sum" />
              </span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}
