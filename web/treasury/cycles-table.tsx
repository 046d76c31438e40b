/** What each day brought and how it was split, or why it was not. */
import type { Cycle } from '#api';
import { Amount, Change } from '../figures/amount.tsx';
import { Transaction } from '../figures/reference.tsx';
import { dayOf } from '../figures/when.tsx';
import { Empty, Scroll } from '../shell/panel.tsx';

interface Props {
  readonly cycles: readonly Cycle[];
  readonly policy: Readonly<Record<string, number>>;
}

export function CyclesTable({ cycles, policy }: Props) {
  if (cycles.length === 0) return <Empty>No day has been closed yet.</Empty>;
  const buckets = [
    ...new Set([...Object.keys(policy), ...cycles.flatMap((cycle) => Object.keys(cycle.split))]),
  ];
  return (
    <Scroll label="Day by day">
      <table>
        <caption className="sr-only">Results and distribution of each day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" className="num">
              Realised
            </th>
            <th scope="col" className="num">
              Shared
            </th>
            {buckets.map((bucket) => (
              <th key={bucket} scope="col" className="num">
                to {bucket}
              </th>
            ))}
            <th scope="col">Note</th>
            <th scope="col">Transaction</th>
          </tr>
        </thead>
        <tbody>
          {cycles.map((cycle) => (
            <tr key={cycle.day}>
              <th scope="row" className="whitespace-nowrap">
                {cycle.day} <span className="font-normal text-soft">{dayOf(cycle.at - 1)}</span>
              </th>
              <td className="num">
                <Change value={cycle.realised} />
              </td>
              <td className="num font-semibold">
                <Amount value={cycle.distributed} />
              </td>
              {buckets.map((bucket) => (
                <td key={bucket} className="num">
                  <Amount value={cycle.split[bucket]} />
                </td>
              ))}
              <td className="min-w-56">{cycle.note}</td>
              <td>
                <Transaction hash={cycle.txHash} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
