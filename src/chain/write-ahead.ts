/** The chain's write-ahead log: every transaction stands here, durably, before a node sees it. One row, one block. */
import { DatabaseSync } from 'node:sqlite';
import { Fault, type Hex } from '#kit';

export interface Entry {
  /** Number of the block that holds the transaction. */
  readonly block: number;
  readonly hash: Hex;
  readonly raw: Hex;
  /** Unix seconds of the block. */
  readonly at: number;
  /** The caller's name for the deed; done once however often it is asked for. */
  readonly key: string | undefined;
}

export interface WriteAhead {
  append(entry: Entry): void;
  /** Takes back the last entry, which the node refused and therefore never mined. */
  dropLast(hash: Hex): void;
  last(): Entry | undefined;
  at(block: number): Entry | undefined;
  byKey(key: string): Entry | undefined;
  /** Whether an entry's key begins so. */
  anyUnder(prefix: string): boolean;
  /** Small facts that must survive: the genesis time, deployments. */
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  close(): void;
}

/**
 * Opens or creates the log.
 *
 * @throws Fault `chain/in-use` where another process holds it.
 */
export function openWriteAhead(file: string, durability: 'full' | 'process' = 'full'): WriteAhead {
  const db = new DatabaseSync(file, { timeout: 200 });
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'OFF'};
      CREATE TABLE IF NOT EXISTS entry (
        block INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, raw TEXT NOT NULL, at INTEGER NOT NULL, key TEXT UNIQUE
      ) STRICT;
      CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`);
  } catch (cause) {
    db.close();
    throw new Fault(
      'chain/in-use',
      `the chain log ${file} cannot be opened (${cause instanceof Error ? cause.message : String(cause)}); stop the other hub that uses this folder`,
      { cause },
    );
  }
  const insert = db.prepare('INSERT INTO entry (block, hash, raw, at, key) VALUES (?, ?, ?, ?, ?)');
  const remove = db.prepare(
    'DELETE FROM entry WHERE hash = ? AND block = (SELECT max(block) FROM entry)',
  );
  const lastRow = db.prepare('SELECT * FROM entry ORDER BY block DESC LIMIT 1');
  const blockRow = db.prepare('SELECT * FROM entry WHERE block = ?');
  const keyRow = db.prepare('SELECT * FROM entry WHERE key = ?');
  const underRow = db.prepare(
    'SELECT 1 FROM entry WHERE key >= ? AND substr(key, 1, length(?)) = ? LIMIT 1',
  );
  const factRow = db.prepare('SELECT value FROM fact WHERE name = ?');
  const setFact = db.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)');
  return {
    append: ({ block, hash, raw, at, key }) => void insert.run(block, hash, raw, at, key ?? null),
    dropLast: (hash) => void remove.run(hash),
    last: () => toEntry(lastRow.get()),
    at: (block) => toEntry(blockRow.get(block)),
    byKey: (key) => toEntry(keyRow.get(key)),
    anyUnder: (prefix) => underRow.get(prefix, prefix, prefix) !== undefined,
    get: (name) => factRow.get(name)?.['value'] as string | undefined,
    set: (name, value) => void setFact.run(name, value),
    close: () => db.close(),
  };
}

function toEntry(row: Record<string, unknown> | undefined): Entry | undefined {
  if (!row) return undefined;
  return {
    block: row['block'] as number,
    hash: row['hash'] as Hex,
    raw: row['raw'] as Hex,
    at: row['at'] as number,
    key: (row['key'] as string | null) ?? undefined,
  };
}
