/** Whether the page hears the hub, and the button that holds the page still. */
import { type Live, useLive } from '../hub/live.tsx';

export function ContactState() {
  const live = useLive();
  const { text, tone } = describe(live);
  return (
    <div className="flex items-center gap-2">
      <p role="status" className="flex min-w-18 items-center justify-end gap-1.5 whitespace-nowrap">
        <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" className={tone}>
          <circle cx="4" cy="4" r="4" fill="currentColor" />
        </svg>
        {text}
      </p>
      <button
        type="button"
        className="button"
        onClick={live.held ? live.resume : live.hold}
        disabled={live.contact !== 'live' && !live.held}
      >
        {live.held ? 'Resume' : 'Pause'}
        <span className="sr-only"> live updates of this page</span>
      </button>
    </div>
  );
}

/** Across the page while the hub is away: what is seen is the last that was known. */
export function ContactBanner() {
  const { contact, heardAt } = useLive();
  if (contact !== 'lost') return null;
  const since = heardAt === null ? '' : ` since ${new Date(heardAt).toLocaleTimeString('en-GB')}`;
  return (
    <p role="alert" className="border-b border-warn-line bg-warn-ground px-4 py-2 text-warn">
      <strong>The hub does not answer{since}.</strong> The figures below are the last ones received.
      This page keeps trying; if the hub was stopped, start it again with <code>npm start</code>.
    </p>
  );
}

function describe(live: Live): { readonly text: string; readonly tone: string } {
  if (live.contact === 'lost') return { text: 'Hub gone', tone: 'text-loss' };
  if (live.contact === 'connecting') return { text: 'Waiting', tone: 'text-soft' };
  return live.held ? { text: 'Paused', tone: 'text-warn' } : { text: 'Live', tone: 'text-gain' };
}
