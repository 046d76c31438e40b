import { createHash } from 'node:crypto';
import { syncPrices, trade as tradeOnChain } from '#chain';
import {
  type Book,
  type CheckedSlice,
  checkSlice,
  consider,
  type Intent,
  type Observation,
  type Orders,
  SLICE_SPACING_MS,
} from '#agent';
import { calibrate } from '#models';
import { Fault, formatDecimal, parseDecimal, type Hex } from '#kit';
import type { JournalEntry } from '#journal';
import { indexAt } from '#season/lesson';
import { microText, probabilitiesOf } from '#strategies';
import { PRICE_SCALE, priceUnits, worthDown } from '#trading';
import { baseOf } from './assets.ts';
import type { Books } from './books.ts';
import { TRADING } from './config.ts';
import { fixed, money, now, priceMoney, QUOTE, type SeasonContext } from './context.ts';
import type { EntryData } from './entries.ts';
import { priceText } from './founding.ts';
import type { Oracle } from './oracle.ts';
import { beat } from './pulse.ts';
import { GAS_PRICE_WEI, gasInQuote } from './ready.ts';

/** What one candle is traded with. */
export interface Desk {
  readonly season: SeasonContext;
  readonly books: Books;
  readonly oracle: Oracle;
  readonly orders: Orders;
}

/** A candle of the window: its number, and its place in each series. */
export interface Moment {
  readonly candle: number;
  /** Time of its close, in seconds. */
  readonly close: number;
}

/** Half an hour, the span of the vault's mean price. */
const MEAN_MS = 1_800_000;

/** The market moves to the close of a candle, and the agent's heart beats. */
export async function openMoment(desk: Desk, moment: Moment): Promise<void> {
  const { season, books } = desk;
  const { candle, close } = moment;
  const prices = season.data.map(({ series }, index) => ({
    index,
    price: priceText(series.close[placeOf(season, index, moment)]!),
  }));
  // The chain takes them in this order; the second is signed while the first is mined.
  const [, pulse] = await Promise.all([
    syncPrices(season, prices, { at: close, key: `sync/${candle}` }),
    beat(season, { at: close, key: `beat/${candle}` }),
  ]);
  books.meanNav = pulse.nav;
  books.memory.confirm(pulse.blockNumber, pulse.at * 1000);
}

/** Decides about every pair that has weight or is held, and carries it out. */
export async function tradeMoment(desk: Desk, moment: Moment): Promise<void> {
  const { season, books, orders, oracle } = desk;
  // The group has activated a model that is not the one at hand: nothing is traded on another one's word.
  if (oracle.modelHash !== orders.modelHash) return;
  for (const [index, { series }] of season.data.entries()) {
    const weight = orders.pairWeights[series.symbol] ?? 0;
    if (weight > 0 || books.held[series.symbol]! > 0n) await tradePair(desk, moment, index);
  }
}

/** One decision about one pair, journaled before it is carried out. */
export async function tradePair(desk: Desk, moment: Moment, index: number): Promise<JournalEntry> {
  const { season, books, orders } = desk;
  const { symbol } = season.data[index]!.series;
  const key = `decision/${moment.candle}/${symbol}`;
  const seen = observe(desk, moment, index);
  const entry = season.record.find(key) ?? decide(desk, moment, seen, key);
  const plan = entry.data as EntryData<'decision'>;
  if (plan.action === 'HOLD') return entry;
  const base = baseOf(symbol);
  const decimals = plan.action === 'BUY' ? QUOTE.decimals : base.decimals;
  for (const [i, text] of plan.slices.entries()) {
    const at = moment.close * 1000 + 1000 + i * SLICE_SPACING_MS;
    const amountIn = parseDecimal(text, decimals);
    const side = plan.action;
    const id = `${moment.candle}/${symbol}/${i}`;
    if (season.record.find(`trade/${id}`)) continue;
    const slice = { side, amountIn, at, feeBps: TRADING.feePips / 100 };
    const checked = checkSlice(seen, bookOf(desk, moment), orders, books.memory, slice);
    if (!(await carryOut(desk, { id, index, seen, checked, decision: entry }))) break;
  }
  return entry;
}

function decide(desk: Desk, moment: Moment, seen: Observation, key: string): JournalEntry {
  const { season, books, orders } = desk;
  const book = bookOf(desk, moment);
  const slots = Math.max(1, Math.floor((season.plan.intervalMs - 1000) / SLICE_SPACING_MS));
  const intent = consider(seen, book, orders, books.memory, slots);
  const decimals = intent.action === 'BUY' ? QUOTE.decimals : seen.base.decimals;
  return season.record.once(
    key,
    'decision',
    decisionData(desk, moment, seen, intent, decimals),
    now(season),
  );
}

function decisionData(
  desk: Desk,
  moment: Moment,
  seen: Observation,
  intent: Intent,
  decimals: number,
): EntryData<'decision'> {
  const { books } = desk;
  const nav = books.nav(pricesAt(desk.season, moment));
  const { down, flat, up } = seen.probabilities;
  return {
    candle: moment.candle,
    asset: seen.symbol,
    modelHash: seen.modelHash,
    featuresHash: seen.featuresHash,
    prediction: { down: microText(down), flat: microText(flat), up: microText(up) },
    action: intent.action,
    verdict: intent.verdict,
    reason: intent.reason,
    size: formatDecimal(intent.size, decimals),
    slices: intent.slices.map((slice) => formatDecimal(slice, decimals)),
    nav: money(nav),
    index: money(books.index(nav)),
  };
}

interface Slice {
  readonly id: string;
  readonly index: number;
  readonly seen: Observation;
  readonly checked: CheckedSlice;
  readonly decision: JournalEntry;
}

/** Sends one slice; false where a guard or the vault refused it, and the rest of the plan is left. */
async function carryOut(desk: Desk, slice: Slice): Promise<boolean> {
  const { season, books } = desk;
  const { id, index, seen, checked, decision } = slice;
  const { order, judgement } = checked;
  const refuse = (code: string, reason: string): false => {
    season.record.once(`refused/${id}`, 'trade/refused', { id, code, reason }, order.at);
    return false;
  };
  if (season.record.find(`refused/${id}`)) return false;
  if (!judgement.ok) {
    return refuse(
      judgement.refusals[0]!.code,
      judgement.refusals.map((one) => one.sentence).join(' '),
    );
  }
  const side = order.side === 'BUY' ? 'buy' : 'sell';
  const { amountIn, minOut } = order;
  const when = { at: Math.floor(order.at / 1000), key: `trade/${id}` };
  try {
    const { agent } = season.chain.accounts;
    const done = await tradeOnChain(season, agent, { index, side, amountIn, minOut }, when);
    const gas = gasInQuote(season, order.at, done.fee / GAS_PRICE_WEI);
    const { amountOut } = done;
    const fee = feeInQuote(order.side === 'BUY' ? amountIn : amountOut, order.side);
    const fill = { symbol: seen.symbol, side: order.side, amountIn, amountOut, fee, gas };
    const realised = books.settle(fill);
    journalTrade(season, { id, seen, order, amountOut, fee, gas, realised, decision, done });
    books.memory.traded(seen.symbol, order.at);
    await books.refresh();
    if (books.held[seen.symbol]! > 0n) books.memory.holds(seen.symbol, seen.candle);
    else books.memory.flat(seen.symbol);
    return true;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    return refuse(`vault/${String(error.meta['error'] ?? 'refused')}`, error.message);
  }
}

interface Executed {
  readonly id: string;
  readonly seen: Observation;
  readonly order: CheckedSlice['order'];
  readonly amountOut: bigint;
  readonly fee: bigint;
  readonly gas: bigint;
  readonly realised: bigint | null;
  readonly decision: JournalEntry;
  readonly done: { readonly txHash: Hex; readonly blockNumber: number };
}

function journalTrade(season: SeasonContext, executed: Executed): void {
  const { id, seen, order, amountOut, fee, gas, realised, decision, done } = executed;
  const { symbol: asset, base } = seen;
  const buying = order.side === 'BUY';
  const [give, take] = buying ? [QUOTE.decimals, base.decimals] : [base.decimals, QUOTE.decimals];
  const [quoteUnits, baseUnits] = buying
    ? [order.amountIn, amountOut]
    : [amountOut, order.amountIn];
  const price = (quoteUnits * 10n ** BigInt(base.decimals) * PRICE_SCALE) / baseUnits;
  season.record.once(
    `trade/${id}`,
    'trade',
    {
      id,
      asset,
      side: order.side,
      amountIn: formatDecimal(order.amountIn, give),
      amountOut: formatDecimal(amountOut, take),
      minOut: formatDecimal(order.minOut, take),
      price: priceMoney(price),
      fee: money(fee),
      gas: money(gas),
      impactBps: fixed(impactBps(executed, quoteUnits, baseUnits), 3),
      realised: realised === null ? null : money(realised),
      reason: (decision.data as EntryData<'decision'>).reason,
      decision: decision.seq,
      txHash: done.txHash,
      block: done.blockNumber,
    },
    order.at,
  );
}

/** How far the price we got lies on the wrong side of the feed's, the fee left out, in basis points. */
function impactBps({ seen, order, fee }: Executed, quoteUnits: bigint, baseUnits: bigint): number {
  const fair = worthDown(baseUnits, seen.price, seen.base.decimals);
  const paid = order.side === 'BUY' ? quoteUnits - fee : quoteUnits + fee;
  const lost = order.side === 'BUY' ? paid - fair : fair - paid;
  return (10_000 * Number(lost)) / Number(fair);
}

/** The pool's fee in quote units: on what goes in of a purchase, added back to what comes out of a sale; rounded up. */
function feeInQuote(quoteUnits: bigint, side: 'BUY' | 'SELL'): bigint {
  const pips = BigInt(TRADING.feePips);
  const divisor = side === 'BUY' ? 1_000_000n : 1_000_000n - pips;
  return (quoteUnits * pips + divisor - 1n) / divisor;
}

/** What the agent sees of a pair. */
function observe({ season, oracle }: Desk, moment: Moment, index: number): Observation {
  const { series } = season.data[index]!;
  const place = placeOf(season, index, moment);
  const raw = oracle.ask(index, place);
  const calibrated = calibrate(oracle.calibration, raw.probabilities);
  const back = Math.ceil(MEAN_MS / series.intervalMs) + 1;
  const recent = series.close.subarray(Math.max(0, place - back), place + 1);
  return {
    symbol: series.symbol,
    base: baseOf(series.symbol),
    quote: QUOTE,
    candle: moment.candle,
    at: moment.close * 1000,
    price: priceUnits(series.close[place]!, QUOTE),
    ceiling: priceUnits(
      recent.reduce((a, b) => Math.max(a, b), 0),
      QUOTE,
    ),
    probabilities: probabilitiesOf(calibrated),
    modelHash: oracle.modelHash,
    featuresHash: `0x${createHash('sha256').update(raw.features).digest('hex')}`,
  };
}

function bookOf({ season, books }: Desk, moment: Moment): Book {
  const nav = books.nav(pricesAt(season, moment));
  return {
    nav: nav < books.meanNav ? nav : books.meanNav,
    idle: books.idle,
    index: books.index(nav),
    paused: books.paused,
    held: books.held,
    block: season.chain.height(),
  };
}

/** Prices of the feed at the close of a candle, scaled quote units for a whole unit. */
export function pricesAt(season: SeasonContext, moment: Moment): Record<string, bigint> {
  return Object.fromEntries(
    season.data.map(({ series }, index) => [
      series.symbol,
      priceUnits(series.close[placeOf(season, index, moment)]!, QUOTE),
    ]),
  );
}

/** Where a candle of the window stands in the series of an asset. */
export function placeOf(season: SeasonContext, index: number, { candle }: Moment): number {
  const { series } = season.data[index]!;
  return indexAt(series, season.plan.window.from) + candle;
}
