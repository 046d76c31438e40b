/** Looks through the whole journal for a text, such as a transaction's hash. */
import { useQuery } from '@tanstack/react-query';
import { type JournalLine, operations } from '#api';
import { ask } from '../hub/ask.ts';
import { Empty, Panel } from '../shell/panel.tsx';
import { LineList } from './list.tsx';

const PAGE = 1000;
const MOST = 50;

export function Find({ text, close }: { readonly text: string; readonly close: () => void }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['past', 'find', text],
    queryFn: () => search(text),
    staleTime: 5000,
  });
  return (
    <Panel
      title={
        <>
          Lines with{' '}
          <span className="font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{text}</span>
        </>
      }
      aside={
        <button type="button" className="button" onClick={close}>
          Close search
        </button>
      }
      className="mb-4"
    >
      <div role="status">
        {isPending ? <p className="text-soft">Looking through the journal …</p> : null}
        {error ? <p className="text-loss">{error.message}</p> : null}
        {data?.length === 0 ? (
          <Empty>
            No line of the journal has it. It may be a file’s or a model’s fingerprint that is kept
            elsewhere.
          </Empty>
        ) : null}
      </div>
      {data?.length ? <LineList lines={data} marked={data[0]?.seq} /> : null}
    </Panel>
  );
}

async function search(text: string): Promise<readonly JournalLine[]> {
  const found: JournalLine[] = [];
  const wanted = text.toLowerCase();
  let after = 0;
  for (;;) {
    const { entries, head } = await ask(operations.journal, { after, limit: PAGE });
    for (const line of entries) {
      const whole = `${line.kind} ${line.hash} ${JSON.stringify(line.data)}`.toLowerCase();
      if (whole.includes(wanted) && found.length < MOST) found.push(line);
    }
    after = entries.at(-1)?.seq ?? head.seq;
    if (after >= head.seq || found.length >= MOST) return found;
  }
}
