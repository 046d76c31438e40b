import { Fault } from '#kit';
import { type Asset, type Decision, type Probabilities, strategies } from '#strategies';
import { nothingHeld, type CostBasis } from './cost-basis.ts';
import { guardBreaker, RollingHigh } from './guards/breaker.ts';
import { guardFrequency } from './guards/frequency.ts';
import { guardMinimumOutput } from './guards/minimum-output.ts';
import { guardTradeCap } from './guards/trade-cap.ts';
import { checkAll, verdict } from './guards/verdict.ts';
import { maxDrawdown } from './metrics.ts';
import { minOutUp } from './min-out.ts';
import { fillOnPaper, type PaperFees, type PaperOrder, settleOnPaper } from './paper-fill.ts';
import { boughtDown, priceUnits, worthDown } from './price.ts';
import { capOf, slicePlan } from './slice.ts';

/** The candles of one pair and what a model said at the close of each; columns of equal length. */
export interface PaperMarket {
  readonly symbol: string;
  readonly base: Asset;
  readonly opens: ArrayLike<number>;
  readonly closes: ArrayLike<number>;
  /** Known at the close of the same candle; null where the model says nothing. */
  readonly signals: readonly (Probabilities | null)[];
}

/** The same parameters the agent has. */
export interface PaperPolicy {
  readonly strategy: string;
  /** Micro-units. */
  readonly threshold: number;
  readonly planBps: number;
  readonly capBps: number;
  readonly horizon: number;
  readonly slippageBps: number;
  /** Smallest purchase in quote units. */
  readonly minimum: bigint;
  /** Basis points of the book by symbol. */
  readonly pairWeights: Readonly<Record<string, number>>;
  readonly breakerBps?: number;
}

export interface PaperSetup {
  /** Opening times of the candles, milliseconds, ascending. */
  readonly times: ArrayLike<number>;
  readonly intervalMs: number;
  readonly markets: readonly PaperMarket[];
  readonly quote: Asset;
  /** Quote units at the start. */
  readonly capital: bigint;
  readonly policy: PaperPolicy;
  readonly fees: PaperFees;
}

/** One executed slice. `amountIn` and `amountOut` as in the order; the rest in quote units. */
export interface PaperTrade {
  readonly symbol: string;
  /** Candle at whose close it was decided; it was executed at the open of the next. */
  readonly candle: number;
  readonly time: number;
  readonly side: 'BUY' | 'SELL';
  readonly amountIn: bigint;
  readonly amountOut: bigint;
  /** Scaled, see `price.ts`. */
  readonly price: bigint;
  readonly fee: bigint;
  readonly impact: bigint;
  /** Realised on average cost; 0 for a purchase. */
  readonly pnl: bigint;
  readonly reason: string;
}

export interface PaperRun {
  /** Quote units at the close of each candle. */
  readonly nav: readonly bigint[];
  readonly trades: readonly PaperTrade[];
  readonly realised: bigint;
  /** How often each guard refused, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Floats, for reports only: 0.05 is 5 %. */
  readonly finalReturn: number;
  readonly maxDrawdown: number;
}

/** Slices of one plan are this far apart: three a minute. */
export const SLICE_SPACING = 20_000;

/**
 * Runs the agent's strategy, slices and guards over candles without a chain: for baselines, backtests and shadow agents.
 *
 * No look-ahead: what is decided at the close of candle `i` is executed at the open of candle `i + 1`; the last candle's decision is
 * never executed. Slices follow each other every 20 s as long as the candle lasts, each with fee and impact.
 *
 * @throws Fault `trading/bad-setup` for columns of different length, an unknown strategy or no capital; `trading/bad-price`.
 */
export function paperRun(setup: PaperSetup): PaperRun {
  const { times, markets, quote, capital, policy } = setup;
  checkSetup(setup);
  const books = markets.map((market): Book => ({
    market,
    basis: nothingHeld,
    opened: null,
    past: [],
    realised: 0n,
  }));
  const account = { cash: capital };
  const high = new RollingHigh();
  const nav: bigint[] = [];
  const trades: PaperTrade[] = [];
  const refusals: Record<string, number> = {};
  for (let i = 0; i < times.length; i++) {
    const value = valueOf(books, account.cash, quote, i);
    nav.push(value);
    const at = times[i]! + setup.intervalMs;
    const top = high.push({ time: at, value });
    if (i + 1 >= times.length) break;
    const breaker = guardBreaker({
      high: top,
      value,
      ...(policy.breakerBps !== undefined && { maxLossBps: policy.breakerBps }),
    });
    for (const book of books) {
      const wish = decide(setup, book, value, account.cash, i);
      if (!wish || wish.action === 'HOLD') continue;
      if (breaker.ok) execute(setup, book, account, { wish, vault: value, i }, trades, refusals);
      else refusals[breaker.code] = (refusals[breaker.code] ?? 0) + 1;
    }
  }
  return {
    nav,
    trades,
    realised: books.reduce((sum, book) => sum + book.realised, 0n),
    refusals,
    finalReturn: Number(nav.at(-1)! - capital) / Number(capital),
    maxDrawdown: maxDrawdown(nav.map(Number)),
  };
}

interface Book {
  readonly market: PaperMarket;
  basis: CostBasis;
  opened: number | null;
  past: number[];
  realised: bigint;
}

function decide(
  { policy, quote }: PaperSetup,
  { market, basis, opened }: Book,
  vault: bigint,
  idle: bigint,
  i: number,
): Decision | null {
  const probabilities = market.signals[i];
  if (!probabilities) return null;
  const price = priceUnits(market.closes[i]!, quote);
  return strategies[policy.strategy]!.decide({
    base: market.base,
    quote,
    probabilities,
    threshold: policy.threshold,
    position: {
      base: basis.held,
      value: worthDown(basis.held, price, market.base.decimals),
      heldFor: opened === null ? 0 : i - opened,
    },
    pairWeight: policy.pairWeights[market.symbol] ?? 0,
    limits: {
      controlled: vault,
      planBps: policy.planBps,
      idle,
      minimum: policy.minimum,
      horizon: policy.horizon,
    },
  });
}

function execute(
  setup: PaperSetup,
  book: Book,
  account: { cash: bigint },
  plan: { readonly wish: Decision; readonly vault: bigint; readonly i: number },
  trades: PaperTrade[],
  refusals: Record<string, number>,
): void {
  const { policy, quote, fees, times, intervalMs } = setup;
  const { wish, vault, i } = plan;
  const { market } = book;
  const { decimals } = market.base;
  const side = wish.action === 'BUY' ? 'BUY' : 'SELL';
  const seen = priceUnits(market.closes[i]!, quote);
  const price = priceUnits(market.opens[i + 1]!, quote);
  const cap = capOf(vault, policy.capBps);
  const largest = side === 'BUY' ? cap : boughtDown(cap, seen, decimals);
  if (largest < 1n) return;
  let used = 0n;
  for (const [k, amountIn] of slicePlan(wish.size, largest).entries()) {
    const time = times[i + 1]! + k * SLICE_SPACING;
    if (k * SLICE_SPACING >= intervalMs) break;
    const order: PaperOrder = { side, amountIn, price, decimals, used };
    const fill = fillOnPaper(order, fees);
    const fair = (side === 'BUY' ? boughtDown : worthDown)(amountIn, seen, decimals);
    const quoteOut = (fair * BigInt(1_000_000 - fees.feePips)) / 1_000_000n;
    const minOut = minOutUp(quoteOut, policy.slippageBps);
    const amount = side === 'BUY' ? amountIn : fair;
    const { refusals: refused } = checkAll([
      guardTradeCap({ amount, vault, capBps: policy.capBps }),
      guardFrequency({ token: market.symbol, past: book.past, now: time }),
      guardMinimumOutput({ minOut, quoteOut, slippageBps: policy.slippageBps }),
      verdict('paper/slipped', fill.amountOut >= minOut, 'The market moved past the minimum.'),
      verdict(
        'paper/no-cash',
        side === 'SELL' || account.cash >= amountIn + fees.gas,
        'The cash does not cover the trade and its gas.',
      ),
    ]);
    for (const { code } of refused) refusals[code] = (refusals[code] ?? 0) + 1;
    if (refused.length > 0) break;
    const after = settleOnPaper({ cash: account.cash, basis: book.basis }, order, fill, fees.gas);
    account.cash = after.cash;
    book.basis = after.basis;
    book.realised += after.pnl;
    book.past = [...book.past.filter((past) => past > time - 60_000), time];
    used += fill.notional;
    const { amountOut, fee, impact } = fill;
    const reason = wish.reason;
    const { symbol } = market;
    trades.push({
      symbol,
      candle: i,
      time,
      side,
      amountIn,
      amountOut,
      price,
      fee,
      impact,
      pnl: after.pnl,
      reason,
    });
  }
  if (book.basis.held === 0n) book.opened = null;
  else book.opened ??= i;
}

function valueOf(books: readonly Book[], cash: bigint, quote: Asset, i: number): bigint {
  return books.reduce((sum, { market, basis }) => {
    if (basis.held === 0n) return sum;
    const price = priceUnits(market.closes[i]!, quote);
    return sum + worthDown(basis.held, price, market.base.decimals);
  }, cash);
}

function checkSetup({ times, markets, capital, policy }: PaperSetup): void {
  const bad = (what: string): Fault => new Fault('trading/bad-setup', what);
  if (capital < 1n) throw bad(`the capital is ${capital}; start with at least 1 quote unit`);
  if (times.length === 0) throw bad('there are no candles; provide at least one');
  if (!Object.hasOwn(strategies, policy.strategy)) {
    throw bad(
      `there is no strategy ${policy.strategy}; use one of ${Object.keys(strategies).join(', ')}`,
    );
  }
  for (const { symbol, opens, closes, signals } of markets) {
    for (const [name, column] of Object.entries({ opens, closes, signals })) {
      if (column.length !== times.length) {
        throw bad(
          `${symbol} has ${column.length} ${name} for ${times.length} candles; provide one for each`,
        );
      }
    }
  }
}
