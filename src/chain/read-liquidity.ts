/** Liquidity that the vault has in its pools, and what is left for whoever leaves in kind. */
import { uniswapArtifact } from './artifacts.ts';
import type { Asset, Ledger } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { toQuoteDown } from './price.ts';
import { amountsDown, liquidityDown, type Range, sqrtPriceAt, tickBelow } from './ticks.ts';

/** The vault keeps positions in the pools of its first eight assets (`POSITIONS` of `Liquidity.sol`). */
const POSITIONS = 8;

/** A position of the vault's in the pool of an asset, at the pool's present price. */
export interface PooledLiquidity {
  readonly index: number;
  readonly lower: number;
  readonly upper: number;
  readonly liquidity: bigint;
  /** What it would pay out now, without fees: quote and base units. */
  readonly quote: bigint;
  readonly base: bigint;
  /** Fees it has earned and not collected. */
  readonly quoteFees: bigint;
  readonly baseFees: bigint;
  /** What was put in for the liquidity that still stands, and the average cost of that base. */
  readonly quotePut: bigint;
  readonly basePut: bigint;
  readonly cost: bigint;
  /** All of it in quote units, fees included. */
  readonly value: bigint;
  readonly inRange: boolean;
}

/** Two ticks that a pool knows. */
export type Ends = Pick<Range, 'lower' | 'upper'>;

/** All positions of the vault. */
export async function readLiquidity(ledger: Ledger): Promise<readonly PooledLiquidity[]> {
  const { chain, deployment } = ledger;
  const { positions } = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'brakes',
  });
  return readPooled(ledger, positions);
}

/** The positions whose bit is set: the vault keeps one bit for each of its first eight assets. */
export function readPooled(ledger: Ledger, bits: number): Promise<readonly PooledLiquidity[]> {
  const indexes = Array.from({ length: POSITIONS }, (_, index) => index);
  const open = indexes.filter((index) => (bits >> index) & 1);
  return Promise.all(open.map((index) => readOne(ledger, index)));
}

/** Price of an asset at a tick, in quote units for a whole one. */
export function priceAtTick(
  { quoteIs0, token }: Pick<Asset, 'quoteIs0' | 'token'>,
  tick: number,
): bigint {
  return toQuoteDown(10n ** BigInt(token.decimals), sqrtPriceAt(tick), { quoteIs0 });
}

/**
 * Ticks around a pool's present price, or beside it where only one token is brought; wide enough for one spacing of the pool.
 *
 * @param widthBps How far the ends lie from the price.
 */
export async function rangeAround(
  ledger: Ledger,
  index: number,
  widthBps: number,
  brought: 'both' | 'quote' | 'base' = 'both',
): Promise<Ends> {
  const [sqrtPrice, spacing] = await Promise.all([
    sqrtPriceOf(ledger, index),
    spacingOf(ledger, index),
  ]);
  const below = tickBelow(sqrtPrice, spacing);
  const steps = Math.max(1, Math.round(widthBps / spacing));
  if (brought === 'both')
    return { lower: below - (steps - 1) * spacing, upper: below + steps * spacing };
  // All of a position is token1 below the price, and token0 above it.
  const { quoteIs0 } = ledger.deployment.assets[index]!;
  return (brought === 'quote') === quoteIs0
    ? { lower: below + spacing, upper: below + (1 + steps) * spacing }
    : { lower: below - steps * spacing, upper: below };
}

/** The most liquidity that amounts pay for between two ticks at the present price. */
export async function liquidityFor(
  ledger: Ledger,
  index: number,
  ends: Ends,
  { quote, base }: { readonly quote: bigint; readonly base: bigint },
): Promise<bigint> {
  const { quoteIs0 } = ledger.deployment.assets[index]!;
  const amounts = quoteIs0 ? ([quote, base] as const) : ([base, quote] as const);
  return liquidityDown(ends, await sqrtPriceOf(ledger, index), amounts);
}

async function readOne(ledger: Ledger, index: number): Promise<PooledLiquidity> {
  const { chain, deployment } = ledger;
  const { quoteIs0 } = deployment.assets[index]!;
  const vault = { address: deployment.vault, abi: vaultAbi } as const;
  const args = [BigInt(index)] as const;
  const [at, sqrtPrice, fees] = await Promise.all([
    chain.client.readContract({ ...vault, functionName: 'position', args }),
    sqrtPriceOf(ledger, index),
    // Anyone may collect; asked without sending, it says what there is.
    chain.client.simulateContract({ ...vault, functionName: 'collectFees', args }),
  ]);
  const { lower, upper, liquidity, quotePut, basePut, cost } = at;
  const [amount0, amount1] = amountsDown(at, sqrtPrice);
  const [quote, base] = quoteIs0 ? [amount0, amount1] : [amount1, amount0];
  const [quoteFees, baseFees] = fees.result;
  const value = quote + quoteFees + toQuoteDown(base + baseFees, sqrtPrice, { quoteIs0 });
  const inRange = quote > 0n && base > 0n;
  return {
    ...{ index, lower, upper, liquidity, quote, base, quoteFees, baseFees },
    ...{ quotePut, basePut, cost, value, inRange },
  };
}

/** The present square root price of an asset’s pool, in 2^-96. */
export async function sqrtPriceOf({ chain, deployment }: Ledger, index: number): Promise<bigint> {
  const [sqrtPrice] = (await chain.client.readContract({
    address: deployment.assets[index]!.pool,
    abi: uniswapArtifact('pool').abi,
    functionName: 'slot0',
  })) as readonly [bigint, ...unknown[]];
  return sqrtPrice;
}

async function spacingOf({ chain, deployment }: Ledger, index: number): Promise<number> {
  return (await chain.client.readContract({
    address: deployment.assets[index]!.pool,
    abi: uniswapArtifact('pool').abi,
    functionName: 'tickSpacing',
  })) as number;
}
