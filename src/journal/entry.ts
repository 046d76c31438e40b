import { type Hex, hashOf } from '#kit';

/** What an entry tells, as canonical JSON: amounts are decimal strings, fractions too. */
export type JournalData = Readonly<Record<string, unknown>>;

/** One line of the journal. Its hash covers everything in it and the hash of the line before. */
export interface JournalEntry {
  /** 1, 2, 3, … without holes. */
  readonly seq: number;
  /** Milliseconds since the epoch, by the clock of whoever wrote it. */
  readonly at: number;
  /** Such as `round/closed`. */
  readonly kind: string;
  readonly data: JournalData;
  /** Hash of the entry before; zeros for the first. */
  readonly prev: Hex;
  readonly hash: Hex;
}

/** What stands before the first entry. */
export const GENESIS: Hex = `0x${'0'.repeat(64)}`;

/** The hash of an entry: keccak256 of the canonical JSON of all else. */
export function entryHash(entry: Omit<JournalEntry, 'hash'>): Hex {
  const { seq, at, kind, data, prev } = entry;
  return hashOf({ seq, at, kind, data, prev });
}
