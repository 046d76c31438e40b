/** From the vault's events to its books, assets and shares. */
import type { DatabaseSync } from 'node:sqlite';
import type { ChainEvent, Follower, Projection } from '#chain';
import type { Address } from '#kit';
import {
  afterClaim,
  afterCredit,
  afterDistribution,
  afterExit,
  afterMark,
  afterMint,
  afterTrade,
  afterUnwind,
  type AssetBooks,
  type Books,
  type PositionBooks,
  type ShareBooks,
} from './books.ts';
import {
  afterAddition,
  afterFees,
  afterRemoval,
  withdrawn,
  type Withdrawal,
} from './position-books.ts';
import { type Ledger, type LedgerWriter, readLedger, SCHEMA, writerOf } from './rows.ts';

/** What the treasury derives. */
export const treasuryProjection: Projection = {
  name: 'treasury',
  version: 3,
  schema: SCHEMA,
  start: (db) => new TreasuryFollower(db),
};

const NOBODY: Address = '0x0000000000000000000000000000000000000000';

/** A swap of the vault's of which it is not yet known whether the agent or an exit made it. */
interface Swap {
  readonly tx: string;
  readonly pool: Address;
  readonly sold: bigint;
  readonly got: bigint;
}

class TreasuryFollower implements Follower {
  readonly #db: DatabaseSync;
  readonly #write: LedgerWriter;
  #ledger: Ledger;
  #swaps: Swap[] = [];
  /** Base that came out of positions for the share that is leaving, by asset. */
  readonly #unpooled = new Map<number, bigint>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#write = writerOf(db);
    this.#ledger = readLedger(db);
  }

  reload(): void {
    this.#ledger = readLedger(this.#db);
    this.#forget();
  }

  apply(event: ChainEvent, later: readonly ChainEvent[]): void {
    if (event.contract === 'pool') this.#swap(event);
    else if (event.contract === 'vault') this.#vault(event, later);
  }

  #vault(event: ChainEvent, later: readonly ChainEvent[]): void {
    const { seq, at, args } = event;
    const { books, shares } = this.#ledger;
    const amount = (name: string): bigint => args[name] as bigint;
    switch (event.name) {
      case 'AssetListed': {
        const { index, token, pool } = args as { index: bigint; token: Address; pool: Address };
        this.#asset(seq, { index: Number(index), token, pool, held: 0n, cost: 0n });
        return;
      }
      case 'Minted': {
        const { id, to, assets, weight, nav } = args as Record<string, bigint> & { to: Address };
        const share = { id: id!, owner: to, weight: weight!, mintedAt: at, paidIn: assets! };
        this.#share(seq, { ...share, standing: books.perWeight, claimed: 0n });
        this.#books(seq, afterMint(books, assets!, weight!, nav!));
        return;
      }
      case 'Transfer': {
        const { from, to, tokenId } = args as { from: Address; to: Address; tokenId: bigint };
        const share = shares.get(tokenId);
        if (share && from !== NOBODY && to !== NOBODY) this.#share(seq, { ...share, owner: to });
        return;
      }
      case 'Traded':
        this.#traded(event);
        return;
      case 'Marked':
        this.#books(seq, afterMark(books, amount('nav'), amount('gain'), at));
        return;
      case 'BreakerReset':
        // The peak was forgotten before the mark that precedes this event.
        this.#books(seq, { ...books, peak: amount('nav') });
        return;
      case 'Distributed':
        this.#books(seq, afterDistribution(books, args as Parameters<typeof afterDistribution>[1]));
        return;
      case 'BucketsPaid':
        this.#books(seq, { ...books, ai: 0n, treasury: 0n });
        return;
      case 'Claimed':
        this.#share(seq, afterClaim(shares.get(amount('id'))!, amount('amount')));
        return;
      case 'FeesCollected': {
        const asset = this.#ledger.assets.get(Number(amount('index')))!;
        const after = afterFees({ books, asset }, args as Parameters<typeof afterFees>[1]);
        this.#books(seq, after.books);
        this.#asset(seq, after.asset);
        return;
      }
      case 'LiquidityAdded': {
        const index = Number(amount('index'));
        const { assets, positions } = this.#ledger;
        const before = { books, asset: assets.get(index)!, position: positions.get(index) };
        const after = afterAddition(before, args as Parameters<typeof afterAddition>[1]);
        this.#books(seq, after.books);
        this.#asset(seq, after.asset);
        this.#position(seq, after.position);
        return;
      }
      case 'LiquidityRemoved':
        this.#removed(event, exitIn(later));
        return;
      case 'PaidInKind': {
        const asset = this.#ledger.assets.get(Number(amount('index')))!;
        const part = amount('amount') - (this.#unpooled.get(asset.index) ?? 0n);
        if (part > 0n) this.#asset(seq, afterUnwind(asset, part));
        return;
      }
      case 'Exited':
        this.#exited(event);
    }
  }

  #traded({ seq, tx, args }: ChainEvent): void {
    const asset = this.#ledger.assets.get(Number(args['index']))!;
    // The swap that was seen just before was this one.
    const mine = this.#swaps.findLastIndex(
      (swap) => swap.tx === tx && swap.pool.toLowerCase() === asset.pool.toLowerCase(),
    );
    if (mine >= 0) this.#swaps.splice(mine, 1);
    const trade = args as Parameters<typeof afterTrade>[2] & typeof args;
    const [books, after] = afterTrade(this.#ledger.books, asset, trade);
    this.#books(seq, books);
    this.#asset(seq, after);
  }

  /** Liquidity that comes back is a trade of the agent's, unless it goes to a share that leaves in the same transaction. */
  #removed({ seq, args }: ChainEvent, exit: ChainEvent | undefined): void {
    const index = Number(args['index']);
    const { books, assets, positions } = this.#ledger;
    const position = positions.get(index)!;
    const out = args as unknown as Withdrawal;
    if (exit) {
      this.#unpooled.set(index, out.baseOut);
      this.#books(seq, afterCredit(books, out.quoteOut));
      this.#position(seq, withdrawn(position, out.liquidity).stays);
      return;
    }
    const after = afterRemoval({ books, asset: assets.get(index)!, position }, out);
    this.#books(seq, after.books);
    this.#asset(seq, after.asset);
    this.#position(seq, after.position);
  }

  #exited({ seq, tx, args }: ChainEvent): void {
    const { id, weight, assets } = args as Record<string, bigint>;
    let { books } = this.#ledger;
    for (const swap of this.#swaps.filter((one) => one.tx === tx)) {
      const asset = this.#poolAsset(swap.pool)!;
      const part = swap.sold - (this.#unpooled.get(asset.index) ?? 0n);
      if (part > 0n) this.#asset(seq, afterUnwind(asset, part));
      books = afterCredit(books, swap.got);
    }
    this.#forget();
    this.#books(seq, afterExit(books, weight!, assets!));
    const share = this.#ledger.shares.get(id!)!;
    this.#write.share(seq, share, 0);
    this.#ledger.shares.delete(id!);
  }

  #swap({ tx, address, args }: ChainEvent): void {
    if (!this.#poolAsset(address)) return;
    const { amount0, amount1 } = args as { amount0: bigint; amount1: bigint };
    const [sold, got] = amount0 > 0n ? [amount0, -amount1] : [amount1, -amount0];
    this.#swaps = [
      ...this.#swaps.filter((swap) => swap.tx === tx),
      { tx, pool: address, sold, got },
    ];
  }

  #poolAsset(pool: Address): AssetBooks | undefined {
    const wanted = pool.toLowerCase();
    return [...this.#ledger.assets.values()].find((one) => one.pool.toLowerCase() === wanted);
  }

  #forget(): void {
    this.#swaps = [];
    this.#unpooled.clear();
  }

  #books(seq: number, books: Books): void {
    this.#ledger.books = books;
    this.#write.books(seq, books);
  }

  #asset(seq: number, asset: AssetBooks): void {
    this.#ledger.assets.set(asset.index, asset);
    this.#write.asset(seq, asset);
  }

  #position(seq: number, position: PositionBooks): void {
    if (position.liquidity > 0n) this.#ledger.positions.set(position.index, position);
    else this.#ledger.positions.delete(position.index);
    this.#write.position(seq, position);
  }

  #share(seq: number, share: ShareBooks): void {
    this.#ledger.shares.set(share.id, share);
    this.#write.share(seq, share, 1);
  }
}

/** The exit that a transaction ends in, if it does. */
function exitIn(later: readonly ChainEvent[]): ChainEvent | undefined {
  return later.find(({ contract, name }) => contract === 'vault' && name === 'Exited');
}
