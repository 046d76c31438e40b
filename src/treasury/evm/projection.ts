/** From the vault's events to its books, assets and shares. */
import type { DatabaseSync } from 'node:sqlite';
import type { ChainEvent, Follower, Projection } from '#chain';
import type { Address } from '#kit';
import {
  afterClaim,
  afterDistribution,
  afterExit,
  afterMark,
  afterMint,
  afterTrade,
  afterUnwind,
  type AssetBooks,
  type Books,
  type ShareBooks,
} from './books.ts';
import { type Ledger, type LedgerWriter, readLedger, SCHEMA, writerOf } from './rows.ts';

/** What the treasury derives. */
export const treasuryProjection: Projection = {
  name: 'treasury',
  version: 1,
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

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#write = writerOf(db);
    this.#ledger = readLedger(db);
  }

  reload(): void {
    this.#ledger = readLedger(this.#db);
    this.#swaps = [];
  }

  apply(event: ChainEvent): void {
    if (event.contract === 'pool') this.#swap(event);
    else if (event.contract === 'vault') this.#vault(event);
  }

  #vault(event: ChainEvent): void {
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
      case 'PaidInKind': {
        const token = String(args['token']).toLowerCase();
        const asset = [...this.#ledger.assets.values()].find(
          (one) => one.token.toLowerCase() === token,
        )!;
        this.#asset(seq, afterUnwind(asset, amount('amount')));
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

  #exited({ seq, tx, args }: ChainEvent): void {
    const { id, weight, assets } = args as Record<string, bigint>;
    let proceeds = 0n;
    for (const swap of this.#swaps.filter((one) => one.tx === tx)) {
      const asset = this.#poolAsset(swap.pool)!;
      this.#asset(seq, afterUnwind(asset, swap.sold));
      proceeds += swap.got;
    }
    this.#swaps = [];
    this.#books(seq, afterExit(this.#ledger.books, weight!, assets!, proceeds));
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

  #books(seq: number, books: Books): void {
    this.#ledger.books = books;
    this.#write.books(seq, books);
  }

  #asset(seq: number, asset: AssetBooks): void {
    this.#ledger.assets.set(asset.index, asset);
    this.#write.asset(seq, asset);
  }

  #share(seq: number, share: ShareBooks): void {
    this.#ledger.shares.set(share.id, share);
    this.#write.share(seq, share, 1);
  }
}
