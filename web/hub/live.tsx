/** Gives the whole page the hub's stream, and asks again for what it changed. */
import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { openStream, type Stream } from './stream.ts';

export interface Live extends Stream {
  /** The reader stopped the page from changing under their eyes. */
  readonly held: boolean;
  hold(): void;
  resume(): void;
}

const SILENT: Stream = { contact: 'connecting', heardAt: null, progress: null, lines: [] };
/** Asking for the whole report after every line would keep hub and page busy with nothing else. */
const ASK_AGAIN_MS = 1500;

const LiveContext = createContext<Live>({
  ...SILENT,
  held: false,
  hold: () => undefined,
  resume: () => undefined,
});

/** What the hub tells, and whether the page is held still. */
export function useLive(): Live {
  return useContext(LiveContext);
}

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [stream, setStream] = useState<Stream>(SILENT);
  const [held, setHeld] = useState(false);
  const isHeld = useRef(false);
  const newest = useRef<Stream>(SILENT);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askAgain = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (!isHeld.current) void queries.invalidateQueries({ predicate: isLive });
      }, ASK_AGAIN_MS);
    };
    const opened = openStream((now, news) => {
      const back = now.contact === 'live' && newest.current.contact !== 'live';
      newest.current = now;
      // The connection is told even while the page is held; figures are not.
      setStream((shown) => (isHeld.current ? { ...shown, contact: now.contact } : now));
      if (news.length || back) askAgain();
    });
    return () => {
      clearTimeout(timer);
      opened.close();
    };
  }, [queries]);

  const live = useMemo<Live>(
    () => ({
      ...stream,
      held,
      hold() {
        isHeld.current = true;
        setHeld(true);
      },
      resume() {
        isHeld.current = false;
        setHeld(false);
        setStream(newest.current);
        void queries.invalidateQueries({ predicate: isLive });
      },
    }),
    [stream, held, queries],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Audits and the like are asked by a person, not by the stream. */
function isLive(query: { readonly queryKey: readonly unknown[] }): boolean {
  return query.queryKey[0] === 'live';
}
