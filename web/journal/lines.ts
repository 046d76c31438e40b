/** The journal as the page has it: what was asked, then what the stream told since. */
import { useMemo } from 'react';
import type { JournalLine } from '#api';
import { useLive } from '../hub/live.tsx';
import { useJournal } from '../hub/queries.ts';

export function useLines(kind: string | undefined, before: number | undefined, limit = 100) {
  const { lines: told } = useLive();
  const { data, error, isPending } = useJournal(kind, before, limit);
  const lines = useMemo(
    () => (before === undefined ? merge(data?.entries ?? [], told, kind) : (data?.entries ?? [])),
    [data, told, kind, before],
  );
  return { lines, head: data?.head, error, isPending };
}

/** Asked lines and told lines without doubles, oldest first. Told lines of another season are left out. */
export function merge(
  asked: readonly JournalLine[],
  told: readonly JournalLine[],
  kind: string | undefined,
): readonly JournalLine[] {
  const last = asked.at(-1)?.seq ?? 0;
  const newer = told.filter((line) => line.seq > last && (!kind || line.kind === kind));
  return [...asked, ...newer];
}
