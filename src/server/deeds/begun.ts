/**
 * What was asked for and not finished. It stands here before anything of it is done, so that a hub which starts again finds what one
 * that was killed had sent and not journaled, and finishes it.
 */
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '#kit';
import type { SeasonContext } from '#season';

/** A deed and the order it was asked with. */
export interface Begun {
  readonly deed: string;
  readonly order: unknown;
  /** How the names of its transactions begin that leave a line in the journal. */
  readonly under: string;
}

export interface BegunDeeds {
  begin(begun: Begun): void;
  end(under: string): void;
  /** In the order in which they were asked for. */
  left(): readonly Begun[];
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS deed_begun (
  id INTEGER PRIMARY KEY AUTOINCREMENT, under TEXT NOT NULL UNIQUE, deed TEXT NOT NULL, asked TEXT NOT NULL
) STRICT;`;

/** Faults of the machinery: chain, disk, members that did not answer. */
const PASSING = /^(chain|store|rounds|season|internal)\/|^hub\/unsigned/;

/** Opens the list in the hub's database. */
export function openBegun(db: DatabaseSync): BegunDeeds {
  db.exec(SCHEMA);
  const insert = db.prepare(
    'INSERT OR IGNORE INTO deed_begun (under, deed, asked) VALUES (?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM deed_begun WHERE under = ?');
  const all = db.prepare('SELECT * FROM deed_begun ORDER BY id');
  return {
    begin: ({ under, deed, order }) => void insert.run(under, deed, JSON.stringify(order)),
    end: (under) => void remove.run(under),
    left: () =>
      all.all().map((row) => ({
        under: row['under'] as string,
        deed: row['deed'] as string,
        order: JSON.parse(row['asked'] as string) as unknown,
      })),
  };
}

/** Does a deed between its two entries in the list. */
export async function between<T>(
  { chain }: SeasonContext,
  list: BegunDeeds,
  begun: Begun,
  act: () => Promise<T>,
): Promise<T> {
  list.begin(begun);
  try {
    const done = await act();
    list.end(begun.under);
    return done;
  } catch (error) {
    // Where something was sent, the journal may still lack it.
    if (!chain.knowsUnder(begun.under)) list.end(begun.under);
    throw error;
  }
}

/**
 * Finishes what an earlier hub began and sent. What it did not send was not done, and is for whoever asked to ask again.
 *
 * @param again Does a deed once more under its name: what was sent is found, nothing is done twice.
 */
export async function finishBegun(
  { chain, log }: SeasonContext,
  list: BegunDeeds,
  again: (begun: Begun) => Promise<unknown>,
): Promise<void> {
  for (const begun of list.left()) {
    if (!chain.knowsUnder(begun.under)) {
      list.end(begun.under);
      continue;
    }
    try {
      await again(begun);
    } catch (error) {
      log.warn({ err: error, deed: begun.deed }, 'a deed of an earlier hub was not finished');
      // What was refused leaves nothing to write down. What could not be asked now is tried again at the next start.
      if (!(error instanceof Fault) || (PASSING.test(error.code) && !error.meta['error'])) continue;
    }
    list.end(begun.under);
  }
}
