/** What a share earned over time, recomputed from the indexed events. */
import type { DatabaseSync } from 'node:sqlite';
import { Fault, type Hex } from '#kit';
import { claimableOf, type ShareBooks } from './books.ts';
import { toShare } from './rows.ts';

/** One moment of a share's life that changed what it earned or was paid. Amounts in quote units. */
export interface EarningPoint {
  /** Unix seconds. */
  readonly at: number;
  readonly block: number;
  readonly txHash: Hex;
  readonly kind: 'minted' | 'distributed' | 'claimed' | 'transferred' | 'left';
  /** What this moment added to `earned` (a distribution) or to `claimed` (a claim); what was paid in at the mint; else zero. */
  readonly amount: bigint;
  /** All it had earned by then: claimed and claimable. */
  readonly earned: bigint;
  readonly claimed: bigint;
  readonly claimable: bigint;
  /** `earned` as a part of what was paid in, in millionths, rounded down. */
  readonly roiMicro: bigint;
}

/**
 * The life of share `id`, oldest first: its mint, every distribution while it stood, its claims, its transfers and its end.
 *
 * @throws Fault `treasury/no-share` where the index knows no such share.
 */
export function earningsOf(db: DatabaseSync, id: bigint): EarningPoint[] {
  const rows = db
    .prepare(
      `SELECT event.seq, event.name, event.tx, event.block, event.args, block.at, share.*
       FROM treasury_share AS share JOIN event ON event.seq = share.seq JOIN block ON block.number = event.block
       WHERE share.id = ? ORDER BY share.seq`,
    )
    .all(Number(id));
  if (rows.length === 0)
    throw new Fault(
      'treasury/no-share',
      `the index knows no share ${id}; catch up, or check the number`,
    );
  const end =
    rows.at(-1)!['stands'] === 0 ? (rows.at(-1)!['seq'] as number) : Number.MAX_SAFE_INTEGER;
  const payouts = distributionsBetween(db, rows[0]!['seq'] as number, end);
  const points: EarningPoint[] = [];
  let share: ShareBooks = toShare(rows[0]!);
  let perWeight = share.standing;
  let next = 0;
  const add = (row: Record<string, unknown>, kind: EarningPoint['kind'], amount: bigint): void => {
    const claimable = claimableOf({ perWeight }, share);
    const earned = share.claimed + claimable;
    points.push({
      at: row['at'] as number,
      block: row['block'] as number,
      txHash: row['tx'] as Hex,
      kind,
      amount,
      earned,
      claimed: share.claimed,
      claimable,
      roiMicro: share.paidIn === 0n ? 0n : (earned * 1_000_000n) / share.paidIn,
    });
  };
  const payUntil = (seq: number): void => {
    for (; next < payouts.length && (payouts[next]!['seq'] as number) < seq; next++) {
      const before = claimableOf({ perWeight }, share);
      perWeight = BigInt(payouts[next]!['per_weight'] as string);
      add(payouts[next]!, 'distributed', claimableOf({ perWeight }, share) - before);
    }
  };
  for (const row of rows) {
    payUntil(row['seq'] as number);
    const before = share;
    share = toShare(row);
    const name = row['name'] as string;
    if (name === 'Minted') add(row, 'minted', share.paidIn);
    else if (name === 'Claimed') add(row, 'claimed', share.claimed - before.claimed);
    else add(row, name === 'Exited' ? 'left' : 'transferred', 0n);
  }
  payUntil(end);
  return points;
}

function distributionsBetween(db: DatabaseSync, from: number, to: number) {
  return db
    .prepare(
      `SELECT event.seq, event.tx, event.block, block.at, books.per_weight
       FROM event JOIN treasury_books AS books ON books.seq = event.seq JOIN block ON block.number = event.block
       WHERE event.contract = 'vault' AND event.name = 'Distributed' AND event.seq > ? AND event.seq < ? ORDER BY event.seq`,
    )
    .all(from, to);
}
