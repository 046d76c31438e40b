/** Daily statements of a deployment elsewhere, worked out of its indexed events: a day is a day of UTC, a member is a wallet. */
import type { DatabaseSync } from 'node:sqlite';
import type { DayStatement, StatementLine } from '#api';
import { readEvents, type StoredEvent } from '#chain';
import { type Holding, statement, type Statement, type VaultEvent } from '#treasury';
import { indexedPool } from '#treasury/evm';
import { type PoolContext, quoteText } from '../deeds/pool.ts';

const DAY = 86_400;
const NAMES = [
  ...['Minted', 'Transfer', 'Exited', 'PaidInKind', 'Traded', 'Marked', 'Heartbeat', 'Distributed'],
];

/**
 * Every day on which anything happened, the present one last and open. The vault's value is what its marks, trades and mints saw; what
 * neither came, nor went, nor was a fee is the result of the day.
 *
 * @param now Unix seconds
 */
export function statementsAbroad(
  pool: PoolContext,
  database: DatabaseSync,
  now: number,
): DayStatement[] {
  const events = readEvents(database, { contract: 'vault', names: NAMES });
  const book = new Book(pool, (seq) => costsAt(database, seq));
  const days: DayStatement[] = [];
  let day: number | undefined;
  for (const event of events) {
    const today = Math.floor(event.at / DAY);
    if (day !== undefined && today !== day) days.push(...book.close(days.length, day, true));
    day = today;
    book.apply(event);
  }
  if (day !== undefined) days.push(...book.close(days.length, day, day < Math.floor(now / DAY)));
  return days;
}

/** Held, and put into pools. */
function costsAt(database: DatabaseSync, seq: number): Map<number, bigint> {
  const { assets, positions } = indexedPool(database, seq);
  const costs = new Map(assets.map(({ index, cost }) => [index, cost]));
  for (const { index, cost, quotePut } of positions)
    costs.set(index, costs.get(index)! + cost + quotePut);
  return costs;
}

/** One share as the events so far have it. */
interface Held {
  owner: string;
  readonly weight: bigint;
}

/** What the vault's part of each asset has cost, by index, as it stood after an event. */
type Costs = (seq: number) => ReadonlyMap<number, bigint>;

/** What one day is made of. */
class Book {
  readonly #pool: PoolContext;
  readonly #costs: Costs;
  /** Assets that the present transaction has paid out in kind. */
  #paid: { readonly tx: string; readonly indexes: Set<number> } = { tx: '', indexes: new Set() };
  readonly #shares = new Map<string, Held>();
  #holdings: readonly Holding[] = [];
  #books: Statement['books'] | undefined;
  #events: VaultEvent[] = [];
  /** Value that the events so far make, and weight that stands. */
  #value = 0n;
  #weight = 0n;

  constructor(pool: PoolContext, costs: Costs) {
    this.#pool = pool;
    this.#costs = costs;
  }

  apply(event: StoredEvent): void {
    const { name, args, tx } = event;
    const amount = (field: string): bigint => BigInt(args[field] as string | number);
    const id = String(args['id'] ?? args['tokenId'] ?? '');
    if (name === 'Minted') {
      const owner = args['to'] as string;
      this.#markTo(amount('nav'));
      this.#shares.set(id, { owner, weight: amount('weight') });
      this.#flow(owner, amount('assets'), amount('weight'));
    } else if (name === 'Exited') {
      const { owner, weight } = this.#shares.get(id)!;
      this.#shares.delete(id);
      this.#flow(owner, -this.#taken(event, weight), -weight);
    } else if (name === 'PaidInKind') {
      if (this.#paid.tx !== tx) this.#paid = { tx, indexes: new Set() };
      this.#paid.indexes.add(Number(args['index']));
    } else if (name === 'Transfer') this.#handOver(id, args['to'] as string);
    else if (name === 'Distributed') this.#pay(amount('amount') - amount('reinvest'));
    else {
      if (name === 'Traded') this.#fee(args, amount);
      this.#markTo(amount('nav'));
    }
  }

  /** The day so far; the next begins with its closing. */
  close(number: number, day: number, closed: boolean): DayStatement[] {
    if (this.#holdings.length === 0 && this.#events.length === 0) return [];
    const date = new Date(day * DAY * 1000).toISOString().slice(0, 10);
    const { lines, total, books } = statement(date, this.#holdings, this.#events, this.#books);
    this.#holdings = lines
      .filter(({ shares }) => shares > 0n)
      .map(({ member, closing, shares }) => ({ member, value: closing, shares }));
    this.#books = books;
    this.#events = [];
    return [
      {
        ...{ day: number, date, closed },
        at: (day + 1) * DAY * 1000,
        lines: lines.map((line) => ({ member: line.member, ...this.#amounts(line) })),
        vault: this.#amounts(total),
      },
    ];
  }

  /** What left with a share: quote; in kind its part of the value, but for what it left behind, which is put at its cost. */
  #taken({ seq, tx, args }: StoredEvent, weight: bigint): bigint {
    const quote = BigInt(args['assets'] as string);
    const { indexes } = this.#paid;
    if (this.#paid.tx !== tx || this.#weight === 0n) return quote;
    const behind = [...this.#costs(seq)]
      .filter(([index]) => !indexes.has(index))
      .reduce((sum, [, cost]) => sum + cost, 0n);
    const part = ((this.#value - behind) * weight) / this.#weight;
    return part > quote ? part : quote;
  }

  #flow(member: string, amount: bigint, shares: bigint): void {
    this.#events.push({ kind: 'flow', member, amount, shares });
    this.#value += amount;
    this.#weight += shares;
    this.#events.push({ kind: 'even' });
  }

  /** A share that changes hands takes its part of the value along. */
  #handOver(id: string, to: string): void {
    const share = this.#shares.get(id);
    // Mints and exits are transfers too, and are told by events of their own.
    if (!share || share.owner === to || BigInt(to) === 0n) return;
    const value = this.#weight > 0n ? (this.#value * share.weight) / this.#weight : 0n;
    this.#events.push(
      { kind: 'flow', member: to, amount: value, shares: share.weight },
      { kind: 'flow', member: share.owner, amount: -value, shares: -share.weight },
    );
    share.owner = to;
  }

  #fee(args: StoredEvent['args'], amount: (field: string) => bigint): void {
    const { fee } = this.#pool.deployment.assets[Number(args['index'])]!;
    // The pool keeps its fee of what goes in; for a sale that is told in quote by what came out.
    const paid = args['buy']
      ? (amount('amountIn') * BigInt(fee)) / 1_000_000n
      : (amount('amountOut') * BigInt(fee)) / (1_000_000n - BigInt(fee));
    this.#event({ kind: 'fee', amount: paid }, -paid);
  }

  #pay(amount: bigint): void {
    this.#event({ kind: 'payout', amount }, -amount);
  }

  #markTo(value: bigint): void {
    const amount = value - this.#value;
    this.#event({ kind: 'trades', amount }, amount);
  }

  #event(event: Exclude<VaultEvent, { kind: 'even' | 'flow' }>, change: bigint): void {
    // While nobody holds a share there is nothing to divide.
    if (event.amount === 0n || this.#weight === 0n) return;
    this.#events.push(event);
    this.#value += change;
  }

  #amounts(row: Omit<Statement['total'], 'shares'>): Omit<StatementLine, 'member'> {
    const money = (units: bigint): string => quoteText(this.#pool, units);
    return {
      opening: money(row.opening),
      flows: money(row.flows),
      trades: money(row.trades),
      fees: money(row.fees),
      payouts: money(row.payouts),
      closing: money(row.closing),
    };
  }
}
