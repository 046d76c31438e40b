/** Liquidity that the vault has in its pools, and what is left for whoever leaves in kind. */
import { uniswapArtifact } from './artifacts.ts';
import type { Ledger } from './deployment.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import { toQuoteDown } from './price.ts';
import { amountsDown, liquidityDown, tickBelow } from './ticks.ts';

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

/** Where the agent may put liquidity. */
export interface Room {
  readonly lower: number;
  readonly upper: number;
  /** The most that the amounts pay for. */
  readonly liquidity: bigint;
}

/** Indexes of the assets in whose pools the vault has liquidity. */
export async function pooledAssets({ chain, deployment }: Ledger): Promise<number[]> {
  const { positions, assetCount } = await chain.client.readContract({
    address: deployment.vault,
    abi: vaultAbi,
    functionName: 'brakes',
  });
  return Array.from({ length: assetCount }, (_, index) => index).filter(
    (index) => (positions >> index) & 1,
  );
}

/** All positions of the vault. */
export async function readLiquidity(ledger: Ledger): Promise<readonly PooledLiquidity[]> {
  const indexes = await pooledAssets(ledger);
  return Promise.all(indexes.map((index) => readOne(ledger, index)));
}

/**
 * Ticks around a pool's present price and the liquidity that amounts pay for between them.
 *
 * @param order.widthBps How far the ends lie from the price, bps; wide enough for one tick spacing.
 */
export async function roomFor(
  ledger: Ledger,
  order: {
    readonly index: number;
    readonly widthBps: number;
    readonly quote: bigint;
    readonly base: bigint;
  },
): Promise<Room> {
  const { index, widthBps, quote, base } = order;
  const { quoteIs0 } = ledger.deployment.assets[index]!;
  const [sqrtPrice, spacing] = await Promise.all([
    sqrtPriceOf(ledger, index),
    spacingOf(ledger, index),
  ]);
  const below = tickBelow(sqrtPrice, spacing);
  const steps = Math.max(1, Math.round(widthBps / spacing));
  const ends = { lower: below - (steps - 1) * spacing, upper: below + steps * spacing };
  const amounts = quoteIs0 ? ([quote, base] as const) : ([base, quote] as const);
  return { ...ends, liquidity: liquidityDown(ends, sqrtPrice, amounts) };
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
