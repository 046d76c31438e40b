/** What a deposit would give now, and what would keep it from being made. */
import type { DepositQuote } from '#api';
import {
  coinBalance,
  quoteBalance,
  readVault,
  smallestMint,
  vaultAllowance,
  wrapsCoin,
} from '#chain';
import { Fault, mulDivUp } from '#kit';
import { type Holder, type PoolContext, quoteText, scaleOf, unitsOf, weightText } from './pool.ts';
import { part } from './status.ts';

/** How much less weight than quoted is still taken, in basis points: prices move between quote and deposit. */
const TOLERANCE_BPS = 100n;

/** Either an amount to pay in, or a weight to get. */
export interface DepositSize {
  readonly assets?: string | undefined;
  readonly weight?: string | undefined;
  /** In the quote token, or in the chain's own coin where the quote token is that, wrapped. */
  readonly paidIn?: 'quote' | 'coin' | undefined;
}

/** Amounts in units of quote and of weight. */
export interface Terms {
  readonly assets: bigint;
  readonly weight: bigint;
  readonly least: bigint;
  readonly total: bigint;
  readonly nav: bigint;
  readonly balance: bigint;
  readonly allowance: bigint;
  readonly obstacles: readonly Fault[];
}

/** The terms in words. */
export async function quoteDeposit(
  pool: PoolContext,
  holder: Holder,
  order: DepositSize,
): Promise<DepositQuote> {
  const terms = await termsOf(pool, holder, order);
  return {
    member: holder.id,
    wallet: holder.wallet,
    assets: quoteText(pool, terms.assets),
    weight: weightText(pool, terms.weight),
    leastWeight: weightText(pool, terms.least),
    sharePercent: part(terms.weight, terms.total + terms.weight),
    nav: quoteText(pool, terms.nav),
    balance: quoteText(pool, terms.balance),
    allowance: quoteText(pool, terms.allowance),
    obstacles: terms.obstacles.map(({ code, message }) => ({ code, sentence: message })),
  };
}

/** Terms at the pool's present value. */
export async function termsOf(
  pool: PoolContext,
  { id, wallet }: Holder,
  order: DepositSize,
): Promise<Terms> {
  const { symbol } = pool.deployment.quote;
  const inCoin = order.paidIn === 'coin';
  if (inCoin && !(await wrapsCoin(pool))) {
    throw new Fault(
      'vault/not-coin',
      `the pool counts in ${symbol}, which is not the coin of this chain; pay in ${symbol}`,
    );
  }
  const [state, balance, approved, smallest] = await Promise.all([
    readVault(pool),
    inCoin ? coinBalance(pool, wallet) : quoteBalance(pool, wallet),
    vaultAllowance(pool, wallet),
    smallestMint(pool),
  ]);
  const { virtualWeight, virtualQuote } = scaleOf(pool);
  const money = (units: bigint): string => `${quoteText(pool, units)} ${symbol}`;
  const nav = state.nav !== undefined && state.nav > state.navSpot ? state.nav : state.navSpot;
  const [weights, value] = [state.totalWeight + virtualWeight, nav + virtualQuote];
  const { assets, weight, least } = sizes(pool, order, weights, value);
  // What comes with the transaction needs nobody's leave.
  const allowance = inCoin ? assets : approved;
  const obstacles: Fault[] = [];
  if (state.tripped || state.pausedUntil > pool.chain.now()) {
    obstacles.push(
      new Fault(
        'vault/paused',
        'the vault is paused or its breaker is open, so it takes no deposits; claims and exits go on',
      ),
    );
  }
  if (assets < smallest) {
    obstacles.push(
      new Fault(
        'vault/below-minimum',
        `a share costs at least ${money(smallest)} and ${money(assets)} was offered; deposit more`,
      ),
    );
  }
  if (balance < assets) {
    obstacles.push(
      new Fault(
        'vault/insufficient-balance',
        `the wallet of ${id} holds ${money(balance)} and ${money(assets)} is needed; deposit less, or give it play money with hanse vault fund`,
      ),
    );
  }
  const total = state.totalWeight;
  return {
    ...{ assets, weight, least, total, nav, balance, allowance, obstacles },
  };
}

/** The amount to pay, the weight it gives about, and the least that is taken. */
function sizes(
  pool: PoolContext,
  order: DepositSize,
  weights: bigint,
  value: bigint,
): { assets: bigint; weight: bigint; least: bigint } {
  if ((order.assets === undefined) === (order.weight === undefined)) {
    throw new Fault(
      'hub/bad-amount',
      'say either how much to pay in (assets) or which weight to get (weight)',
    );
  }
  if (order.weight !== undefined) {
    const wanted = unitsOf('weight', order.weight, scaleOf(pool).weightDecimals);
    // A little more is paid than the value says, so that the last price step does not undo it.
    const assets = (mulDivUp(wanted, value, weights) * 1001n) / 1000n + 1n;
    return { assets, weight: (assets * weights) / value, least: wanted };
  }
  const assets = unitsOf('assets', order.assets!, pool.deployment.quote.decimals);
  const weight = (assets * weights) / value;
  return { assets, weight, least: (weight * (10_000n - TOLERANCE_BPS)) / 10_000n || 1n };
}
