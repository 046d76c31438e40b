import {
  boughtDown,
  checkAll,
  guardFrequency,
  guardMinimumOutput,
  guardTradeCap,
  minOutUp,
  type Judgement,
  worthDown,
} from '#trading';
import type { Memory } from './memory.ts';
import type { Book, Observation, Orders } from './observation.ts';

/** One trade of a plan, bounded and ready to be sent. */
export interface SliceOrder {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly amountIn: bigint;
  readonly minOut: bigint;
  /** Milliseconds. */
  readonly at: number;
}

/** A slice and what the guards say of it. */
export interface CheckedSlice {
  readonly order: SliceOrder;
  readonly judgement: Judgement;
}

/**
 * Makes one slice an order and checks it: cap per trade, trades per minute, a minimum output held against the feed's price.
 *
 * @param feeBps what the pool takes
 */
export function checkSlice(
  seen: Observation,
  book: Book,
  orders: Orders,
  memory: Memory,
  slice: { side: 'BUY' | 'SELL'; amountIn: bigint; at: number; feeBps: number },
): CheckedSlice {
  const { side, amountIn, at, feeBps } = slice;
  const { decimals } = seen.base;
  const amount = side === 'BUY' ? amountIn : worthDown(amountIn, seen.price, decimals);
  const fair = side === 'BUY' ? boughtDown(amountIn, seen.price, decimals) : amount;
  const quoteOut = (fair * BigInt(10_000 - feeBps)) / 10_000n;
  const minOut = minOutUp(quoteOut, orders.slippageBps);
  const judgement = checkAll([
    guardTradeCap({ amount, vault: book.nav, capBps: orders.capBps }),
    guardFrequency({ token: seen.base.symbol, past: memory.recent(seen.symbol), now: at }),
    guardMinimumOutput({ minOut, quoteOut, slippageBps: orders.slippageBps }),
  ]);
  return { order: { symbol: seen.symbol, side, amountIn, minOut, at }, judgement };
}
