/** Staked shares as the index knows them, and the index against their contract. */
import type { DatabaseSync } from 'node:sqlite';
import { type Ledger, readStake, readStakes } from '#chain';
import type { Difference } from './check.ts';
import { settledStake } from './stake-books.ts';
import { readStakeLedger } from './stake-projection.ts';

/** One share that is staked or has earned by it. */
export interface IndexedStake {
  readonly id: bigint;
  readonly staked: boolean;
  /** Quote units it could claim; the running cycle is not in it. */
  readonly claimable: bigint;
}

/** All stakes. */
export interface IndexedStakes {
  readonly cycle: number;
  readonly stakedWeight: bigint;
  readonly carried: bigint;
  readonly stakes: readonly IndexedStake[];
}

/** The stakes after the newest event; what each could claim does not depend on the second it is asked. */
export function indexedStakes(db: DatabaseSync): IndexedStakes {
  const ledger = readStakeLedger(db);
  const { cycle, stakedWeight, carried, countedAt } = ledger.pool;
  const stakes = [...ledger.stakes.values()].map((stake) => {
    const { owed } = settledStake(ledger, stake, Math.max(countedAt, stake.since));
    return { id: stake.id, staked: stake.active, claimable: owed };
  });
  return { cycle, stakedWeight, carried, stakes };
}

/** Every figure of the stakes on which the index and the contract differ. Catch up before. */
export async function checkStakes(db: DatabaseSync, ledger: Ledger): Promise<Difference[]> {
  const live = await readStakes(ledger);
  if (!live) return [];
  const ours = indexedStakes(db);
  const differences: Difference[] = [];
  const compare = (figure: string, indexed: unknown, there: unknown): void => {
    if (String(indexed) !== String(there))
      differences.push({ figure, indexed: String(indexed), live: String(there) });
  };
  for (const field of ['cycle', 'stakedWeight', 'carried'] as const)
    compare(`stakes ${field}`, ours[field], live[field]);
  for (const stake of ours.stakes) {
    const there = await readStake(ledger, live.address, stake.id);
    for (const field of ['staked', 'claimable'] as const)
      compare(`stake ${stake.id} ${field}`, stake[field], there[field]);
  }
  return differences;
}
