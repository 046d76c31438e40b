/** The vault's books as they follow from its events: the same steps in the same order and rounding as in the contracts. */
import type { Address } from '#kit';

/** What the vault tracks, in quote units unless said otherwise; the names are those of `Book.sol`. */
export interface Books {
  readonly idle: bigint;
  readonly realised: bigint;
  readonly gain: bigint;
  /** Unix seconds. */
  readonly markedAt: number;
  readonly principal: bigint;
  readonly peak: bigint;
  readonly idleAtMark: bigint;
  readonly ai: bigint;
  readonly treasury: bigint;
  readonly reinvested: bigint;
  /** Earnings per weight, in 2^-64 units. */
  readonly perWeight: bigint;
  readonly carry: bigint;
  readonly weight: bigint;
}

/** One asset: what is held (base units) and its average cost. */
export interface AssetBooks {
  readonly index: number;
  readonly token: Address;
  readonly pool: Address;
  readonly held: bigint;
  readonly cost: bigint;
}

/** Liquidity of the vault's in the pool of an asset, and what was put in for it. */
export interface PositionBooks {
  /** Of the asset. */
  readonly index: number;
  readonly lower: number;
  readonly upper: number;
  readonly liquidity: bigint;
  /** Quote units, base units and the average cost of that base. */
  readonly quotePut: bigint;
  readonly basePut: bigint;
  readonly cost: bigint;
}

/** One share. */
export interface ShareBooks {
  readonly id: bigint;
  readonly owner: Address;
  readonly weight: bigint;
  readonly mintedAt: number;
  readonly paidIn: bigint;
  /** Earnings per weight up to which it is paid. */
  readonly standing: bigint;
  readonly claimed: bigint;
}

export const EMPTY_BOOKS: Books = {
  idle: 0n,
  realised: 0n,
  gain: 0n,
  markedAt: 0,
  principal: 0n,
  peak: 0n,
  idleAtMark: 0n,
  ai: 0n,
  treasury: 0n,
  reinvested: 0n,
  perWeight: 0n,
  carry: 0n,
  weight: 0n,
};

const ONE = 1n << 64n;
const MOST_GAIN = ONE - 1n;

/** What a share could claim, rounded down. */
export function claimableOf(books: Pick<Books, 'perWeight'>, share: ShareBooks): bigint {
  return ((books.perWeight - share.standing) * share.weight) / ONE;
}

/** `Shares._issue`: `assets` come in while the vault is worth `nav`. */
export function afterMint(books: Books, assets: bigint, weight: bigint, nav: bigint): Books {
  const { idle, peak } = settled(books, nav);
  return {
    ...books,
    idle: idle + assets,
    idleAtMark: idle + assets,
    peak: nav === 0n ? assets : peak + (peak * assets) / nav,
    principal: books.principal + assets,
    weight: books.weight + weight,
  };
}

/** `Trading._record`. */
export function afterTrade(
  books: Books,
  asset: AssetBooks,
  trade: { buy: boolean; amountIn: bigint; amountOut: bigint; realised: bigint; nav: bigint },
): readonly [Books, AssetBooks] {
  const { buy, amountIn, amountOut, nav } = trade;
  const { peak } = settled(books, nav);
  const idle = buy ? books.idle - amountIn : books.idle + amountOut;
  const after: Books = {
    ...books,
    idle,
    idleAtMark: idle,
    realised: books.realised + trade.realised,
    gain: 0n,
    peak: nav > peak ? nav : peak,
  };
  if (buy) return [after, { ...asset, held: asset.held + amountOut, cost: asset.cost + amountIn }];
  const part = ceil(asset.cost * amountIn, asset.held);
  return [after, { ...asset, held: asset.held - amountIn, cost: asset.cost - part }];
}

/** `Valuation._mark`. */
export function afterMark(books: Books, nav: bigint, gain: bigint, at: number): Books {
  const { peak } = settled(books, nav);
  return {
    ...books,
    gain: gain > MOST_GAIN ? MOST_GAIN : gain,
    markedAt: at,
    idleAtMark: books.idle,
    peak: nav > peak ? nav : peak,
  };
}

/** `Distributor.distribute`; the remainder of the split is the treasury's. */
export function afterDistribution(
  books: Books,
  split: { amount: bigint; holders: bigint; reinvest: bigint; ai: bigint },
): Books {
  const { amount, holders, reinvest, ai } = split;
  const numerator = holders * ONE + books.carry;
  return {
    ...books,
    idle: books.idle - (amount - reinvest),
    realised: books.realised - amount,
    gain: books.gain - amount,
    ai: books.ai + ai,
    treasury: books.treasury + amount - holders - reinvest - ai,
    reinvested: books.reinvested + reinvest,
    perWeight: books.perWeight + numerator / books.weight,
    carry: numerator % books.weight,
  };
}

/** `Valuation._settle`: the standing moves by what the payment used up, rounded up. */
export function afterClaim(share: ShareBooks, amount: bigint): ShareBooks {
  return {
    ...share,
    standing: share.standing + ceil(amount * ONE, share.weight),
    claimed: share.claimed + amount,
  };
}

/** A part of an asset leaves with a share, and its cost with it, rounded down. */
export function afterUnwind(asset: AssetBooks, part: bigint): AssetBooks {
  const cost = asset.cost - (asset.cost * part) / asset.held;
  return { ...asset, held: asset.held - part, cost };
}

/** `Valuation._credit`: quote that is no payment comes in. */
export function afterCredit(books: Books, amount: bigint): Books {
  return { ...books, idle: books.idle + amount, idleAtMark: books.idleAtMark + amount };
}

/** `Exits._scale`: every level shrinks to what stays; what was sold for the share was credited before. */
export function afterExit(books: Books, weight: bigint, assets: bigint): Books {
  const { idle } = books;
  const stays = books.weight - weight;
  const paid = books.idleAtMark > idle ? books.idleAtMark - idle : 0n;
  const peak = books.peak > paid ? books.peak - paid : 0n;
  return {
    ...books,
    idle: idle - assets,
    idleAtMark: idle - assets,
    realised: (books.realised * stays) / books.weight,
    gain: 0n,
    principal: ceil(books.principal * stays, books.weight),
    peak: (peak * stays) / books.weight,
    reinvested: ceil(books.reinvested * stays, books.weight),
    weight: stays,
  };
}

/** `Valuation._settledLevel`: payouts since the last mark come out of the peak in proportion. */
export function settled(
  { idle, idleAtMark, peak }: Books,
  value: bigint,
): { idle: bigint; peak: bigint } {
  if (idleAtMark <= idle) return { idle, peak };
  return { idle, peak: value === 0n ? 0n : (peak * value) / (value + idleAtMark - idle) };
}

export function ceil(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
