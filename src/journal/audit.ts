import type { Hex } from '#kit';
import type { DatabaseSync } from 'node:sqlite';
import { entryHash, GENESIS, type JournalData } from './entry.ts';

/** A head of the journal that was published elsewhere, for instance on chain. */
export interface Checkpoint {
  readonly seq: number;
  readonly hash: Hex;
}

/** What is wrong with one entry. */
export interface AuditFinding {
  readonly seq: number;
  readonly problem: 'altered' | 'broken-link' | 'missing' | 'not-as-checkpointed' | 'unreadable';
  readonly sentence: string;
}

/** The verdict on a whole journal. */
export interface AuditReport {
  readonly entries: number;
  readonly head: Hex;
  readonly checkpoints: number;
  readonly findings: readonly AuditFinding[];
}

interface RawRow {
  seq: number;
  at: number;
  kind: string;
  data: string;
  prev: Hex;
  hash: Hex;
}

/** Recomputes every hash and link, and compares with the published heads; every entry that does not hold is named. */
export function auditJournal(db: DatabaseSync, checkpoints: readonly Checkpoint[]): AuditReport {
  const findings: AuditFinding[] = [];
  const add = (seq: number, problem: AuditFinding['problem'], sentence: string): void => {
    findings.push({ seq, problem, sentence });
  };
  const hashes = new Map<number, Hex>();
  let prev = GENESIS;
  let next = 1;
  for (const raw of db.prepare('SELECT * FROM journal ORDER BY seq').iterate()) {
    const row = raw as unknown as RawRow;
    for (; next < row.seq; next++) add(next, 'missing', `entry ${next} is missing`);
    next = row.seq + 1;
    const hash = rehash(row);
    if (!hash) add(row.seq, 'unreadable', `entry ${row.seq} (${row.kind}) is no JSON`);
    else if (hash !== row.hash) {
      add(
        row.seq,
        'altered',
        `entry ${row.seq} (${row.kind}) was altered: its hash does not match`,
      );
    } else if (row.prev !== prev) {
      add(
        row.seq,
        'broken-link',
        `entry ${row.seq} (${row.kind}) does not follow the entry before`,
      );
    }
    prev = row.hash;
    hashes.set(row.seq, row.hash);
  }
  for (const point of checkpoints) {
    if (hashes.get(point.seq) !== point.hash) {
      const sentence = `entry ${point.seq} is not the one whose hash was published (${point.hash})`;
      add(point.seq, 'not-as-checkpointed', sentence);
    }
  }
  return { entries: hashes.size, head: prev, checkpoints: checkpoints.length, findings };
}

function rehash(row: RawRow): Hex | undefined {
  try {
    const data = JSON.parse(row.data) as JournalData;
    return entryHash({ seq: row.seq, at: row.at, kind: row.kind, data, prev: row.prev });
  } catch {
    return undefined;
  }
}
