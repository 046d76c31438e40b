/** What a share would be paid in kind now, to the unit; nothing is sent. */
import type { Ledger } from './deployment.ts';
import { amountsDown } from './ticks.ts';
import { sqrtPriceOf } from './read-liquidity.ts';
import { readVault } from './read-vault.ts';

export interface InKindParts {
  /** Quote units, earnings not counted. */
  readonly quote: bigint;
  /** Base units by index of the asset. */
  readonly base: readonly bigint[];
}

/**
 * A share's part of every token: of what is idle and held, of every position, and of its fees.
 *
 * @param order.without Indexes of assets that are left behind.
 */
export async function inKindOf(
  ledger: Ledger,
  order: { readonly weight: bigint; readonly without?: readonly number[] },
): Promise<InKindParts> {
  const { without = [], weight } = order;
  const state = await readVault(ledger);
  const total = state.totalWeight + virtualWeight(ledger.deployment.quote.decimals);
  const taken = state.pooled.filter(({ index }) => !without.includes(index));
  // Fees are taken in first, for all.
  const idle = taken.reduce((sum, { quoteFees }) => sum + quoteFees, state.idle);
  let quote = (idle * weight) / total;
  const base = state.positions.map(({ index, held }) => {
    if (without.includes(index)) return 0n;
    const fees = taken.find((one) => one.index === index)?.baseFees ?? 0n;
    return ((held + fees) * weight) / total;
  });
  for (const { index, lower, upper, liquidity } of taken) {
    const part = { lower, upper, liquidity: (liquidity * weight) / total };
    const [amount0, amount1] = amountsDown(part, await sqrtPriceOf(ledger, index));
    const [out, more] = ledger.deployment.assets[index]!.quoteIs0
      ? [amount0, amount1]
      : [amount1, amount0];
    quote += out;
    base[index]! += more;
  }
  return { quote, base };
}

/** Weight that stands for nobody (`VIRTUAL_WEIGHT` of the vault), by the decimals of its quote token. */
function virtualWeight(decimals: number): bigint {
  const scale = decimals > 9 ? 12 : 9;
  return scale > decimals ? 10n ** BigInt(scale - decimals) : 1n;
}
