import { allocate, Fault } from '#kit';
import { allocateCarrying, type CreditBook, emptyBook } from './carry.ts';

/** A member's part of the vault: value in quote units and the shares behind it. */
export interface Holding {
  readonly member: string;
  readonly value: bigint;
  readonly shares: bigint;
}

/** What moved the vault during the day, in order. Amounts in quote units. */
export type VaultEvent =
  /** A member put in (positive) or took out (negative) money and got or gave back shares. */
  | {
      readonly kind: 'flow';
      readonly member: string;
      readonly amount: bigint;
      readonly shares: bigint;
    }
  /** Trading and revaluation changed the vault's value, before fees. */
  | { readonly kind: 'trades'; readonly amount: bigint }
  /** Pool fees and gas that the vault paid, ≥ 0. */
  | { readonly kind: 'fee'; readonly amount: bigint }
  /**
   * Brings every member's value in line with its shares: what somebody paid above net asset value, or took below it, passes to all. To
   * be stated after a flow at another price than the value that is divided here.
   */
  | { readonly kind: 'even' }
  /** Profit that left the vault by a distribution, ≥ 0. */
  | { readonly kind: 'payout'; readonly amount: bigint };

/** One member's day. `opening + flows + trades − fees − payouts = closing`, exactly. */
export interface StatementLine {
  readonly member: string;
  readonly opening: bigint;
  readonly flows: bigint;
  readonly trades: bigint;
  readonly fees: bigint;
  readonly payouts: bigint;
  readonly closing: bigint;
  readonly shares: bigint;
}

/** The day of all members; each column of `total` is the sum of the lines and equals the vault. */
export interface Statement {
  readonly day: string;
  readonly lines: readonly StatementLine[];
  readonly total: Omit<StatementLine, 'member'>;
  /** Fractions of units, for the next day. */
  readonly books: StatementBooks;
}

/** Carried fractions, one book for each column, so that each column is fair by itself. */
export type StatementBooks = Readonly<Record<Column, CreditBook>>;

type Column = 'trades' | 'fees' | 'payouts';
type Row = Record<Column | 'opening' | 'flows' | 'shares', bigint> & { member: string };

/**
 * The daily statement: every event is divided over the shares that stood at that moment, exactly (R2 with carried credits).
 *
 * When a member's last share is gone, the units that rounding left on its line pass to the others under `trades`; the very last
 * member keeps them, so that the sums always equal the vault.
 *
 * @param day name of the day, for example `2024-12-18`.
 * @throws Fault `treasury/bad-event` for a negative fee or payout, more shares given back than held, or an amount nobody holds a share for.
 */
export function statement(
  day: string,
  opening: readonly Holding[],
  events: readonly VaultEvent[],
  books: StatementBooks = { trades: emptyBook, fees: emptyBook, payouts: emptyBook },
): Statement {
  const rows = new Map<string, Row>();
  for (const { member, value, shares } of opening) rows.set(member, row(member, value, shares));
  const carried = { ...books };
  const spread = (column: Column, amount: bigint): void => {
    carried[column] = spreadOver(rows, column, amount, carried[column]);
  };
  for (const event of events) {
    if (event.kind === 'flow') {
      const line = rows.get(event.member) ?? row(event.member, 0n, 0n);
      rows.set(event.member, line);
      line.flows += event.amount;
      line.shares += event.shares;
      if (line.shares < 0n) {
        throw new Fault(
          'treasury/bad-event',
          `${event.member} gave back ${-event.shares} shares on ${day}, ${-line.shares} more than held; correct the event`,
        );
      }
      if (line.shares === 0n && [...rows.values()].some((other) => other.shares > 0n)) {
        const dust = closingOf(line);
        line.trades -= dust;
        spread('trades', dust);
      }
    } else if (event.kind === 'even') even(rows);
    else if (event.kind === 'trades') spread('trades', event.amount);
    else if (event.amount < 0n) {
      throw new Fault(
        'treasury/bad-event',
        `${event.kind} of ${event.amount} on ${day}; state it as a positive amount`,
      );
    } else spread(event.kind === 'fee' ? 'fees' : 'payouts', event.amount);
  }
  const lines = [...rows.values()].map((line) => ({ ...line, closing: closingOf(line) }));
  return { day, lines, total: sums(lines), books: carried };
}

function even(rows: ReadonlyMap<string, Row>): void {
  const lines = [...rows.values()];
  const holders = lines
    .filter((line) => line.shares > 0n)
    .map((line) => ({ id: line.member, weight: line.shares }));
  const value = lines.reduce((sum, line) => sum + closingOf(line), 0n);
  if (holders.length === 0 || value < 0n) return;
  const { paid } = allocate(value, holders);
  for (const line of lines) line.trades += (paid[line.member] ?? 0n) - closingOf(line);
}

function spreadOver(
  rows: ReadonlyMap<string, Row>,
  column: Column,
  amount: bigint,
  book: CreditBook,
): CreditBook {
  if (amount === 0n) return book;
  const parties = [...rows.values()]
    .filter((line) => line.shares > 0n)
    .map((line) => ({ id: line.member, weight: line.shares }));
  if (parties.length === 0) {
    throw new Fault(
      'treasury/bad-event',
      `${column} of ${amount} while nobody holds a share; record the deposit first`,
    );
  }
  const sign = amount < 0n ? -1n : 1n;
  // What a member is owed of gains counts against what it is charged of losses.
  const { paid, book: next } = allocateCarrying(amount * sign, parties, times(book, sign));
  for (const [member, part] of Object.entries(paid)) rows.get(member)![column] += sign * part;
  return times(next, sign);
}

function times(book: CreditBook, sign: bigint): CreditBook {
  const credits = Object.entries(book.credits).map(([id, credit]) => [id, sign * credit] as const);
  return { total: book.total, credits: Object.fromEntries(credits) };
}

function row(member: string, opening: bigint, shares: bigint): Row {
  return { member, opening, flows: 0n, trades: 0n, fees: 0n, payouts: 0n, shares };
}

function closingOf(line: Row): bigint {
  return line.opening + line.flows + line.trades - line.fees - line.payouts;
}

function sums(lines: readonly StatementLine[]): Omit<StatementLine, 'member'> {
  const of = (column: Exclude<keyof StatementLine, 'member'>): bigint =>
    lines.reduce((total, line) => total + line[column], 0n);
  return {
    opening: of('opening'),
    flows: of('flows'),
    trades: of('trades'),
    fees: of('fees'),
    payouts: of('payouts'),
    closing: of('closing'),
    shares: of('shares'),
  };
}
