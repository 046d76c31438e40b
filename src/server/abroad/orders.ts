/**
 * What was ordered and not yet told as done: the same order, asked for again, goes on under the name it began with.
 *
 * An order stands here, durably, before anything of it is signed. Its transactions are named after it in the outbox, so that whatever
 * became of the process, none of them is sent twice.
 */
import type { DatabaseSync } from 'node:sqlite';
import { randomUUID } from 'node:crypto';
import { canonicalJson, Fault, hashOf } from '#kit';

export interface Order {
  /** Names its transactions. */
  readonly key: string;
  /** Whether an earlier process began it. */
  readonly begun: boolean;
}

export interface Orders {
  /**
   * The order of this content: the one that was begun, or a new one.
   *
   * @param once The orderer's own name for it; an order with such a name is never forgotten.
   * @throws Fault `hub/once-conflict` where another order bears the name.
   */
  begin(content: unknown, once: string | undefined): Order;
  /** Whether such an order was begun and not ended. */
  stands(content: unknown): boolean;
  /** What an order does in detail, fixed when it was first worked out. */
  plan<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Its outcome is known and told: the next of the same content is another. */
  end(key: string): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS abroad_order (
  key TEXT PRIMARY KEY, content TEXT NOT NULL, given INTEGER NOT NULL, open INTEGER NOT NULL, plan TEXT
) STRICT;`;

/** Opens the orders of a database. */
export function openOrders(db: DatabaseSync): Orders {
  db.exec(SCHEMA);
  const byKey = db.prepare('SELECT * FROM abroad_order WHERE key = ?');
  const open = db.prepare(
    'SELECT key FROM abroad_order WHERE content = ? AND given = 0 AND open = 1',
  );
  const insert = db.prepare('INSERT INTO abroad_order VALUES (?, ?, ?, 1, NULL)');
  const close = db.prepare('UPDATE abroad_order SET open = 0 WHERE key = ?');
  const setPlan = db.prepare('UPDATE abroad_order SET plan = ? WHERE key = ?');
  return {
    begin(content, once) {
      const what = hashOf(content);
      const known = once === undefined ? open.get(what) : byKey.get(once);
      if (once !== undefined && known && known['content'] !== what) {
        throw new Fault(
          'hub/once-conflict',
          `another deed was done under the name ${once}; use a new name for this one`,
        );
      }
      if (known) return { key: known['key'] as string, begun: true };
      const key = once ?? randomUUID();
      insert.run(key, what, once === undefined ? 0 : 1);
      return { key, begun: false };
    },
    stands: (content) => open.get(hashOf(content)) !== undefined,
    async plan(key, work) {
      const kept = byKey.get(key)?.['plan'] as string | null | undefined;
      if (kept) return JSON.parse(kept) as Awaited<ReturnType<typeof work>>;
      const plan = await work();
      setPlan.run(canonicalJson(plan), key);
      return plan;
    },
    end: (key) => void close.run(key),
  };
}
