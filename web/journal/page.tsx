/** The journal: newest lines, one line, a search, and the check that nothing was changed. */
import { getRouteApi } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import type { SeasonReport } from '#api';
import { useJournalAround } from '../hub/queries.ts';
import { Heading } from '../shell/heading.tsx';
import { Empty, Panel } from '../shell/panel.tsx';
import { WithReport } from '../shell/with-report.tsx';
import { Find } from './find.tsx';
import { useLines } from './lines.ts';
import { LineList } from './list.tsx';
import { Verify } from './verify.tsx';

const SHOWN = 50;
const route = getRouteApi('/journal');

export function JournalPage() {
  return <WithReport>{(report) => <JournalOf report={report} />}</WithReport>;
}

function JournalOf({ report }: { readonly report: SeasonReport }) {
  const { seq, find, kind } = route.useSearch();
  const navigate = route.useNavigate();
  const [before, setBefore] = useState<readonly number[]>([]);
  const { lines, error, isPending } = useLines(kind, before.at(-1));
  const newest = lines.slice(-SHOWN);
  const go = (search: { seq?: number; find?: string; kind?: string }): void => {
    setBefore([]);
    void navigate({ to: '/journal', search });
  };
  return (
    <>
      <Heading
        title="Journal"
        lead="The record of everything that mattered, as it happened. Open a line to see all it carries."
      />
      <div className="mb-4">
        <Verify
          loaded={newest}
          isSelection={kind !== undefined}
          checkpoints={report.journal.checkpoints}
        />
      </div>
      {find ? <Find text={find} close={() => go({})} /> : null}
      {seq ? <Around seq={seq} close={() => go({})} /> : null}
      <Panel
        title={kind ? `Lines of kind ${kind}` : 'Newest lines'}
        aside={
          <>
            <KindFilter
              kind={kind}
              known={lines.map((line) => line.kind)}
              choose={(chosen) => go(chosen ? { kind: chosen } : {})}
            />
            <Search search={(text) => go({ find: text })} />
          </>
        }
      >
        {newest.length === 0 && isPending ? (
          <div className="min-h-screen" aria-busy="true" />
        ) : newest.length === 0 ? (
          <Empty>{error ? error.message : 'Nothing has been recorded yet.'}</Empty>
        ) : (
          <LineList lines={newest.toReversed()} />
        )}
        <nav aria-label="Pages of the journal" className="mt-3 flex gap-2">
          <button
            type="button"
            className="button"
            disabled={before.length === 0}
            onClick={() => setBefore(before.slice(0, -1))}
          >
            Newer
          </button>
          <button
            type="button"
            className="button"
            disabled={newest.length < SHOWN || newest[0]?.seq === 1}
            onClick={() => newest[0] && setBefore([...before, newest[0].seq])}
          >
            Older
          </button>
        </nav>
      </Panel>
    </>
  );
}

function Around({ seq, close }: { readonly seq: number; readonly close: () => void }) {
  const { data, error } = useJournalAround(seq);
  return (
    <Panel
      title={`Line #${seq}`}
      className="mb-4"
      aside={
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      }
    >
      {data?.entries.some((line) => line.seq === seq) ? (
        <LineList lines={data.entries.toReversed()} marked={seq} />
      ) : (
        <Empty>
          {error ? error.message : data ? 'There is no such line.' : 'Asking the hub …'}
        </Empty>
      )}
    </Panel>
  );
}

function KindFilter(props: {
  readonly kind: string | undefined;
  readonly known: readonly string[];
  readonly choose: (kind: string) => void;
}) {
  const [seen, setSeen] = useState<readonly string[]>([]);
  const fresh = props.known.filter((kind) => !seen.includes(kind));
  if (fresh.length) setSeen([...new Set([...seen, ...fresh])].sort());
  return (
    <label className="flex items-center gap-2">
      Kind
      <select
        className="field max-w-44"
        value={props.kind ?? ''}
        onChange={(event) => props.choose(event.target.value)}
      >
        <option value="">all</option>
        {seen.map((kind) => (
          <option key={kind}>{kind}</option>
        ))}
      </select>
    </label>
  );
}

function Search({ search }: { readonly search: (text: string) => void }) {
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('text');
    if (typeof text === 'string' && text.trim()) search(text.trim());
  };
  return (
    <form role="search" className="flex gap-2" onSubmit={submit}>
      <input
        className="field w-40"
        name="text"
        type="search"
        placeholder="hash, member, word"
        aria-label="Find in the journal"
      />
      <button type="submit" className="button">
        Find
      </button>
    </form>
  );
}
