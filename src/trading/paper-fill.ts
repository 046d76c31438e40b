import { type CostBasis, recordPurchase, recordSale } from './cost-basis.ts';
import { boughtDown, worthDown } from './price.ts';

/** What trading costs on paper. */
export interface PaperFees {
  /** The pool's fee in millionths (500 = 0.05 %). */
  readonly feePips: number;
  /** Cost of one transaction, in quote units. */
  readonly gas: bigint;
  /** Quote units that move the price by 1 %; the price has recovered by the next candle. */
  readonly depth: bigint;
}

/** One order against a price. `used` quote units were traded in the same candle before it. */
export interface PaperOrder {
  readonly side: 'BUY' | 'SELL';
  /** Quote units for BUY, base units for SELL. */
  readonly amountIn: bigint;
  /** Scaled quote units for one whole unit of the base asset, see `price.ts`. */
  readonly price: bigint;
  readonly decimals: number;
  readonly used: bigint;
}

/** What came of it, in base units for BUY and quote units for SELL; costs in quote units. */
export interface PaperFill {
  readonly amountOut: bigint;
  readonly fee: bigint;
  /** Value lost to moving the price oneself. */
  readonly impact: bigint;
  /** Value of the order at the price, in quote units. */
  readonly notional: bigint;
}

const ONE = 1_000_000_000n;
const PIPS = 1_000_000n;

/**
 * Fills an order at a price with fee and linear impact: an order of `q` after `used` moves the price by `(used + q) / depth` per
 * cent and pays the middle of its own path. Everything is rounded against the trader.
 */
export function fillOnPaper(order: PaperOrder, fees: PaperFees): PaperFill {
  const { side, amountIn, price, decimals, used } = order;
  const notional = side === 'BUY' ? amountIn : worthDown(amountIn, price, decimals);
  const fee = (notional * BigInt(fees.feePips) + PIPS - 1n) / PIPS;
  const net = notional - fee;
  const slope = ((2n * used + notional) * ONE) / (200n * fees.depth) + 1n;
  if (side === 'BUY') {
    const amountOut = boughtDown(net * ONE, price * (ONE + slope), decimals);
    return { amountOut, fee, impact: net - worthDown(amountOut, price, decimals), notional };
  }
  const kept = slope < ONE ? (net * (ONE - slope)) / ONE : 0n;
  return { amountOut: kept, fee, impact: net - kept, notional };
}

/** Cash and one position after a fill; the cost basis counts fees, impact and gas. */
export function settleOnPaper(
  state: { readonly cash: bigint; readonly basis: CostBasis },
  order: PaperOrder,
  fill: PaperFill,
  gas: bigint,
): { cash: bigint; basis: CostBasis; pnl: bigint } {
  const { cash, basis } = state;
  if (order.side === 'BUY') {
    const spent = order.amountIn + gas;
    return {
      cash: cash - spent,
      basis: recordPurchase(basis, { bought: fill.amountOut, spent }),
      pnl: 0n,
    };
  }
  const sale = { sold: order.amountIn, gross: fill.amountOut + fill.fee, fee: fill.fee, gas };
  const realised = recordSale(basis, sale);
  return { cash: cash + fill.amountOut - gas, basis: realised.basis, pnl: realised.pnl };
}
