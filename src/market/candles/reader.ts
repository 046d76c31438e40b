import { Fault } from '#kit';
import { placeOnGrid } from './grid.ts';
import { COLUMNS, parseRow, refuse } from './row.ts';
import type { CandleSeries } from './series.ts';

/** Characters; far more than any row needs. */
const LONGEST_LINE = 65_536;

/** How candles are read. */
export interface ReadOptions {
  readonly symbol: string;
  /** Candle length in milliseconds; inferred from the rows where it is left out. */
  readonly intervalMs?: number;
  /** What to do with missing candles: refuse the file (default), or list them in the series. */
  readonly gaps?: 'refuse' | 'report';
}

/**
 * Reads candle CSV as it arrives, in pieces of any size, and checks every row; line numbers in faults are 1-based.
 * A byte order mark, CRLF and empty lines at the end are accepted.
 */
export class CandleReader {
  readonly #options: ReadOptions;
  #rest = '';
  #line = 0;
  #blank = 0;
  #rows = 0;
  #columns = COLUMNS.map(() => new Float64Array(1024));

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /**
   * Takes the next piece of the file.
   *
   * @throws Fault as {@link parseRow}, and `market/bad-header`, `market/out-of-order`, `market/duplicate`.
   */
  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE) {
      throw refuse(
        'market/bad-row',
        this.#line + 1,
        'the line does not end; this is no candle file',
      );
    }
    for (const line of lines) this.#take(line);
  }

  /**
   * Ends the file and gives its candles.
   *
   * @throws Fault as {@link push}, and `market/empty-file`, `market/too-few-candles`, `market/bad-interval`, `market/off-grid`,
   * `market/gap`.
   */
  finish(): CandleSeries {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
    if (this.#line === 0) {
      throw new Fault(
        'market/empty-file',
        `the file is empty; it needs the header ${COLUMNS.join(',')} and rows`,
      );
    }
    const [ts, open, high, low, close, volume] = this.#columns.map((column) =>
      column.slice(0, this.#rows),
    );
    const { symbol, intervalMs, gaps = 'refuse' } = this.#options;
    const grid = placeOnGrid(ts, { intervalMs, gaps, firstLine: 2 });
    return { symbol, ...grid, length: this.#rows, ts, open, high, low, close, volume };
  }

  #take(raw: string): void {
    this.#line++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.#line === 1) {
      this.#header(line);
      return;
    }
    if (line.trim() === '') {
      this.#blank ||= this.#line;
      return;
    }
    if (this.#blank > 0)
      throw refuse('market/bad-row', this.#blank, 'the line is empty; remove it');
    this.#keep(parseRow(line, this.#line));
  }

  #header(line: string): void {
    const header = line.replace(/^\uFEFF/, '').trim();
    if (header === COLUMNS.join(',')) return;
    throw refuse(
      'market/bad-header',
      1,
      `the header is "${header.slice(0, 80)}"; it must be ${COLUMNS.join(',')}`,
    );
  }

  #keep(row: readonly number[]): void {
    const at = this.#rows;
    const before = at > 0 ? this.#columns[0][at - 1] : -1;
    if (row[0] === before) {
      const why = `ts ${row[0]} (${new Date(row[0]).toISOString()}) stands twice; remove one`;
      throw refuse('market/duplicate', this.#line, why);
    }
    if (row[0] < before) {
      const why = `ts ${row[0]} comes after ${before}; sort the rows by ts, oldest first`;
      throw refuse('market/out-of-order', this.#line, why);
    }
    if (at === this.#columns[0].length) this.#columns = this.#columns.map(doubled);
    for (let i = 0; i < row.length; i++) this.#columns[i][at] = row[i];
    this.#rows++;
  }
}

/**
 * A whole candle file that is already in memory.
 *
 * @throws Fault as {@link CandleReader}.
 */
export function parseCandles(text: string, options: ReadOptions): CandleSeries {
  const reader = new CandleReader(options);
  reader.push(text);
  return reader.finish();
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * column.length);
  longer.set(column);
  return longer;
}
