/** The newest lines of the journal, in words. */
import { Link } from '@tanstack/react-router';
import type { JournalLine } from '#api';
import { Entry } from '../figures/reference.tsx';
import { When } from '../figures/when.tsx';
import { tell } from '../journal/tell.ts';
import { useLines } from '../journal/lines.ts';
import { Empty, Panel } from '../shell/panel.tsx';

const SHOWN = 8;
/** Between two events there are many decisions to hold. */
const LOOKED_THROUGH = 500;

export function News() {
  const { lines, isPending } = useLines(undefined, undefined, LOOKED_THROUGH);
  const events = lines.filter((line, i) => !isRoutine(line, lines[i - 1]));
  const newest = (events.length ? events : lines).slice(-SHOWN).toReversed();
  return (
    <Panel
      title="Latest events"
      lead="The journal has every line, decisions to hold among them."
      aside={
        <Link to="/journal" className="link">
          Whole journal
        </Link>
      }
    >
      {newest.length || isPending ? (
        <ol className="min-h-68 divide-y divide-line">
          {newest.map((line) => (
            <li key={line.hash} className="flex items-baseline gap-3 py-1 text-[0.8125rem]">
              <Entry seq={line.seq} />
              <span className="line-clamp-2 min-w-0 grow">
                <b className="font-semibold">{line.kind}</b>{' '}
                <span className="[overflow-wrap:anywhere]">{tell(line.kind, line.data)}</span>
              </span>
              <span className="hidden text-soft sm:block">
                <When at={line.at} />
              </span>
            </li>
          ))}
        </ol>
      ) : (
        <Empty>Nothing has been recorded yet.</Empty>
      )}
    </Panel>
  );
}

/** What happens at every candle, or in every slice of a trade, would hide what happens once. */
function isRoutine({ kind, data }: JournalLine, before: JournalLine | undefined): boolean {
  if (kind === 'checkpoint' || kind === 'decision') return true;
  return kind === 'trade' && before?.kind === kind && before.data['decision'] === data['decision'];
}
