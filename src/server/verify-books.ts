import { type ChainIndex, type Ledger, openIndex } from '#chain';
import type { SeasonContext } from '#season';
import { checkPool, checkStakes, type Difference, VAULT_PROJECTIONS } from '#treasury/evm';

/** What a comparison of the vault's books with its contracts gave. */
export interface BooksReport {
  readonly ok: boolean;
  /** Last block that was read, and events of all contracts up to it. */
  readonly block: number;
  readonly events: number;
  readonly differences: readonly Difference[];
  readonly sentence: string;
}

/** The index of a season's chain; it lies in the hub's database, so a new hub goes on where the last one ended. */
const indexes = new WeakMap<SeasonContext, ChainIndex>();
/** The chain moves while a season is played: a difference that is gone at the second look was only a moment between two reads. */
const LOOKS = 3;

/** Rebuilds the vault's books from the contracts' events and compares every figure with the contracts themselves. */
export async function verifyBooks(season: SeasonContext): Promise<BooksReport> {
  return compareBooks(seasonIndex(season), season);
}

/** The index of a season's chain. */
export function seasonIndex(season: SeasonContext): ChainIndex {
  const index = indexes.get(season) ?? openSeasonIndex(season);
  indexes.set(season, index);
  return index;
}

/** The same with any index. */
export async function compareBooks(index: ChainIndex, ledger: Ledger): Promise<BooksReport> {
  const { database } = index;
  let differences: readonly Difference[] = [];
  for (let look = 0; look < LOOKS; look++) {
    await index.catchUp();
    const [pool, stakes] = [checkPool(database, ledger), checkStakes(database, ledger)];
    differences = [...(await pool), ...(await stakes)];
    if (differences.length === 0) break;
  }
  const { block } = index.position();
  const row = database.prepare('SELECT count(*) AS events FROM event').get();
  const events = row!['events'] as number;
  const ok = differences.length === 0;
  const named = differences.map(({ figure, indexed, live }) => `${figure} ${indexed}, not ${live}`);
  return {
    ok,
    block,
    events,
    differences,
    sentence: ok
      ? `The vault's books follow from ${events} events of its contracts up to block ${block}, to the unit.`
      : `The vault's books do not follow from its events: by them ${named.slice(0, 5).join('; ')} as the contracts say.`,
  };
}

function openSeasonIndex({ db, chain, deployment }: SeasonContext): ChainIndex {
  return openIndex({ database: db, chain, deployment, projections: VAULT_PROJECTIONS });
}
