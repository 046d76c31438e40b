/**
 * What was signed for a chain of somebody else's: each transaction stands here, durably, before a node sees it.
 *
 * A deed is one nonce of one account. It may be signed several times, each time with a higher fee and the same everything else, so at
 * most one of its transactions can ever be mined.
 */
import { DatabaseSync } from 'node:sqlite';
import { type Address, Fault, type Hex } from '#kit';

/** `open`: not known to be mined. `failed`: mined and reverted. `replaced`: something else was mined with its nonce. */
export type DeedState = 'open' | 'mined' | 'failed' | 'replaced';

/** One signed form of a deed. */
export interface Attempt {
  readonly hash: Hex;
  readonly raw: Hex;
  /** Wei per gas; `undefined` for what somebody else signed. */
  readonly maxFee: bigint | undefined;
  readonly tip: bigint | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface OutboxDeed {
  readonly id: number;
  readonly key: string | undefined;
  readonly sender: Address;
  readonly nonce: number;
  readonly state: DeedState;
  /** The transaction that was mined. */
  readonly tx: Hex | undefined;
  /** Why it failed: the fault as JSON. */
  readonly outcome: string | undefined;
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
}

export interface Outbox {
  /** Writes a new deed with its first attempt. */
  open(
    deed: { key: string | undefined; sender: Address; nonce: number },
    first: Attempt,
  ): OutboxDeed;
  again(deed: number, attempt: Attempt): OutboxDeed;
  close(deed: number, state: DeedState, tx?: Hex, outcome?: string): void;
  /** Forgets a deed that the node refused outright; its nonce is used by the next. */
  drop(deed: number): void;
  byKey(key: string): OutboxDeed | undefined;
  /** Whether a deed's key begins so. */
  anyUnder(prefix: string): boolean;
  byHash(hash: Hex): OutboxDeed | undefined;
  /** Deeds of an account that are not known to be mined, by nonce. */
  waiting(sender: Address): readonly OutboxDeed[];
  /** The nonce after the last that was used here, or 0. */
  next(sender: Address): number;
  readonly facts: { get(name: string): string | undefined; set(name: string, value: string): void };
  end(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS deed (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, sender TEXT NOT NULL, nonce INTEGER NOT NULL, state TEXT NOT NULL,
    tx TEXT, outcome TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS deed_nonce ON deed (sender, nonce) WHERE state <> 'replaced';
  CREATE TABLE IF NOT EXISTS attempt (
    hash TEXT PRIMARY KEY, deed INTEGER NOT NULL REFERENCES deed (id) ON DELETE CASCADE, raw TEXT NOT NULL, max_fee TEXT, tip TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`;

/**
 * Opens or creates the outbox.
 *
 * @throws Fault `chain/in-use` where another process holds it: two would use one nonce twice.
 */
export function openOutbox(file: string): Outbox {
  const db = new DatabaseSync(file, { timeout: 200 });
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
      ${SCHEMA}`);
  } catch (cause) {
    db.close();
    throw new Fault(
      'chain/in-use',
      `the outbox ${file} cannot be opened (${cause instanceof Error ? cause.message : String(cause)}); stop the other process that uses this folder, or wait for it`,
      { cause },
    );
  }
  const insert = db.prepare(
    `INSERT INTO deed (key, sender, nonce, state) VALUES (?, ?, ?, 'open')`,
  );
  const sign = db.prepare('INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?)');
  const finish = db.prepare('UPDATE deed SET state = ?, tx = ?, outcome = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM deed WHERE id = ?');
  const one = db.prepare('SELECT * FROM deed WHERE id = ?');
  const keyed = db.prepare('SELECT * FROM deed WHERE key = ?');
  const under = db.prepare(
    'SELECT 1 FROM deed WHERE key >= ? AND substr(key, 1, length(?)) = ? LIMIT 1',
  );
  const hashed = db.prepare(
    'SELECT deed.* FROM deed JOIN attempt ON attempt.deed = deed.id WHERE hash = ?',
  );
  const pending = db.prepare(
    `SELECT * FROM deed WHERE sender = ? AND state = 'open' ORDER BY nonce`,
  );
  const last = db.prepare(
    `SELECT max(nonce) AS nonce FROM deed WHERE sender = ? AND state <> 'replaced'`,
  );
  const tries = db.prepare('SELECT * FROM attempt WHERE deed = ? ORDER BY rowid');
  const fact = db.prepare('SELECT value FROM fact WHERE name = ?');
  const setFact = db.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?)');

  const write = (deed: number, { hash, raw, maxFee, tip, at }: Attempt): void => {
    sign.run(hash, deed, raw, maxFee?.toString() ?? null, tip?.toString() ?? null, at);
  };
  const whole = (row: Record<string, unknown> | undefined): OutboxDeed | undefined =>
    row && {
      id: row['id'] as number,
      key: (row['key'] as string | null) ?? undefined,
      sender: row['sender'] as Address,
      nonce: row['nonce'] as number,
      state: row['state'] as DeedState,
      tx: (row['tx'] as Hex | null) ?? undefined,
      outcome: (row['outcome'] as string | null) ?? undefined,
      attempts: tries.all(row['id'] as number).map(toAttempt),
    };
  return {
    open({ key, sender, nonce }, first) {
      db.exec('BEGIN IMMEDIATE');
      try {
        const id = Number(insert.run(key ?? null, sender.toLowerCase(), nonce).lastInsertRowid);
        write(id, first);
        db.exec('COMMIT');
        return whole(one.get(id))!;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    again(deed, attempt) {
      write(deed, attempt);
      return whole(one.get(deed))!;
    },
    close: (deed, state, tx, outcome) => void finish.run(state, tx ?? null, outcome ?? null, deed),
    drop: (deed) => void remove.run(deed),
    byKey: (key) => whole(keyed.get(key)),
    anyUnder: (prefix) => under.get(prefix, prefix, prefix) !== undefined,
    byHash: (hash) => whole(hashed.get(hash)),
    waiting: (sender) => pending.all(sender.toLowerCase()).map((row) => whole(row)!),
    next(sender) {
      const row = last.get(sender.toLowerCase());
      return row?.['nonce'] == null ? 0 : (row['nonce'] as number) + 1;
    },
    facts: {
      get: (name) => fact.get(name)?.['value'] as string | undefined,
      set: (name, value) => void setFact.run(name, value),
    },
    end: () => db.close(),
  };
}

function toAttempt(row: Record<string, unknown>): Attempt {
  const amount = (name: string): bigint | undefined =>
    row[name] === null ? undefined : BigInt(row[name] as string);
  return {
    hash: row['hash'] as Hex,
    raw: row['raw'] as Hex,
    maxFee: amount('max_fee'),
    tip: amount('tip'),
    at: row['at'] as number,
  };
}
