/** An event of our contracts as the index knows it, and what may be derived from events. */
import type { DatabaseSync } from 'node:sqlite';
import type { Address, Hex } from '#kit';

/** Whose event it is. `pool`: a swap of the vault's in a listed pool. */
export type Emitter =
  | 'vault'
  | 'council'
  | 'models'
  | 'scores'
  | 'checkpoints'
  | 'contributions'
  | 'mandate'
  | 'treasury'
  | 'members'
  | 'stakes'
  | 'pool';

/** One event, decoded. */
export interface ChainEvent {
  /** Its number in the index, from 1, in the order of the chain. */
  readonly seq: number;
  readonly block: number;
  /** Unix seconds of its block. */
  readonly at: number;
  /** Its place among the logs of its block. */
  readonly log: number;
  readonly tx: Hex;
  readonly address: Address;
  readonly contract: Emitter;
  readonly name: string;
  /** As the ABI decodes them: `bigint` above 48 bits, else `number`. */
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Tables that follow from the events. Rows must reference `event (seq) ON DELETE CASCADE`: a reorganisation takes them back with
 * their events, so rows are added and never changed, and the newest one of a key is what holds.
 */
export interface Projection {
  readonly name: string;
  /** Raised when the rules change; an index built by other rules is built anew. */
  readonly version: number;
  readonly schema: string;
  /** Prepares statements and reads the newest rows. */
  start(db: DatabaseSync): Follower;
}

/** A projection at work on one database. */
export interface Follower {
  /**
   * Adds the rows that follow from the next event; runs inside the transaction that stores it.
   *
   * @param later the events of the same transaction that come after it
   */
  apply(event: ChainEvent, later: readonly ChainEvent[]): void;
  /** Reads the newest rows again, after rows were taken back. */
  reload(): void;
}
