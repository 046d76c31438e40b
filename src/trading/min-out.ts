import { Fault, mulDivUp } from '#kit';

/**
 * The least a trade must bring: the quoted output less the tolerated slippage, rounded up in the vault's favour.
 *
 * @throws Fault `trading/bad-slippage` for a tolerance outside 0 to 9999 basis points.
 * @example minOutUp(333_333_333n, 100) // 330_000_000n
 */
export function minOutUp(quoteOut: bigint, slippageBps: number): bigint {
  if (!Number.isInteger(slippageBps) || slippageBps < 0 || slippageBps > 9999) {
    throw new Fault(
      'trading/bad-slippage',
      `slippage tolerance is ${slippageBps} bps; use an integer from 0 to 9999`,
    );
  }
  return mulDivUp(quoteOut, BigInt(10_000 - slippageBps), 10_000n);
}

/** What a swap on a Uniswap v3 pool is asked for, every bound stated. */
export interface ExactInput {
  readonly amountIn: bigint;
  /** Fee of the pool in millionths (3000 = 0.3 %). */
  readonly fee: number;
  /** Seconds since the epoch. */
  readonly deadline: bigint;
  readonly amountOutMinimum: bigint;
  /** The most the transaction can cost, in wei. */
  readonly maxGasCost: bigint;
}

/** What a swap is made from. */
export interface SwapWish {
  readonly amountIn: bigint;
  readonly quoteOut: bigint;
  readonly fee: number;
  readonly slippageBps: number;
  /** Seconds since the epoch, and how long the swap may wait. */
  readonly now: bigint;
  readonly patience: bigint;
  readonly gas: bigint;
  /** Wei per gas. */
  readonly gasPrice: bigint;
}

/**
 * Parameters for `exactInputSingle` with a minimum output that is never zero.
 *
 * @throws Fault `trading/no-min-out` where the quote is so small that the minimum would be 0.
 */
export function exactInput(wish: SwapWish): ExactInput {
  const amountOutMinimum = minOutUp(wish.quoteOut, wish.slippageBps);
  if (amountOutMinimum < 1n || wish.amountIn < 1n) {
    throw new Fault(
      'trading/no-min-out',
      `swapping ${wish.amountIn} units for a quote of ${wish.quoteOut} leaves no minimum output; trade a larger amount`,
    );
  }
  return {
    amountIn: wish.amountIn,
    fee: wish.fee,
    deadline: wish.now + wish.patience,
    amountOutMinimum,
    maxGasCost: wish.gas * wish.gasPrice,
  };
}
