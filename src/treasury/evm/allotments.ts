/** What each distribution allotted to each share, recomputed from the indexed events, to the unit. */
import type { DatabaseSync } from 'node:sqlite';
import type { Address, Hex } from '#kit';
import { claimableOf, type ShareBooks } from './books.ts';
import { toShare } from './rows.ts';

/** A share's part of one distribution. Amounts in quote units. */
export interface Allotment {
  /** Unix seconds. */
  readonly at: number;
  readonly block: number;
  readonly txHash: Hex;
  readonly id: bigint;
  /** Who held it then. */
  readonly owner: Address;
  readonly weight: bigint;
  readonly paidIn: bigint;
  readonly earned: bigint;
  /** All that it has earned so far: claimed and claimable, as the contract counts it. */
  readonly cumulative: bigint;
}

type Row = Record<string, unknown>;

/** Every allotment, oldest first, shares by number; distributions without a part for holders are not among them. */
export function allotments(db: DatabaseSync): Allotment[] {
  const payouts = db
    .prepare(
      `SELECT event.seq, event.tx, event.block, block.at, books.per_weight
       FROM event JOIN treasury_books AS books ON books.seq = event.seq JOIN block ON block.number = event.block
       WHERE event.contract = 'vault' AND event.name = 'Distributed' AND event.args ->> '$.holders' != '0' ORDER BY event.seq`,
    )
    .all() as Row[];
  const changes = db.prepare('SELECT * FROM treasury_share ORDER BY seq').all() as Row[];
  const shares = new Map<bigint, ShareBooks>();
  const before = new Map<bigint, bigint>();
  const rows: Allotment[] = [];
  let next = 0;
  for (const payout of payouts) {
    const seq = payout['seq'] as number;
    for (; next < changes.length && (changes[next]!['seq'] as number) < seq; next++)
      apply(shares, changes[next]!);
    const perWeight = BigInt(payout['per_weight'] as string);
    for (const share of [...shares.values()].sort((a, b) => Number(a.id - b.id))) {
      const { id, owner, weight, paidIn } = share;
      const cumulative = share.claimed + claimableOf({ perWeight }, share);
      rows.push({
        ...{ at: payout['at'] as number, block: payout['block'] as number },
        ...{ txHash: payout['tx'] as Hex, id, owner, weight, paidIn },
        ...{ earned: cumulative - (before.get(id) ?? 0n), cumulative },
      });
      before.set(id, cumulative);
    }
  }
  return rows;
}

function apply(shares: Map<bigint, ShareBooks>, row: Row): void {
  const share = toShare(row);
  if (row['stands'] === 1) shares.set(share.id, share);
  else shares.delete(share.id);
}
