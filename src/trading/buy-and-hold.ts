import { allocate } from '#kit';
import type { Asset } from '#strategies';
import { maxDrawdown } from './metrics.ts';
import { boughtDown, priceUnits, worthDown } from './price.ts';

/** What is bought once and kept. */
export interface HoldSetup {
  readonly markets: readonly {
    readonly symbol: string;
    readonly base: Asset;
    readonly opens: ArrayLike<number>;
    readonly closes: ArrayLike<number>;
  }[];
  /** Part of the capital in each, in any common unit. */
  readonly pairWeights: Readonly<Record<string, number>>;
  readonly quote: Asset;
  readonly capital: bigint;
  /** Fee of the purchases in millionths. */
  readonly feePips: number;
}

/** The value over time, in quote units at each close. */
export interface HoldRun {
  readonly nav: readonly bigint[];
  /** Floats, for reports only. */
  readonly finalReturn: number;
  readonly maxDrawdown: number;
}

/**
 * The plainest baseline: all capital into the pairs by weight at the open of the second candle, the first moment at which a decision
 * could have been executed, with the pool's fee and no impact; then nothing more.
 */
export function buyAndHold({ markets, pairWeights, quote, capital, feePips }: HoldSetup): HoldRun {
  const weights = markets.map(({ symbol }) => ({
    id: symbol,
    weight: BigInt(pairWeights[symbol] ?? 0),
  }));
  const { paid } = allocate(capital, weights);
  const length = markets[0]!.closes.length;
  const held = markets.map(({ symbol, base, opens }) => {
    if (length < 2) return 0n;
    const net = (paid[symbol]! * BigInt(1_000_000 - feePips)) / 1_000_000n;
    return boughtDown(net, priceUnits(opens[1]!, quote), base.decimals);
  });
  const nav = Array.from({ length }, (_, i) => {
    if (i === 0) return capital;
    return markets.reduce((sum, { base, closes }, m) => {
      const price = priceUnits(closes[i]!, quote);
      return sum + worthDown(held[m]!, price, base.decimals);
    }, 0n);
  });
  return {
    nav,
    finalReturn: Number(nav.at(-1)! - capital) / Number(capital),
    maxDrawdown: maxDrawdown(nav.map(Number)),
  };
}
