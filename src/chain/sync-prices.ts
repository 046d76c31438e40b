/** The outside market on the embedded chain: puts each pool at the price the world had. */
import { Fault } from '#kit';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { arbitrageurAbi } from './generated/arbitrageur-abi.ts';
import { toSqrtPriceX96 } from './price.ts';
import { deed, type Deed, transact } from './transact.ts';

/** The price of an asset: whole quote tokens per whole token, as a decimal with at most 12 places. */
export interface PricePoint {
  readonly index: number;
  readonly price: string;
}

/** Moves every pool to its price in one transaction. */
export async function syncPrices(
  ledger: Ledger,
  prices: readonly PricePoint[],
  when: When,
): Promise<Deed> {
  const { chain, deployment } = ledger;
  const targets = prices.map(({ index, price }) => {
    const asset = deployment.assets[index];
    if (!asset)
      throw new Fault(
        'chain/no-asset',
        `the vault lists no asset ${index}; it has ${deployment.assets.length}`,
      );
    const pair = {
      quoteIs0: asset.quoteIs0,
      quoteDecimals: deployment.quote.decimals,
      baseDecimals: asset.token.decimals,
    };
    return { pool: asset.pool, sqrtPriceX96: toSqrtPriceX96(price, pair) };
  });
  const call = {
    address: deployment.arbitrageur,
    abi: arbitrageurAbi,
    functionName: 'sync',
    args: [targets],
  } as const;
  return deed(await transact(ledger, chain.accounts.arbitrageur, call, when));
}
