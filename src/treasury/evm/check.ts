/** Compares the index with the contracts themselves, unit by unit. */
import type { DatabaseSync } from 'node:sqlite';
import { type Ledger, readPosition, readShares, readVault } from '#chain';
import { indexedPool } from './history.ts';

/** A figure on which the index and the contracts differ. */
export interface Difference {
  readonly figure: string;
  readonly indexed: string;
  readonly live: string;
}

/** Every figure of books, assets, positions and shares that the vault shows; nothing where all are equal. Catch up before. */
export async function checkPool(db: DatabaseSync, ledger: Ledger): Promise<Difference[]> {
  const [vault, shares] = await Promise.all([readVault(ledger), readShares(ledger)]);
  const { books, assets, positions, shares: indexed } = indexedPool(db);
  const differences: Difference[] = [];
  const compare = (figure: string, ours: unknown, theirs: unknown): void => {
    const [a, b] = [String(ours).toLowerCase(), String(theirs).toLowerCase()];
    if (a !== b) differences.push({ figure, indexed: a, live: b });
  };
  compare('idle', books.idle, vault.idle);
  compare('realised', books.realised, vault.realised);
  compare('gain', books.gain, vault.gain);
  compare('markedAt', books.markedAt, vault.markedAt);
  compare('principal', books.principal, vault.principal);
  compare('reinvested', books.reinvested, vault.reinvested);
  compare('peak', books.peak, vault.peak);
  compare('bucket ai', books.ai, vault.buckets.ai);
  compare('bucket treasury', books.treasury, vault.buckets.treasury);
  compare('total weight', books.weight, vault.totalWeight);
  compare('assets', assets.length, vault.assetCount);
  for (const { index: at } of assets) {
    const { index, held, cost } = await readPosition(ledger, at);
    const ours = assets.find((asset) => asset.index === index);
    compare(`asset ${index} held`, ours?.held, held);
    compare(`asset ${index} cost`, ours?.cost, cost);
  }
  compare('positions', positions.length, vault.pooled.length);
  for (const position of vault.pooled) {
    const ours = positions.find(({ index }) => index === position.index);
    for (const field of ['lower', 'upper', 'liquidity', 'quotePut', 'basePut', 'cost'] as const)
      compare(`position ${position.index} ${field}`, ours?.[field], position[field]);
  }
  const known = new Map(indexed.map((share) => [share.id, share]));
  const standing = shares.filter((share) => share.weight > 0n);
  compare('shares', known.size, standing.length);
  for (const share of standing) {
    const ours = known.get(share.id);
    for (const field of ['owner', 'weight', 'mintedAt', 'paidIn', 'claimed', 'claimable'] as const)
      compare(`share ${share.id} ${field}`, ours?.[field], share[field]);
  }
  return differences;
}
