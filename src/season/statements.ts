/** Daily statements, worked out of the journal: who had what, what came and went, what trading brought and cost. */
import type { DayStatement, StatementLine } from '#api';
import type { JournalEntry } from '#journal';
import { parseDecimal } from '#kit';
import {
  type Holding,
  statement,
  type Statement,
  type StatementBooks,
  type VaultEvent,
} from '#treasury';
import { money, QUOTE, WEIGHT_DECIMALS } from './context.ts';
import type { EntryData } from './entries.ts';

/** What statements are grown from. */
export const STATEMENT_KINDS = [
  'share/minted',
  'share/left',
  'vault/opened',
  'decision',
  'trade',
  'cycle/closed',
];

type Row = Omit<Statement['lines'][number], 'member' | 'shares'>;

/**
 * Every day so far, the present one last and open. A day’s value is that of the vault as it was journaled; what neither came, nor
 * went, nor was a fee is the day’s result. It is divided at every flow, so that nobody shares in what came before it joined or after it
 * left.
 *
 * @param entries lines of the {@link STATEMENT_KINDS}, oldest first
 */
export function dailyStatements(entries: readonly JournalEntry[]): DayStatement[] {
  const book = new StatementBook();
  for (const entry of entries) book.apply(entry);
  return book.days();
}

/** Statements that grow with the journal. */
export class StatementBook {
  readonly #done: DayStatement[] = [];
  #holdings: readonly Holding[] = [];
  #books: StatementBooks | undefined;
  #events: VaultEvent[] = [];
  #day = 0;
  /** Value that the events so far make. */
  #value = 0n;
  /** The vault’s value as it was last journaled, flows and fees since counted in. */
  #mark = 0n;
  #at = 0;

  /** Takes in the next line; those of other kinds change nothing. */
  apply({ kind, at, data }: JournalEntry): void {
    if (!STATEMENT_KINDS.includes(kind)) return;
    if (kind === 'vault/opened') return this.#close(data as EntryData<'vault/opened'>, 0n, at);
    if (kind === 'cycle/closed') {
      const cycle = data as EntryData<'cycle/closed'>;
      const kept = units(cycle.split['reinvest'] ?? '0');
      return this.#close(cycle, units(cycle.distributed) - kept, at, cycle.day);
    }
    this.#at = at;
    if (kind === 'decision') this.#mark = units((data as EntryData<'decision'>).nav);
    else if (kind === 'trade') {
      const amount = units((data as EntryData<'trade'>).fee);
      this.#event({ kind: 'fee', amount }, -amount);
      this.#mark -= amount;
    } else this.#flow(kind, data);
  }

  /** All days, with the present one where anything happened in it. */
  days(): DayStatement[] {
    if (this.#events.length === 0 && this.#mark === this.#value) return this.#done;
    this.#markTo(this.#mark);
    return [...this.#done, this.#written(this.#state(), false)];
  }

  #flow(kind: string, data: JournalEntry['data']): void {
    this.#markTo(this.#mark);
    const { member, weight, assets, nav } = data as EntryData<'share/minted' | 'share/left'>;
    const { worth } = data as EntryData<'share/left'>;
    const sign = kind === 'share/minted' ? 1n : -1n;
    const amount = sign * units(worth ?? assets);
    const shares = sign * parseDecimal(weight, WEIGHT_DECIMALS);
    this.#event({ kind: 'flow', member, amount, shares }, amount);
    this.#mark = nav === undefined ? this.#mark + amount : units(nav);
    this.#markTo(this.#mark);
    this.#events.push({ kind: 'even' });
  }

  #close(
    { vault }: Pick<EntryData<'cycle/closed'>, 'vault'>,
    payout: bigint,
    at: number,
    day = 0,
  ): void {
    this.#day = day;
    this.#at = at;
    this.#markTo(units(vault.nav) + payout);
    this.#event({ kind: 'payout', amount: payout }, -payout);
    const done = this.#state();
    this.#done.push(this.#written(done, true));
    this.#holdings = done.lines
      .filter(({ shares }) => shares > 0n)
      .map(({ member, closing, shares }) => ({ member, value: closing, shares }));
    this.#books = done.books;
    this.#events = [];
    this.#day = day + 1;
    this.#mark = this.#value;
  }

  /** What the value changed by itself since the last mark is the result of trading. */
  #markTo(value: bigint): void {
    const amount = value - this.#value;
    // While nobody holds a share there is nothing whose value could change.
    if (this.#holdings.length > 0 || this.#events.length > 0)
      this.#event({ kind: 'trades', amount }, amount);
  }

  #event(event: Exclude<VaultEvent, { kind: 'even' }>, change: bigint): void {
    if (event.amount === 0n) return;
    this.#value += change;
    // Hundreds of fees between two flows are one to divide: a report is asked for often.
    const last = this.#events.at(-1);
    if (event.kind === 'fee' && last?.kind === 'fee') {
      this.#events[this.#events.length - 1] = { kind: 'fee', amount: last.amount + event.amount };
    } else this.#events.push(event);
  }

  #state(): Statement {
    return statement(String(this.#day), this.#holdings, this.#events, this.#books);
  }

  #written({ lines, total }: Statement, closed: boolean): DayStatement {
    return {
      day: this.#day,
      date: new Date(this.#at - 1).toISOString().slice(0, 10),
      at: this.#at,
      closed,
      lines: lines.map((line) => ({ member: line.member, ...amounts(line) })),
      vault: amounts(total),
    };
  }
}

function amounts(row: Row): Omit<StatementLine, 'member'> {
  const { opening, flows, trades, fees, payouts, closing } = row;
  return {
    opening: money(opening),
    flows: money(flows),
    trades: money(trades),
    fees: money(fees),
    payouts: money(payouts),
    closing: money(closing),
  };
}

function units(text: string): bigint {
  return parseDecimal(text, QUOTE.decimals);
}
