/** Listens to what the hub tells as it happens, and keeps the newest of it for the page. */
import './no-eval.ts';
import { EVENTS_PATH, JournalLine, type Progress } from '#api';

/** `connecting` until the first contact, `lost` when a contact broke; the browser and then we try again. */
export type Contact = 'connecting' | 'live' | 'lost';

export interface Stream {
  readonly contact: Contact;
  /** Wall time of the last sign of life, milliseconds. */
  readonly heardAt: number | null;
  readonly progress: Progress | null;
  /** Newest lines, oldest first, at most {@link KEPT}. */
  readonly lines: readonly JournalLine[];
}

const KEPT = 1000;
const FLUSH_MS = 250;
const RETRY_MS = 2000;

/** A listener to the hub's events; `changed` is called at most four times a second. */
export function openStream(changed: (stream: Stream, news: readonly JournalLine[]) => void) {
  let state: Stream = { contact: 'connecting', heardAt: null, progress: null, lines: [] };
  let waiting: JournalLine[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;

  const flush = (): void => {
    timer = undefined;
    const news = waiting;
    waiting = [];
    if (news.length) state = { ...state, lines: append(state.lines, news) };
    changed(state, news);
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, FLUSH_MS);
  };
  const heard = (part: Partial<Stream>): void => {
    state = { ...state, ...part, contact: 'live', heardAt: Date.now() };
    soon();
  };
  const connect = (): void => {
    source = new EventSource(EVENTS_PATH);
    source.addEventListener('open', () => heard({}));
    source.addEventListener('progress', (event) => {
      const progress = parse(event.data) as Progress | undefined;
      heard(progress && typeof progress.step === 'string' ? { progress } : {});
    });
    source.addEventListener('journal', (event) => {
      const line = JournalLine.safeParse(parse(event.data));
      if (line.success) waiting.push(line.data);
      heard({});
    });
    source.addEventListener('error', () => {
      state = { ...state, contact: state.heardAt === null ? 'connecting' : 'lost' };
      soon();
      // The browser tries again by itself unless the hub answered with something other than events.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS);
    });
  };
  connect();
  return {
    close(): void {
      clearTimeout(timer);
      clearTimeout(retry);
      source.close();
    },
  };
}

/** Lines with newer ones after them; a number that starts again means another season, and the old lines go. */
export function append(
  lines: readonly JournalLine[],
  news: readonly JournalLine[],
): readonly JournalLine[] {
  let kept = [...lines];
  for (const line of news) {
    const last = kept.at(-1);
    if (last && line.seq <= last.seq) {
      if (kept.some((known) => known.hash === line.hash)) continue;
      kept = [];
    }
    kept.push(line);
  }
  return kept.slice(-KEPT);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
