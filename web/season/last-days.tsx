/** What the last days brought and shared. */
import { Link } from '@tanstack/react-router';
import type { SeasonReport } from '#api';
import { Amount } from '../figures/amount.tsx';
import { Empty, Panel } from '../shell/panel.tsx';

const SHOWN = 3;

export function LastDays({ report }: { readonly report: SeasonReport }) {
  const { cycles } = report.distribution;
  return (
    <Panel
      title="Shared at the end of each day"
      aside={
        <Link to="/sharing" className="link">
          All days
        </Link>
      }
    >
      {cycles.length === 0 ? (
        <Empty>No day has been closed yet.</Empty>
      ) : (
        <ul className="space-y-1">
          {cycles
            .slice(-SHOWN)
            .toReversed()
            .map((cycle) => (
              <li key={cycle.day} className="flex gap-3 text-[0.8125rem]">
                <b className="w-14 shrink-0 font-semibold whitespace-nowrap">Day {cycle.day}</b>
                <span className="w-20 shrink-0 text-right">
                  <Amount value={cycle.distributed} />
                </span>
                <span className="min-w-0 text-soft">{cycle.note}</span>
              </li>
            ))}
        </ul>
      )}
    </Panel>
  );
}
