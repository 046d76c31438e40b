/** From the events of vault and stakes to every stake and what it earned. */
import type { DatabaseSync } from 'node:sqlite';
import type { ChainEvent, Follower, Projection } from '#chain';
import {
  afterPayment,
  BEFORE,
  counted,
  NO_STAKES,
  settledStake,
  type StakeBooks,
  type StakeLedger,
  type StakePool,
} from './stake-books.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stake_pool (
    seq INTEGER PRIMARY KEY REFERENCES event (seq) ON DELETE CASCADE, cycle INTEGER NOT NULL, staked_weight TEXT NOT NULL,
    carried TEXT NOT NULL, counted_at INTEGER NOT NULL, weight_seconds TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS stake_cycle (
    seq INTEGER PRIMARY KEY REFERENCES event (seq) ON DELETE CASCADE, cycle INTEGER NOT NULL UNIQUE, ended_at INTEGER NOT NULL,
    rate TEXT NOT NULL, idx TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS stake_share (
    seq INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE, id INTEGER NOT NULL, weight TEXT NOT NULL, active INTEGER NOT NULL,
    since INTEGER NOT NULL, cycle INTEGER NOT NULL, weight_seconds TEXT NOT NULL, owed TEXT NOT NULL, PRIMARY KEY (seq, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS stake_share_newest ON stake_share (id, seq);`;

/** What the stakes derive. */
export const stakeProjection: Projection = {
  name: 'stakes',
  version: 1,
  schema: SCHEMA,
  start: (db) => new StakeFollower(db),
};

type Row = Record<string, unknown>;

class StakeFollower implements Follower {
  readonly #db: DatabaseSync;
  readonly #pool;
  readonly #cycle;
  readonly #share;
  #ledger: StakeLedger;
  /** Weight of shares that stand: what is staked is read from them, as the contract does. */
  #weights: Map<bigint, bigint>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#pool = db.prepare('INSERT OR REPLACE INTO stake_pool VALUES (?, ?, ?, ?, ?, ?)');
    this.#cycle = db.prepare('INSERT INTO stake_cycle VALUES (?, ?, ?, ?, ?)');
    this.#share = db.prepare('INSERT OR REPLACE INTO stake_share VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#ledger = readStakeLedger(db);
    this.#weights = readWeights(db);
  }

  reload(): void {
    this.#ledger = readStakeLedger(this.#db);
    this.#weights = readWeights(this.#db);
  }

  apply({ seq, at, contract, name, args }: ChainEvent): void {
    const amount = (field: string): bigint => args[field] as bigint;
    if (contract === 'vault') {
      if (name === 'Minted') this.#weights.set(amount('id'), amount('weight'));
      else if (name === 'Exited') this.#weights.delete(amount('id'));
      else if (name === 'StakesPaid') this.#paid(seq, at, amount('amount'));
    } else if (contract === 'stakes') {
      if (name === 'Staked') this.#staked(seq, at, amount('id'), amount('weight'));
      else if (name === 'Unstaked') this.#unstaked(seq, at, amount('id'));
      else if (name === 'StakeClaimed') this.#claimed(seq, at, amount('id'));
    }
  }

  #paid(seq: number, at: number, amount: bigint): void {
    const { pool, ended } = afterPayment(this.#ledger, amount, at);
    if (ended) {
      const { cycle } = this.#ledger.pool;
      this.#ledger.cycles.set(cycle, ended);
      this.#cycle.run(seq, cycle, ended.endedAt, String(ended.rate), String(ended.index));
    }
    this.#setPool(seq, pool);
  }

  #staked(seq: number, at: number, id: bigint, weight: bigint): void {
    const pool = counted(this.#ledger.pool, at);
    this.#setPool(seq, { ...pool, stakedWeight: pool.stakedWeight + weight });
    const settled = this.#settled(id, at);
    this.#setShare(seq, { ...settled, weight, active: true });
  }

  #unstaked(seq: number, at: number, id: bigint): void {
    const pool = counted(this.#ledger.pool, at);
    const stake = { ...this.#settled(id, at), active: false };
    const stakedWeight = pool.stakedWeight - stake.weight;
    // A share that has left is evicted: what it did not claim goes to the others.
    const evicted = !this.#weights.has(id);
    const carried = evicted ? pool.carried + stake.owed : pool.carried;
    this.#setPool(seq, { ...pool, stakedWeight, carried });
    this.#setShare(seq, evicted ? nobody(id) : stake);
  }

  #claimed(seq: number, at: number, id: bigint): void {
    this.#setShare(seq, { ...this.#settled(id, at), owed: 0n });
  }

  #settled(id: bigint, at: number): StakeBooks {
    return settledStake(this.#ledger, this.#ledger.stakes.get(id) ?? nobody(id), at);
  }

  #setPool(seq: number, pool: StakePool): void {
    this.#ledger.pool = pool;
    const { cycle, stakedWeight, carried, countedAt, weightSeconds } = pool;
    const amounts = [String(stakedWeight), String(carried)];
    this.#pool.run(seq, cycle, ...amounts, countedAt, String(weightSeconds));
  }

  #setShare(seq: number, stake: StakeBooks): void {
    this.#ledger.stakes.set(stake.id, stake);
    const { id, weight, active, since, cycle, weightSeconds, owed } = stake;
    const amounts = [String(weightSeconds), String(owed)];
    this.#share.run(seq, Number(id), String(weight), active ? 1 : 0, since, cycle, ...amounts);
  }
}

/** All stakes as the newest rows have them. */
export function readStakeLedger(db: DatabaseSync): StakeLedger {
  const pool = db.prepare('SELECT * FROM stake_pool ORDER BY seq DESC LIMIT 1').get();
  const cycles = db.prepare('SELECT * FROM stake_cycle').all() as Row[];
  const shares = db
    .prepare(
      'SELECT * FROM stake_share AS row WHERE seq = (SELECT max(seq) FROM stake_share WHERE id = row.id)',
    )
    .all() as Row[];
  return {
    pool: pool ? toPool(pool) : NO_STAKES,
    cycles: new Map([
      [0, BEFORE],
      ...cycles.map(
        (row) =>
          [
            row['cycle'] as number,
            {
              endedAt: row['ended_at'] as number,
              rate: BigInt(row['rate'] as string),
              index: BigInt(row['idx'] as string),
            },
          ] as const,
      ),
    ]),
    stakes: new Map(shares.map(toStake).map((stake) => [stake.id, stake])),
  };
}

function toPool(row: Row): StakePool {
  return {
    cycle: row['cycle'] as number,
    stakedWeight: BigInt(row['staked_weight'] as string),
    carried: BigInt(row['carried'] as string),
    countedAt: row['counted_at'] as number,
    weightSeconds: BigInt(row['weight_seconds'] as string),
  };
}

function toStake(row: Row): StakeBooks {
  return {
    id: BigInt(row['id'] as number),
    weight: BigInt(row['weight'] as string),
    active: row['active'] === 1,
    since: row['since'] as number,
    cycle: row['cycle'] as number,
    weightSeconds: BigInt(row['weight_seconds'] as string),
    owed: BigInt(row['owed'] as string),
  };
}

/** Weights of the shares that stand, from the events. */
function readWeights(db: DatabaseSync): Map<bigint, bigint> {
  const rows = db
    .prepare(
      `SELECT name, args ->> '$.id' AS id, args ->> '$.weight' AS weight FROM event
       WHERE contract = 'vault' AND name IN ('Minted', 'Exited') ORDER BY seq`,
    )
    .all() as Row[];
  const weights = new Map<bigint, bigint>();
  for (const { name, id, weight } of rows) {
    if (name === 'Minted') weights.set(BigInt(id as string), BigInt(weight as string));
    else weights.delete(BigInt(id as string));
  }
  return weights;
}

function nobody(id: bigint): StakeBooks {
  return { id, weight: 0n, active: false, since: 0, cycle: 0, weightSeconds: 0n, owed: 0n };
}
