import { type PooledLiquidity, readVault } from '#chain';
import { Memory } from '#agent';
import type { Trade } from '#api';
import type { JournalEntry } from '#journal';
import { parseDecimal } from '#kit';
import { type CostBasis, nothingHeld, recordPurchase, recordSale, worthDown } from '#trading';
import { baseOf } from './assets.ts';
import { QUOTE, type SeasonContext, WEIGHT_DECIMALS } from './context.ts';
import type { EntryData } from './entries.ts';
import { pooledValue } from './cycle.ts';
import { capitalOf } from './ready.ts';

const ONE = 10n ** 18n;

/** The vault as it stands, and what the agent remembers: read from the chain and from the journal, never guessed. */
export class Books {
  readonly memory = new Memory();
  idle = 0n;
  paused = false;
  /** Weight of all shares. */
  weight = 0n;
  /** Net asset value at the chain's mean prices. */
  meanNav = 0n;
  readonly held: Record<string, bigint> = {};
  readonly #season: SeasonContext;
  readonly #basis = new Map<string, CostBasis>();
  /** Paid out so far for a unit of weight, times 10^18. */
  #paidOut = 0n;
  #weightAtStart = 0n;
  #pooled: readonly PooledLiquidity[] = [];

  constructor(season: SeasonContext) {
    this.#season = season;
    for (const { series } of season.data) this.held[series.symbol] = 0n;
    for (const entry of season.journal.after(0, 1_000_000, KINDS)) this.#recall(entry);
  }

  /** Reads the vault. */
  async refresh(): Promise<void> {
    const state = await readVault(this.#season);
    this.idle = state.idle;
    this.#pooled = state.pooled;
    this.weight = state.totalWeight;
    this.paused = state.tripped || state.pausedUntil > this.#season.chain.now();
    for (const position of state.positions) {
      this.held[this.#season.data[position.index]!.series.symbol] = position.held;
    }
  }

  /** Net asset value at given prices, liquidity in pools included. */
  nav(prices: Readonly<Record<string, bigint>>): bigint {
    return Object.entries(this.held).reduce(
      (sum, [symbol, amount]) => sum + worthDown(amount, prices[symbol]!, baseOf(symbol).decimals),
      this.idle + pooledValue(this.#season, { pooled: this.#pooled }, prices),
    );
  }

  /** What the deposits of the start would be worth had every payout been kept, in quote units: the total return. */
  index(nav: bigint): bigint {
    if (this.weight === 0n) return 0n;
    const perWeight = (nav * ONE) / this.weight + this.#paidOut;
    return (perWeight * this.#weightAtStart) / ONE;
  }

  /** Notes a distribution: what left the vault, for all weight. */
  paidOut(amount: bigint): void {
    if (this.weight > 0n) this.#paidOut += (amount * ONE) / this.weight;
  }

  /** Notes a purchase or sale; gives the profit or loss of a sale on average cost, all costs counted. */
  settle(fill: Fill): bigint | null {
    const { symbol, side, amountIn, amountOut, fee, gas } = fill;
    const basis = this.#basis.get(symbol) ?? nothingHeld;
    if (side === 'BUY') {
      this.#basis.set(symbol, recordPurchase(basis, { bought: amountOut, spent: amountIn + gas }));
      return null;
    }
    const sale = { sold: amountIn, gross: amountOut + fee, fee, gas };
    const { basis: after, pnl } = recordSale(basis, sale);
    this.#basis.set(symbol, after);
    return pnl;
  }

  /** Notes a share that left: what was sold for it, or taken along in kind, takes its part of the cost along. */
  left({ sold, taken }: Pick<EntryData<'share/left'>, 'sold' | 'taken'>): void {
    for (const [symbol, amount] of Object.entries({ ...sold, ...taken })) {
      const basis = this.#basis.get(symbol);
      if (!basis) continue;
      const part = units(amount, baseOf(symbol).decimals);
      const gone = part < basis.held ? part : basis.held;
      if (gone === 0n) continue;
      const after = recordSale(basis, { sold: gone, gross: 0n, fee: 0n, gas: 0n }).basis;
      this.#basis.set(symbol, after);
      if (after.held === 0n) this.memory.flat(symbol);
    }
  }

  /** Notes that liquidity was moved: what is held, and at what cost, is what the vault says. */
  moved({ asset, held, cost }: EntryData<'liquidity/moved'>): void {
    const basis = {
      held: units(held, baseOf(asset).decimals),
      cost: units(cost, QUOTE.decimals),
    };
    this.#basis.set(asset, basis);
    if (basis.held === 0n) this.memory.flat(asset);
  }

  #recall({ kind, at, data, seq: _seq }: JournalEntry): void {
    if (kind === 'share/minted') {
      const { weight } = data as EntryData<'share/minted'>;
      if (at < this.#season.plan.window.from) this.#weightAtStart += units(weight, WEIGHT_DECIMALS);
    } else if (kind === 'decision') {
      const { index } = data as EntryData<'decision'>;
      this.memory.index({ time: at, value: units(index, QUOTE.decimals) });
    } else if (kind === 'cycle/closed') {
      const { distributed, split, vault } = data as EntryData<'cycle/closed'>;
      this.weight = units(vault.totalShares, WEIGHT_DECIMALS);
      const kept = units(split['reinvest'] ?? '0', QUOTE.decimals);
      this.paidOut(units(distributed, QUOTE.decimals) - kept);
    } else if (kind === 'share/left') {
      this.left(data as EntryData<'share/left'>);
    } else if (kind === 'liquidity/moved') {
      this.moved(data as EntryData<'liquidity/moved'>);
    } else {
      this.#recallTrade(data as EntryData<'trade'>, at);
    }
  }

  #recallTrade(trade: EntryData<'trade'>, at: number): void {
    const { decimals } = baseOf(trade.asset);
    const [give, take] =
      trade.side === 'BUY' ? [QUOTE.decimals, decimals] : [decimals, QUOTE.decimals];
    this.settle({
      symbol: trade.asset,
      side: trade.side,
      amountIn: units(trade.amountIn, give),
      amountOut: units(trade.amountOut, take),
      fee: units(trade.fee, QUOTE.decimals),
      gas: units(trade.gas, QUOTE.decimals),
    });
    this.memory.traded(trade.asset, at);
    const basis = this.#basis.get(trade.asset);
    if (basis && basis.held > 0n) {
      const decision = this.#season.journal.get(trade.decision)!;
      this.memory.holds(trade.asset, (decision.data as EntryData<'decision'>).candle);
    } else this.memory.flat(trade.asset);
  }

  /** The capital that the total return starts from. */
  get capital(): bigint {
    return capitalOf(this.#season);
  }
}

/** One executed trade, in units. */
export interface Fill {
  readonly symbol: string;
  readonly side: Trade['side'];
  readonly amountIn: bigint;
  readonly amountOut: bigint;
  /** Quote units. */
  readonly fee: bigint;
  readonly gas: bigint;
}

const KINDS = [
  'share/minted',
  'share/left',
  'liquidity/moved',
  'decision',
  'trade',
  'cycle/closed',
];

function units(text: string, decimals: number): bigint {
  return parseDecimal(text, decimals);
}
