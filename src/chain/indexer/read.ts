/** Reading stored events. Amounts come back as decimal strings, as JSON holds them. */
import type { DatabaseSync } from 'node:sqlite';
import type { Address, Hex } from '#kit';
import type { ChainEvent, Emitter } from './event.ts';

/** A stored event; arguments above 48 bits are decimal strings. */
export type StoredEvent = ChainEvent;

/** Which events; all conditions must hold. */
export interface EventFilter {
  readonly contract?: Emitter;
  readonly names?: readonly string[];
  /** Events after this one. */
  readonly after?: number;
  readonly limit?: number;
}

/** Events in the order of the chain. */
export function readEvents(db: DatabaseSync, filter: EventFilter = {}): StoredEvent[] {
  const { contract, names, after = 0, limit = -1 } = filter;
  const conditions = ['seq > ?'];
  const values: (string | number)[] = [after];
  if (contract) {
    conditions.push('contract = ?');
    values.push(contract);
  }
  if (names) {
    conditions.push(`name IN (${names.map(() => '?').join(', ')})`);
    values.push(...names);
  }
  return db
    .prepare(
      `SELECT event.*, block.at FROM event JOIN block ON block.number = event.block
       WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT ?`,
    )
    .all(...values, limit)
    .map(toEvent);
}

/** The newest event of a name, or `undefined`. */
export function lastEvent(
  db: DatabaseSync,
  contract: Emitter,
  name: string,
): StoredEvent | undefined {
  const row = db
    .prepare(
      `SELECT event.*, block.at FROM event JOIN block ON block.number = event.block
       WHERE contract = ? AND name = ? ORDER BY seq DESC LIMIT 1`,
    )
    .get(contract, name);
  return row && toEvent(row);
}

function toEvent(row: Record<string, unknown>): StoredEvent {
  return {
    seq: row['seq'] as number,
    block: row['block'] as number,
    at: row['at'] as number,
    log: row['log'] as number,
    tx: row['tx'] as Hex,
    address: row['address'] as Address,
    contract: row['contract'] as Emitter,
    name: row['name'] as string,
    args: JSON.parse(row['args'] as string) as Record<string, unknown>,
  };
}
