import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { canonicalJson, Fault, type Hex } from '#kit';
import { entryHash, GENESIS, type JournalData, type JournalEntry } from './entry.ts';

/** An append-only record in which every line vouches for all before it. */
export interface Journal {
  /**
   * Appends one entry, durably, and tells the listeners. Inside the caller's transaction the entry is kept with it, and the
   * caller announces it after the commit.
   */
  append(kind: string, data: JournalData, at: number): JournalEntry;
  /** Tells the listeners of an entry that was appended inside a transaction. */
  announce(entry: JournalEntry): void;
  /** The last entry's number and hash. */
  head(): { readonly seq: number; readonly hash: Hex };
  /** Entries after `seq`, oldest first, at most `limit`, of some kinds or all. */
  after(seq: number, limit?: number, kinds?: readonly string[]): JournalEntry[];
  /** The newest entries (those before number `before`, where it is given), oldest first. */
  last(limit: number, kinds?: readonly string[], before?: number): JournalEntry[];
  get(seq: number): JournalEntry | undefined;
  /** Calls `listener` after each append; returns the way to stop. */
  listen(listener: (entry: JournalEntry) => void): () => void;
}

interface Row {
  seq: number;
  at: number;
  kind: string;
  data: string;
  prev: Hex;
  hash: Hex;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS journal (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
  data TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
) STRICT; CREATE INDEX IF NOT EXISTS journal_kind ON journal (kind, seq);`;

/**
 * Opens the journal kept in a database (table `journal`). Appends join the caller's open transaction, or make their own.
 *
 * @throws Fault `journal/not-json` where data cannot be written as canonical JSON
 */
export function openJournal(db: DatabaseSync): Journal {
  db.exec(SCHEMA);
  const insert = db.prepare('INSERT INTO journal VALUES (?,?,?,?,?,?)');
  const newest = db.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
  const one = db.prepare('SELECT * FROM journal WHERE seq = ?');
  const prepared = new Map<string, StatementSync>();
  const listeners = new Set<(entry: JournalEntry) => void>();

  const announce = (entry: JournalEntry): void => {
    for (const listener of listeners) listener(entry);
  };
  const head = (): { seq: number; hash: Hex } => {
    const row = newest.get() as unknown as { seq: number; hash: Hex } | undefined;
    return row ? { seq: row.seq, hash: row.hash } : { seq: 0, hash: GENESIS };
  };
  const select = (
    where: string,
    order: string,
    limit: number,
    seq: number,
    kinds?: readonly string[],
  ): JournalEntry[] => {
    const some = kinds ? ` AND kind IN (${kinds.map(() => '?').join(',')})` : '';
    const text = `SELECT * FROM journal WHERE ${where}${some} ORDER BY seq ${order} LIMIT ?`;
    const statement = prepared.get(text) ?? db.prepare(text);
    prepared.set(text, statement);
    const rows = statement.all(seq, ...(kinds ?? []), limit);
    return (rows as unknown as Row[]).map(parse);
  };

  return {
    append(kind, data, at) {
      const { seq, hash: prev } = head();
      const text = write(kind, data);
      const entry = { seq: seq + 1, at, kind, data: JSON.parse(text) as JournalData, prev };
      const hash = entryHash(entry);
      insert.run(entry.seq, at, kind, text, prev, hash);
      const whole = { ...entry, hash };
      if (!db.isTransaction) announce(whole);
      return whole;
    },
    announce,
    head,
    after: (seq, limit = 1000, kinds) => select('seq > ?', 'ASC', limit, seq, kinds),
    last: (limit, kinds, before = Number.MAX_SAFE_INTEGER) =>
      select('seq < ?', 'DESC', limit, before, kinds).reverse(),
    get(seq) {
      const row = one.get(seq) as unknown as Row | undefined;
      return row && parse(row);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function write(kind: string, data: JournalData): string {
  try {
    return canonicalJson(data);
  } catch (cause) {
    throw new Fault('journal/not-json', `an entry ${kind} cannot be written: ${String(cause)}`, {
      cause,
    });
  }
}

function parse(row: Row): JournalEntry {
  return {
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    data: JSON.parse(row.data) as JournalData,
    prev: row.prev,
    hash: row.hash,
  };
}
