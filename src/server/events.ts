import type { Handler } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Progress } from '#api';
import type { JournalEntry } from '#journal';

/** Where live pages get their news from. */
export interface EventSource {
  /** Journal lines after a number, for pages that lost the line. */
  after(seq: number, limit: number): readonly JournalEntry[];
  /** The number of the newest line. */
  head(): number;
  listen(listener: (news: News) => void): () => void;
}

/** One piece of news. */
export type News =
  | { readonly kind: 'journal'; readonly entry: JournalEntry }
  | { readonly kind: 'progress'; readonly progress: Progress };

/** News waiting for one slow page; past this the page is told to begin anew. */
const BACKLOG = 5000;
/** Lines read at once for a page that missed many. */
const PAGE = 500;
const PING_MS = 15_000;

/** Server-sent events: `journal` and `progress`; resumes after `Last-Event-ID`. */
export function eventRoute(source: EventSource): Handler {
  return (context) =>
    streamSSE(context, async (stream) => {
      const queue: News[] = [];
      let wake = (): void => {};
      const stop = source.listen((news) => {
        if (queue.length < BACKLOG) queue.push(news);
        else stream.abort();
        wake();
      });
      stream.onAbort(() => {
        stop();
        wake();
      });
      let last = startOf(context.req.header('last-event-id'), source);
      const tell = async (entry: JournalEntry): Promise<void> => {
        last = entry.seq;
        await stream.writeSSE({ event: 'journal', id: String(last), data: JSON.stringify(entry) });
      };
      for (let missed = source.after(last, PAGE); missed.length > 0 && !stream.aborted;) {
        for (const entry of missed) await tell(entry);
        missed = source.after(last, PAGE);
      }
      while (!stream.aborted) {
        const news = queue.shift();
        if (!news) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, PING_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          if (queue.length === 0 && !stream.aborted)
            await stream.writeSSE({ event: 'ping', data: '' });
        } else if (news.kind === 'progress') {
          await stream.writeSSE({ event: 'progress', data: JSON.stringify(news.progress) });
        } else if (news.entry.seq > last) {
          await tell(news.entry);
        }
      }
    });
}

/** The number a page last heard of; the newest where it says nothing, or nothing that can be. */
function startOf(header: string | undefined, source: EventSource): number {
  const head = source.head();
  const asked = header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : head;
  return Math.min(asked, head);
}
