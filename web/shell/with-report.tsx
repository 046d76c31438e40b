/** Shows a page once the report is there, and says what is wrong until then. */
import type { ReactNode } from 'react';
import type { SeasonReport } from '#api';
import { toFault } from '#kit';
import { useReport } from '../hub/queries.ts';

export function WithReport({
  children,
}: {
  readonly children: (report: SeasonReport) => ReactNode;
}) {
  const { data, error, refetch } = useReport();
  if (!data && !error) return <Connecting />;
  if (!data) {
    const fault = toFault(error);
    return (
      <div role="alert" className="panel max-w-prose">
        <h1>No season to show yet</h1>
        <p className="mt-2">{fault.message}</p>
        <p className="mt-2 text-soft">
          The hub may still be starting; this page asks again by itself. If it was stopped, start it
          with <code>npm start</code>. Code: <code>{fault.code}</code>
        </p>
        <button type="button" className="button mt-3" onClick={() => void refetch()}>
          Ask again
        </button>
      </div>
    );
  }
  return (
    <>
      {data.season.status === 'failed' ? <Failed reason={data.season.error} /> : null}
      {error && toFault(error).code !== 'page/hub-unreachable' ? (
        <p role="alert" className="panel mb-4 bg-warn-ground text-warn">
          The newest figures could not be read: {error.message} What follows is older.
        </p>
      ) : null}
      {children(data)}
    </>
  );
}

function Connecting() {
  return (
    <div aria-busy="true">
      <h1>Connecting to the hub …</h1>
      <p className="mt-1 text-soft">The season appears here as soon as the hub answers.</p>
    </div>
  );
}

function Failed({ reason }: { readonly reason: string | null }) {
  return (
    <div role="alert" className="panel mb-4 bg-fault-ground">
      <h2>The season failed</h2>
      <p className="mt-1 max-w-prose">{reason ?? 'The hub gave no reason; see the journal.'}</p>
      <p className="mt-1 text-soft">
        Everything up to that moment is kept below and in the journal.
      </p>
    </div>
  );
}
