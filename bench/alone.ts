/** One process at a time: a lock that the system lets go of when its holder dies. */
import { DatabaseSync } from 'node:sqlite';

const PATIENCE_MS = 15 * 60_000;

/** Runs `work` while no other process does so under the same `file`; waits for its turn without letting others on this thread go on. */
export function alone<T>(file: string, work: () => T): T {
  const lock = new DatabaseSync(file, { timeout: PATIENCE_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return work();
  } finally {
    lock.close();
  }
}
