import { Fault } from '#kit';

/** The columns a candle file must have, in this order. */
export const COLUMNS = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const;

/** One candle: ts, open, high, low, close, volume. */
export type Row = readonly [number, number, number, number, number, number];

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** 2100-01-01: a time beyond it is not in milliseconds. */
const LATEST = 4_102_444_800_000;

/**
 * One line of a candle file as numbers, checked by itself.
 *
 * @param line 1-based number of the line in its file, for the message.
 * @throws Fault `market/bad-row` for a wrong number of columns, `market/bad-number`, `market/bad-timestamp`, `market/bad-price`,
 * `market/bad-volume`, `market/bad-ohlc`; `meta.line` says where.
 */
export function parseRow(text: string, line: number): Row {
  const fields = text.split(',');
  if (fields.length !== COLUMNS.length) {
    throw refuse(
      'market/bad-row',
      line,
      `${fields.length} columns instead of ${COLUMNS.length}; write ${COLUMNS.join(',')}`,
    );
  }
  const row: number[] = [];
  for (let i = 0; i < COLUMNS.length; i++) {
    const field = fields[i].trim();
    const value = NUMBER.test(field) ? Number(field) : Number.NaN;
    if (!Number.isFinite(value)) {
      throw refuse(
        'market/bad-number',
        line,
        `${COLUMNS[i]} is "${field.slice(0, 40)}", which is no finite number; correct the field`,
      );
    }
    row.push(value);
  }
  const candle = row as unknown as Row;
  checkRow(candle, line);
  return candle;
}

function checkRow([ts, open, high, low, close, volume]: Row, line: number): void {
  if (!Number.isInteger(ts) || ts < 0 || ts > LATEST) {
    const why = `ts is ${ts}; write the opening time as whole milliseconds since 1970, UTC`;
    throw refuse('market/bad-timestamp', line, why);
  }
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (price > 0) continue;
    throw refuse('market/bad-price', line, `${name} is ${price}; a price must be above zero`);
  }
  if (volume < 0)
    throw refuse('market/bad-volume', line, `volume is ${volume}; it must be zero or more`);
  if (high < low || high < open || high < close || low > open || low > close) {
    throw refuse(
      'market/bad-ohlc',
      line,
      `open ${open}, high ${high}, low ${low}, close ${close} cannot be one candle; high must be the highest and low the lowest: correct the row`,
    );
  }
}

/** A fault about one line of a candle file. */
export function refuse(code: string, line: number, why: string): Fault {
  return new Fault(code, `line ${line}: ${why}`, { meta: { line } });
}
