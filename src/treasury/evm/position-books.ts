/** What liquidity in pools does to the books: the same steps and rounding as `Positions.sol` and `Liquidity.sol`. */
import {
  afterCredit,
  type AssetBooks,
  type Books,
  ceil,
  type PositionBooks,
  settled,
} from './books.ts';

/** What changes together. */
export interface Pooled {
  readonly books: Books;
  readonly asset: AssetBooks;
  readonly position: PositionBooks;
}

/** What came back from a pool for a part of a position. */
export interface Withdrawal {
  readonly liquidity: bigint;
  readonly quoteOut: bigint;
  readonly baseOut: bigint;
}

/** `Positions._collectFees`: quote is realised profit, base comes at no cost. */
export function afterFees(
  { books, asset }: Pick<Pooled, 'books' | 'asset'>,
  fees: { readonly quoteAmount: bigint; readonly baseAmount: bigint },
): Pick<Pooled, 'books' | 'asset'> {
  const credited = afterCredit(books, fees.quoteAmount);
  return {
    books: { ...credited, realised: books.realised + fees.quoteAmount },
    asset: { ...asset, held: asset.held + fees.baseAmount },
  };
}

/** `Liquidity._bookAddition` and `_settleLevel`; `position` is undefined for the first liquidity in a pool. */
export function afterAddition(
  { books, asset, position }: Omit<Pooled, 'position'> & { position: PositionBooks | undefined },
  added: {
    readonly lower: number;
    readonly upper: number;
    readonly liquidity: bigint;
    readonly quoteIn: bigint;
    readonly baseIn: bigint;
    readonly nav: bigint;
  },
): Pooled {
  const { lower, upper, liquidity, quoteIn, baseIn, nav } = added;
  const cost = baseIn === 0n ? 0n : (asset.cost * baseIn) / asset.held;
  const { peak } = settled(books, nav);
  const idle = books.idle - quoteIn;
  return {
    books: { ...books, idle, idleAtMark: idle, gain: 0n, peak: nav > peak ? nav : peak },
    asset: { ...asset, held: asset.held - baseIn, cost: asset.cost - cost },
    position: {
      ...{ index: asset.index, lower, upper },
      liquidity: (position?.liquidity ?? 0n) + liquidity,
      quotePut: (position?.quotePut ?? 0n) + quoteIn,
      basePut: (position?.basePut ?? 0n) + baseIn,
      cost: (position?.cost ?? 0n) + cost,
    },
  };
}

/** `Positions._withdraw`: what stood behind the liquidity leaves with it, each rounded down. */
export function withdrawn(
  position: PositionBooks,
  liquidity: bigint,
): Readonly<Record<'stays' | 'gone', PositionBooks>> {
  const part = (amount: bigint): bigint => (amount * liquidity) / position.liquidity;
  const gone = {
    ...position,
    liquidity,
    quotePut: part(position.quotePut),
    basePut: part(position.basePut),
    cost: part(position.cost),
  };
  const stays = {
    ...position,
    liquidity: position.liquidity - liquidity,
    quotePut: position.quotePut - gone.quotePut,
    basePut: position.basePut - gone.basePut,
    cost: position.cost - gone.cost,
  };
  return { stays, gone };
}

/** `Liquidity._book`: a position that comes back is the trade between what was put in and what came out. */
export function afterRemoval({ books, asset, position }: Pooled, out: Withdrawal): Pooled {
  const { stays, gone } = withdrawn(position, out.liquidity);
  let realised = out.quoteOut - gone.quotePut;
  let { cost } = gone;
  if (out.baseOut < gone.basePut) {
    const sold = ceil(cost * (gone.basePut - out.baseOut), gone.basePut);
    cost -= sold;
    realised -= sold;
  } else if (realised < 0n) {
    cost -= realised;
    realised = 0n;
  }
  const credited = afterCredit(books, out.quoteOut);
  return {
    books: { ...credited, realised: books.realised + realised, gain: 0n },
    asset: { ...asset, held: asset.held + out.baseOut, cost: asset.cost + cost },
    position: stays,
  };
}
