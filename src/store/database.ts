import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '#kit';

/**
 * What a database outlives: `full` everything, also a power cut; `process` a killed process, for folders that are thrown away at
 * the end.
 */
export type Durability = 'full' | 'process';

/** One step of a schema's history: SQL that runs once, in order. */
export type Migration = string;

/**
 * Opens an SQLite database that loses nothing it acknowledged: write-ahead log, `synchronous=FULL` unless told otherwise.
 *
 * @param path file, or `:memory:`
 * @param migrations run once each, in order, each in its own transaction; append only
 * @throws Fault `store/cannot-open` where the file cannot be opened or is no database
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[] = [],
  durability: Durability = 'full',
): DatabaseSync {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    const db = new DatabaseSync(path, { timeout: 5000 });
    db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=${durability === 'full' ? 'FULL' : 'OFF'};
      PRAGMA foreign_keys=ON;`);
    migrate(db, migrations);
    return db;
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      'store/cannot-open',
      `the database ${path} cannot be opened (${(cause as Error).message}); check that the folder is writable and the file is a Hanse database`,
      { cause, meta: { path } },
    );
  }
}

/** Runs `work` in one transaction: all of it is kept, or none. Must not be nested. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw storageFault(error);
  }
}

/** Names what SQLite says of a full or failing disk; anything else stays what it was. */
export function storageFault(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (/disk is full|SQLITE_FULL|ENOSPC|EDQUOT/i.test(message)) {
    return new Fault(
      'store/disk-full',
      'the disk is full: nothing was written and nothing was lost; free some space and start again',
      { cause: error },
    );
  }
  if (/disk I\/O error|readonly database|EROFS|EIO|EFBIG/i.test(message)) {
    return new Fault(
      'store/cannot-write',
      `the disk refused a write (${message}); nothing was lost; check the disk and start again`,
      { cause: error },
    );
  }
  return error;
}

function migrate(db: DatabaseSync, migrations: readonly Migration[]): void {
  const { user_version: done } = db.prepare('PRAGMA user_version').get() as {
    user_version: number;
  };
  if (done > migrations.length) {
    throw new Fault(
      'store/newer-schema',
      `the database has schema ${done}, this version knows ${migrations.length}; upgrade Hanse or use another folder`,
    );
  }
  migrations.slice(done).forEach((sql, i) => {
    transaction(db, () => {
      db.exec(sql);
      db.exec(`PRAGMA user_version=${done + i + 1}`);
    });
  });
}
