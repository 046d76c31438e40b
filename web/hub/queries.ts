/** The questions that pages ask the hub. Keys that begin with `live` are asked again when something happened. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { type Decision, operations, type SeasonReport, type Trade } from '#api';
import { ask } from './ask.ts';

/** Asked without a reason this often, so that a page without a stream still moves. */
const SLOW_POLL_MS = 10_000;
const PAGE = 1000;
/** Decisions on one page of the list. */
export const DECISIONS_SHOWN = 25;

/** The whole report. Keeps the last answer while the hub is away. */
export function useReport() {
  return useQuery<SeasonReport>({
    queryKey: ['live', 'report'],
    queryFn: () => ask(operations.report),
    refetchInterval: SLOW_POLL_MS,
  });
}

/** Closing prices of the traded window so far. */
export function usePrices(asset: string | undefined) {
  return useQuery({
    queryKey: ['live', 'prices', asset],
    queryFn: () => ask(operations.prices, { asset: asset ?? '', points: 1500 }),
    enabled: asset !== undefined,
  });
}

/** Every trade of a season, oldest first; asks only for those it does not have yet. */
export function useTrades(season: string | undefined) {
  const queries = useQueryClient();
  const queryKey = ['live', 'trades', season];
  return useQuery<readonly Trade[]>({
    queryKey,
    queryFn: async () => {
      const known = queries.getQueryData<readonly Trade[]>(queryKey) ?? [];
      const all = [...known];
      for (;;) {
        const page = await ask(operations.trades, { after: all.length, limit: PAGE });
        if (page.total < all.length) {
          // Another season began under the same name: start over.
          all.length = 0;
          continue;
        }
        all.push(...page.trades);
        if (page.trades.length === 0 || all.length >= page.total) return all;
      }
    },
    enabled: season !== undefined,
  });
}

/** A page of decisions, oldest first; the newest ones where `before` is not given. */
export function useDecisions(action: 'BUY' | 'SELL' | 'HOLD' | 'any', before: number | undefined) {
  return useQuery<readonly Decision[]>({
    queryKey: [before === undefined ? 'live' : 'past', 'decisions', action, before],
    queryFn: async () => {
      const query = { newest: 'true', limit: DECISIONS_SHOWN, action, before };
      return (await ask(operations.decisions, query)).decisions;
    },
    placeholderData: keepPreviousData,
  });
}

/** The newest lines of the journal, or those before a number, of one kind or all. */
export function useJournal(kind: string | undefined, before: number | undefined, limit: number) {
  return useQuery<z.output<typeof operations.journal.output>>({
    queryKey: [before === undefined ? 'live' : 'past', 'journal', kind, before, limit],
    queryFn: () => ask(operations.journal, { newest: 'true', limit, kind, before }),
    placeholderData: keepPreviousData,
  });
}

/** The lines around one line. */
export function useJournalAround(seq: number | undefined) {
  return useQuery<z.output<typeof operations.journal.output>>({
    queryKey: ['past', 'journal', 'around', seq],
    queryFn: () => ask(operations.journal, { after: Math.max(0, (seq ?? 0) - 11), limit: 21 }),
    enabled: seq !== undefined,
  });
}
