/** A pool as its chain has it: what readings and quotes need, whether a hub plays a season on it or it stands behind a foreign node. */
import { type Ledger, readShares, type Share } from '#chain';
import { type Address, Fault, formatDecimal, parseDecimal } from '#kit';
import type { SeasonContext } from '#season';

/** A pool and how its parts are called. */
export interface PoolContext extends Ledger {
  /** The assets as people call them, by index of the vault. */
  readonly names: readonly string[];
  /** Every share that was minted. */
  shares(): Promise<readonly Share[]>;
  /** How an owner is called, or `null` for a stranger. */
  nameOf(owner: Address): string | null;
}

/** Somebody with a wallet. */
export interface Holder {
  readonly id: string;
  readonly wallet: Address;
}

/** The pool of a season. */
export function poolOf(season: SeasonContext): PoolContext {
  const { chain, deployment, data, roster, plan } = season;
  return {
    ...{ chain, deployment },
    names: data.map(({ series }) => series.symbol),
    shares: () => readShares(season),
    nameOf(owner) {
      const wallet = owner.toLowerCase();
      const found = roster.list().find((one) => one.wallet?.toLowerCase() === wallet);
      return plan.members.find((one) => one.index === found?.member)?.id ?? null;
    },
  };
}

/** Quote units as decimal text. */
export function quoteText({ deployment }: PoolContext, units: bigint): string {
  return formatDecimal(units, deployment.quote.decimals);
}

/** Weight as decimal text. */
export function weightText(pool: PoolContext, units: bigint): string {
  return formatDecimal(units, scaleOf(pool).weightDecimals);
}

/** Decimals of weight, and what stands for nobody and keeps a first minter from inflating a unit's price (`Book.sol`). */
export function scaleOf({ deployment }: PoolContext): {
  readonly weightDecimals: number;
  readonly virtualWeight: bigint;
  readonly virtualQuote: bigint;
} {
  const { decimals } = deployment.quote;
  const weightDecimals = decimals > 9 ? 12 : 9;
  return {
    weightDecimals,
    virtualWeight: 10n ** BigInt(Math.max(0, weightDecimals - decimals)),
    virtualQuote: 10n ** BigInt(Math.max(0, decimals - weightDecimals)),
  };
}

/**
 * Units of a decimal text, above zero.
 *
 * @throws Fault `hub/bad-amount` naming the field
 */
export function unitsOf(field: string, value: string, decimals: number): bigint {
  let amount: bigint;
  try {
    amount = parseDecimal(value, decimals);
  } catch (cause) {
    throw new Fault(
      'hub/bad-amount',
      `${field} is ${value}; use a number with at most ${decimals} decimal places`,
      { cause },
    );
  }
  if (amount > 0n) return amount;
  throw new Fault('hub/bad-amount', `${field} is ${value}; use an amount above zero`);
}

/**
 * The shares that somebody holds, or the one that is named.
 *
 * @throws Fault `vault/not-holder`
 */
export async function sharesHeld(
  pool: PoolContext,
  { id, wallet }: Holder,
  nft?: number,
): Promise<readonly Share[]> {
  const owner = wallet.toLowerCase();
  const own = (await pool.shares()).filter((one) => one.owner.toLowerCase() === owner);
  if (nft === undefined) return own;
  const named = own.filter((one) => one.id === BigInt(nft));
  if (named.length > 0) return named;
  const has = own.map((one) => one.id).join(', ') || 'none';
  throw new Fault('vault/not-holder', `${id} does not hold share ${nft}; it holds ${has}`);
}
