/** Names and values side by side. */
import type { ReactNode } from 'react';

export interface Fact {
  readonly name: ReactNode;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** Large figures in a row: the few that matter most. */
export function KeyFigures({ facts }: { readonly facts: readonly (Fact & { key: string })[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      {facts.map(({ key, name, value, note }) => (
        <div key={key} className="flex flex-col bg-panel px-3 py-2.5">
          <dt className="text-[0.75rem] text-soft">{name}</dt>
          <dd className="text-lg leading-snug font-semibold">{value}</dd>
          <dd className="mt-auto min-h-4 text-[0.75rem] text-soft">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A list of small facts. */
export function Facts({ facts }: { readonly facts: readonly (Fact & { key: string })[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1.5">
      {facts.map(({ key, name, value, note }) => (
        <div key={key} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {value}
            {note ? <span className="block text-[0.8125rem] text-soft">{note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
