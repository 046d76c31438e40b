import type { DatabaseSync } from 'node:sqlite';
import type { Journal, JournalEntry } from '#journal';
import { transaction } from '#store';
import { ENTRIES, type EntryData, type EntryKind } from './entries.ts';

/**
 * Writes to the journal at most once per key, so that a season which is run again after a crash says nothing twice.
 */
export interface SeasonRecord {
  /** Appends the entry, or returns the one that stands under `key` already. */
  once<Kind extends EntryKind>(
    key: string,
    kind: Kind,
    data: EntryData<Kind>,
    at: number,
  ): JournalEntry;
  /** The entry under a key. */
  find(key: string): JournalEntry | undefined;
}

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS season_mark (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;';

/** Keeps the keys beside the journal, in the same transaction. */
export function openRecord(db: DatabaseSync, journal: Journal): SeasonRecord {
  db.exec(SCHEMA);
  const select = db.prepare('SELECT seq FROM season_mark WHERE key = ?');
  const insert = db.prepare('INSERT INTO season_mark VALUES (?, ?)');
  const find = (key: string): JournalEntry | undefined => {
    const row = select.get(key) as { seq: number } | undefined;
    return row && journal.get(row.seq);
  };
  return {
    find,
    once(key, kind, data, at) {
      const known = find(key);
      if (known) return known;
      const checked = ENTRIES[kind].parse(data) as Record<string, unknown>;
      const entry = transaction(db, () => {
        const appended = journal.append(kind, checked, at);
        insert.run(key, appended.seq);
        return appended;
      });
      journal.announce(entry);
      return entry;
    },
  };
}
