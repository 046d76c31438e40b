/** What happened to the pool, oldest first, read from the index. Amounts in quote units, times in Unix seconds. */
import type { DatabaseSync } from 'node:sqlite';
import { readEvents } from '#chain';
import type { Address, Hex } from '#kit';
import { readLedger } from './rows.ts';
import {
  type AssetBooks,
  type Books,
  claimableOf,
  type PositionBooks,
  type ShareBooks,
} from './books.ts';

/** When and where something happened. */
export interface Happened {
  readonly at: number;
  readonly block: number;
  readonly txHash: Hex;
}

/** The pool's value as a mark, a trade or a mint saw it. */
export interface NavPoint extends Happened {
  readonly nav: bigint;
  readonly by: 'mark' | 'trade' | 'mint';
}

/** A distribution and how it was split. */
export interface IndexedDistribution extends Happened {
  readonly amount: bigint;
  readonly holders: bigint;
  readonly reinvest: bigint;
  readonly ai: bigint;
  readonly treasury: bigint;
}

/** A payment to the holder of a share. */
export interface IndexedClaim extends Happened {
  readonly id: bigint;
  readonly amount: bigint;
}

/** A share that came, changed hands or left. */
export interface IndexedFlow extends Happened {
  readonly kind: 'mint' | 'transfer' | 'exit';
  readonly id: bigint;
  /** Who holds it afterwards, or who left. */
  readonly owner: Address;
  /** Quote units paid in (mint) or out (exit, rewards not counted); zero for a transfer. */
  readonly amount: bigint;
  readonly weight: bigint;
}

/** A trade of the agent's. */
export interface IndexedTrade extends Happened {
  readonly index: number;
  readonly side: 'buy' | 'sell';
  readonly amountIn: bigint;
  readonly amountOut: bigint;
  readonly fair: bigint;
  readonly realised: bigint;
  readonly nav: bigint;
}

/** A standing share with what it can claim. */
export interface IndexedShare extends ShareBooks {
  readonly claimable: bigint;
}

/** The pool as the index knows it. */
export interface IndexedPool {
  readonly books: Books;
  readonly assets: readonly AssetBooks[];
  /** Liquidity in the assets' pools. */
  readonly positions: readonly PositionBooks[];
  readonly shares: readonly IndexedShare[];
}

/** Books, assets, positions and shares after event `seq`; after the last one by default. */
export function indexedPool(db: DatabaseSync, seq?: number): IndexedPool {
  const { books, assets, positions, shares } = readLedger(db, seq);
  const standing = [...shares.values()].map((share) => ({
    ...share,
    claimable: claimableOf(books, share),
  }));
  const pooled = [...positions.values()];
  return { books, assets: [...assets.values()], positions: pooled, shares: standing };
}

const NAV_BY = { Marked: 'mark', Traded: 'trade', Minted: 'mint' } as const;

/** The pool's value over time. */
export function navHistory(db: DatabaseSync): NavPoint[] {
  return vaultEvents(db, 'Marked', 'Traded', 'Minted').map(({ name, when, amount }) => ({
    ...when,
    nav: amount('nav'),
    by: NAV_BY[name as keyof typeof NAV_BY],
  }));
}

export function indexedDistributions(db: DatabaseSync): IndexedDistribution[] {
  return vaultEvents(db, 'Distributed').map(({ when, amount }) => {
    const [all, holders, reinvest, ai] = ['amount', 'holders', 'reinvest', 'ai'].map(amount) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    return { ...when, amount: all, holders, reinvest, ai, treasury: all - holders - reinvest - ai };
  });
}

export function indexedClaims(db: DatabaseSync): IndexedClaim[] {
  return vaultEvents(db, 'Claimed').map(({ when, amount }) => ({
    ...when,
    id: amount('id'),
    amount: amount('amount'),
  }));
}

export function indexedTrades(db: DatabaseSync): IndexedTrade[] {
  return vaultEvents(db, 'Traded').map(({ when, amount, args }) => ({
    ...when,
    index: Number(args['index']),
    side: args['buy'] ? 'buy' : 'sell',
    amountIn: amount('amountIn'),
    amountOut: amount('amountOut'),
    fair: amount('fair'),
    realised: amount('realised'),
    nav: amount('nav'),
  }));
}

/** Mints, transfers and exits. */
export function indexedFlows(db: DatabaseSync): IndexedFlow[] {
  const weights = new Map<bigint, bigint>();
  return vaultEvents(db, 'Minted', 'Transfer', 'Exited').flatMap(
    ({ name, when, amount, args }): IndexedFlow[] => {
      if (name === 'Transfer') {
        const id = amount('tokenId');
        const owner = args['to'] as Address;
        if ([args['from'], owner].some((side) => BigInt(side as string) === 0n)) return [];
        return [{ ...when, kind: 'transfer', id, owner, amount: 0n, weight: weights.get(id)! }];
      }
      const id = amount('id');
      const weight = amount('weight');
      weights.set(id, weight);
      const [kind, who] =
        name === 'Minted' ? (['mint', 'to'] as const) : (['exit', 'owner'] as const);
      return [{ ...when, kind, id, owner: args[who] as Address, amount: amount('assets'), weight }];
    },
  );
}

function vaultEvents(db: DatabaseSync, ...names: string[]) {
  return readEvents(db, { contract: 'vault', names }).map(({ name, at, block, tx, args }) => ({
    name,
    when: { at, block, txHash: tx },
    args,
    amount: (field: string): bigint => BigInt(args[field] as string | number),
  }));
}
