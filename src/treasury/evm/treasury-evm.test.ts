/** The index against the contracts: after any life of the pool every figure is equal, however the index came to know it. */
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChainIndex, openIndex } from '#chain';
import { seededRandom } from '#kit';
import { openPool, playPool, type Pool } from '../../../test/fixtures/pool.ts';
import {
  allotments,
  checkPool,
  checkStakes,
  earningsOf,
  indexedClaims,
  indexedDistributions,
  indexedFlows,
  indexedPool,
  navHistory,
  stakeProjection,
  treasuryProjection,
} from './index.ts';

let pool: Pool;
beforeAll(async () => {
  pool = await openPool();
});
afterAll(() => pool?.close());

const indexOf = (database = new DatabaseSync(':memory:'), firstBlock = 0): ChainIndex =>
  openIndex({
    database,
    ...pool.ledger,
    projections: [treasuryProjection, stakeProjection],
    firstBlock,
  });

/** All that the index derived, without the ends of empty ranges. */
function content({ database }: ChainIndex): unknown {
  const treasury = ['treasury_books', 'treasury_asset', 'treasury_position', 'treasury_share'];
  const tables = ['event', ...treasury, 'stake_pool', 'stake_cycle', 'stake_share'];
  const all = tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
  return [...all, database.prepare('SELECT number, hash, at FROM block WHERE events > 0').all()];
}

const ask = (method: string, ...params: unknown[]): Promise<unknown> =>
  (pool.ledger.chain.client.request as unknown as (call: object) => Promise<unknown>)({
    method,
    params,
  });

describe('the treasury on chain', () => {
  it('follows a random life of the pool to the unit, and rebuilt from genesis is the same', async () => {
    const index = indexOf();
    const random = seededRandom(7);
    const done: Record<string, number> = {};
    for (let part = 0; part < 20; part++) {
      for (const [name, times] of Object.entries(await playPool(pool, random, 25)))
        done[name] = (done[name] ?? 0) + times;
      await index.catchUp();
      expect(await checkPool(index.database, pool.ledger)).toEqual([]);
      expect(await checkStakes(index.database, pool.ledger)).toEqual([]);
    }
    const again = indexOf();
    await again.catchUp();
    expect(content(again)).toEqual(content(index));
    const names = ['market', 'buy', 'sell', 'mint', 'distribute', 'claim', 'compound', 'transfer'];
    const exits = ['redeem', 'kind', 'queue', 'with positions', 'buckets'];
    const liquidity = ['add', 'remove', 'recentre', 'fees', 'close'];
    const staking = ['reserve', 'stake', 'unstake', 'claim stakes', 'evict'];
    const seen = [...names, ...exits, ...liquidity, ...staking].filter((name) => done[name]);
    expect(seen, JSON.stringify(done)).toHaveLength(23);
  });

  it('tells what each share earned over time, and the sums hold', async () => {
    const index = indexOf();
    await index.catchUp();
    const { database } = index;
    const claims = indexedClaims(database);
    const { shares, books } = indexedPool(database);
    const ids = indexedFlows(database).flatMap(({ kind, id }) => (kind === 'mint' ? [id] : []));
    const all = allotments(database);
    let earned = 0n;
    for (const id of ids) {
      const points = earningsOf(database, id);
      expect(points[0]!.kind).toBe('minted');
      const last = points.at(-1)!;
      const paid = claims.filter((one) => one.id === id).reduce((sum, one) => sum + one.amount, 0n);
      expect(last.claimed).toBe(paid);
      const standing = shares.find((share) => share.id === id);
      expect(standing?.claimable ?? 0n).toBe(last.claimable);
      earned += last.earned;
      const allotted = all.filter((one) => one.id === id);
      expect(allotted.reduce((sum, one) => sum + one.earned, 0n)).toBe(last.earned);
      expect(allotted.at(-1)?.cumulative ?? 0n).toBe(last.earned);
      for (const [i, point] of points.entries()) {
        expect(point.earned).toBe(point.claimed + point.claimable);
        if (i > 0) expect(point.earned).toBeGreaterThanOrEqual(points[i - 1]!.earned);
      }
    }
    const given = indexedDistributions(database).reduce((sum, one) => sum + one.holders, 0n);
    expect(given).toBeGreaterThan(0n);
    expect(given - earned).toBeGreaterThanOrEqual(0n);
    expect(given - earned).toBeLessThanOrEqual(BigInt(ids.length));
    expect(navHistory(database).at(-1)!.nav).toBeGreaterThan(0n);
    expect(books.weight).toBe(shares.reduce((sum, share) => sum + share.weight, 0n));
    expect(() => earningsOf(database, 99_999n)).toThrow(/no share 99999/);
  });

  it('takes back what a reorganisation took, and follows the new blocks', async () => {
    const index = indexOf();
    const random = seededRandom(8);
    for (const depth of [3, 30]) {
      const snapshot = await ask('evm_snapshot');
      const { clock } = pool;
      const prices = [...pool.prices] as [number, number];
      await playPool(pool, random, depth);
      const before = await index.catchUp();
      expect(before.events).toBeGreaterThan(0);
      expect(await ask('evm_revert', snapshot)).toBe(true);
      pool.clock = clock;
      pool.prices.splice(0, 2, ...prices);
      // Shorter at first, then longer with other blocks.
      const shorter = await index.catchUp();
      expect(shorter.tookBack).toBeGreaterThan(0);
      expect(await checkPool(index.database, pool.ledger)).toEqual([]);
      await playPool(pool, random, 2 * depth);
      await index.catchUp();
      expect(await checkPool(index.database, pool.ledger)).toEqual([]);
      expect(await checkStakes(index.database, pool.ledger)).toEqual([]);
    }
    const again = indexOf();
    await again.catchUp();
    expect(content(again)).toEqual(content(index));
  });

  it('counts nothing twice where two indexes share a database', async () => {
    const database = new DatabaseSync(':memory:');
    const [one, other] = [indexOf(database), indexOf(database)];
    const random = seededRandom(10);
    for (let turn = 0; turn < 6; turn++) {
      await playPool(pool, random, 6);
      if (turn % 3 === 2) await Promise.all([one.catchUp(), other.catchUp()]);
      else await (turn % 2 === 0 ? one : other).catchUp();
      expect(await checkPool(database, pool.ledger)).toEqual([]);
    }
    const again = indexOf();
    await again.catchUp();
    expect(content(again)).toEqual(content(one));
  });

  it('follows a reorganisation to a longer chain that it sees only afterwards', async () => {
    const index = indexOf();
    const random = seededRandom(9);
    const snapshot = await ask('evm_snapshot');
    const { clock } = pool;
    await playPool(pool, random, 10);
    await index.catchUp();
    await ask('evm_revert', snapshot);
    pool.clock = clock;
    await playPool(pool, random, 40);
    const progress = await index.catchUp();
    expect(progress.tookBack).toBeGreaterThan(0);
    expect(await checkPool(index.database, pool.ledger)).toEqual([]);
    const again = indexOf();
    await again.catchUp();
    expect(content(again)).toEqual(content(index));
  });
});
