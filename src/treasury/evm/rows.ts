/** The treasury's tables in the index: a new row for each change, so that every moment of the past can be read. */
import type { DatabaseSync } from 'node:sqlite';
import type { Address } from '#kit';
import {
  type AssetBooks,
  type Books,
  EMPTY_BOOKS,
  type PositionBooks,
  type ShareBooks,
} from './books.ts';

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS treasury_books (
    seq INTEGER PRIMARY KEY REFERENCES event (seq) ON DELETE CASCADE, idle TEXT NOT NULL, realised TEXT NOT NULL, gain TEXT NOT NULL,
    marked_at INTEGER NOT NULL, principal TEXT NOT NULL, peak TEXT NOT NULL, idle_at_mark TEXT NOT NULL, ai TEXT NOT NULL,
    treasury TEXT NOT NULL, reinvested TEXT NOT NULL, per_weight TEXT NOT NULL, carry TEXT NOT NULL, weight TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS treasury_asset (
    seq INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE, asset INTEGER NOT NULL, token TEXT NOT NULL, pool TEXT NOT NULL,
    held TEXT NOT NULL, cost TEXT NOT NULL, PRIMARY KEY (seq, asset)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS treasury_asset_newest ON treasury_asset (asset, seq);
  CREATE TABLE IF NOT EXISTS treasury_share (
    seq INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE, id INTEGER NOT NULL, owner TEXT NOT NULL, weight TEXT NOT NULL,
    minted_at INTEGER NOT NULL, paid_in TEXT NOT NULL, standing TEXT NOT NULL, claimed TEXT NOT NULL, stands INTEGER NOT NULL,
    PRIMARY KEY (seq, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS treasury_share_newest ON treasury_share (id, seq);
  CREATE TABLE IF NOT EXISTS treasury_position (
    seq INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE, asset INTEGER NOT NULL, lower INTEGER NOT NULL, upper INTEGER NOT NULL,
    liquidity TEXT NOT NULL, quote_put TEXT NOT NULL, base_put TEXT NOT NULL, cost TEXT NOT NULL, PRIMARY KEY (seq, asset)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS treasury_position_newest ON treasury_position (asset, seq);`;

/** Everything at one moment. */
export interface Ledger {
  books: Books;
  readonly assets: Map<number, AssetBooks>;
  /** By index of the asset; those that were taken back are not among them. */
  readonly positions: Map<number, PositionBooks>;
  readonly shares: Map<bigint, ShareBooks>;
}

/** The newest rows up to event `seq`; all by default. */
export function readLedger(db: DatabaseSync, seq = Number.MAX_SAFE_INTEGER): Ledger {
  const books = db
    .prepare('SELECT * FROM treasury_books WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
    .get(seq);
  const assets = newest(db, 'treasury_asset', 'asset', seq).map(toAsset);
  const shares = newest(db, 'treasury_share', 'id', seq)
    .filter((row) => row['stands'] === 1)
    .map(toShare);
  const positions = newest(db, 'treasury_position', 'asset', seq)
    .map(toPosition)
    .filter(({ liquidity }) => liquidity > 0n);
  return {
    books: books ? toBooks(books) : EMPTY_BOOKS,
    assets: new Map(assets.map((asset) => [asset.index, asset])),
    positions: new Map(positions.map((position) => [position.index, position])),
    shares: new Map(shares.map((share) => [share.id, share])),
  };
}

/** Statements that add rows. */
export interface LedgerWriter {
  books(seq: number, books: Books): void;
  asset(seq: number, asset: AssetBooks): void;
  position(seq: number, position: PositionBooks): void;
  /** `stands` is 0 for a share that left. */
  share(seq: number, share: ShareBooks, stands: 0 | 1): void;
}

export function writerOf(db: DatabaseSync): LedgerWriter {
  const books = db.prepare(`INSERT OR REPLACE INTO treasury_books VALUES (${marks(14)})`);
  const asset = db.prepare(`INSERT OR REPLACE INTO treasury_asset VALUES (${marks(6)})`);
  const position = db.prepare(`INSERT OR REPLACE INTO treasury_position VALUES (${marks(8)})`);
  const share = db.prepare(`INSERT OR REPLACE INTO treasury_share VALUES (${marks(9)})`);
  return {
    books(seq, b) {
      const level = [b.principal, b.peak, b.idleAtMark, b.ai, b.treasury, b.reinvested];
      const rest = [...level, b.perWeight, b.carry, b.weight].map(String);
      books.run(seq, String(b.idle), String(b.realised), String(b.gain), b.markedAt, ...rest);
    },
    asset(seq, { index, token, pool, held, cost }) {
      asset.run(seq, index, token, pool, String(held), String(cost));
    },
    position(seq, { index, lower, upper, ...amounts }) {
      const { liquidity, quotePut, basePut, cost } = amounts;
      position.run(seq, index, lower, upper, ...[liquidity, quotePut, basePut, cost].map(String));
    },
    share(seq, { id, owner, weight, mintedAt, ...money }, stands) {
      const amounts = [money.paidIn, money.standing, money.claimed].map(String);
      share.run(seq, Number(id), owner, String(weight), mintedAt, ...amounts, stands);
    },
  };
}

type Row = Record<string, unknown>;

function newest(db: DatabaseSync, table: string, key: string, seq: number): Row[] {
  return db
    .prepare(
      `SELECT * FROM ${table} AS row WHERE seq = (SELECT max(seq) FROM ${table} WHERE ${key} = row.${key} AND seq <= ?) ORDER BY ${key}`,
    )
    .all(seq);
}

export function toBooks(row: Row): Books {
  const amount = (name: string): bigint => BigInt(row[name] as string);
  return {
    idle: amount('idle'),
    realised: amount('realised'),
    gain: amount('gain'),
    markedAt: row['marked_at'] as number,
    principal: amount('principal'),
    peak: amount('peak'),
    idleAtMark: amount('idle_at_mark'),
    ai: amount('ai'),
    treasury: amount('treasury'),
    reinvested: amount('reinvested'),
    perWeight: amount('per_weight'),
    carry: amount('carry'),
    weight: amount('weight'),
  };
}

export function toShare(row: Row): ShareBooks {
  return {
    id: BigInt(row['id'] as number),
    owner: row['owner'] as Address,
    weight: BigInt(row['weight'] as string),
    mintedAt: row['minted_at'] as number,
    paidIn: BigInt(row['paid_in'] as string),
    standing: BigInt(row['standing'] as string),
    claimed: BigInt(row['claimed'] as string),
  };
}

function toAsset(row: Row): AssetBooks {
  return {
    index: row['asset'] as number,
    token: row['token'] as Address,
    pool: row['pool'] as Address,
    held: BigInt(row['held'] as string),
    cost: BigInt(row['cost'] as string),
  };
}

function toPosition(row: Row): PositionBooks {
  return {
    index: row['asset'] as number,
    lower: row['lower'] as number,
    upper: row['upper'] as number,
    liquidity: BigInt(row['liquidity'] as string),
    quotePut: BigInt(row['quote_put'] as string),
    basePut: BigInt(row['base_put'] as string),
    cost: BigInt(row['cost'] as string),
  };
}

function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}
