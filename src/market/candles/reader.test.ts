import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '#kit';
import { CandleReader, parseCandles, type ReadOptions } from './reader.ts';
import { slice, spans } from './series.ts';

const HEADER = 'ts,open,high,low,close,volume';
const options: ReadOptions = { symbol: 'BTCUSDT' };

function row(minute: number, rest = '10,12,9,11,3.5'): string {
  return `${1_704_067_200_000 + minute * 60_000},${rest}`;
}

function file(...rows: string[]): string {
  return [HEADER, ...rows, ''].join('\n');
}

function faultOf(text: string, more: Partial<ReadOptions> = {}): Fault {
  try {
    parseCandles(text, { ...options, ...more });
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('the file was accepted');
}

describe('reading candles', () => {
  it('reads columns, interval and symbol', () => {
    const series = parseCandles(file(row(0), row(5), row(10)), options);
    expect(series).toMatchObject({
      symbol: 'BTCUSDT',
      intervalMs: 300_000,
      length: 3,
      gaps: [],
    });
    expect([...series.high]).toEqual([12, 12, 12]);
    expect([...series.volume]).toEqual([3.5, 3.5, 3.5]);
  });

  it('accepts a byte order mark, CRLF, empty lines at the end, no newline at the end', () => {
    const text = `\uFEFF${file(row(0), row(1)).replaceAll('\n', '\r\n')}\r\n\n`;
    expect(parseCandles(text, options).length).toBe(2);
    expect(parseCandles(text.trimEnd(), options).length).toBe(2);
  });

  it('gives the same candles however the file is cut into pieces', () => {
    const text = file(
      ...Array.from({ length: 40 }, (_, i) => row(i, `${i + 10},99,1,${i + 11},0`)),
    );
    const whole = parseCandles(text, options);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 }), (cuts) => {
        const reader = new CandleReader(options);
        const ends = [...cuts.toSorted((a, b) => a - b), text.length];
        let from = 0;
        for (const to of ends) {
          reader.push(text.slice(from, to));
          from = to;
        }
        expect(reader.finish()).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['market/bad-header', 1, `ts,open,high,low,close\n${row(0)}\n`],
    ['market/bad-header', 1, `${row(0)}\n${row(1)}\n`],
    ['market/bad-row', 3, file(row(0), `${row(1)},7`)],
    ['market/bad-row', 4, file(row(0), row(1), '1704067320000,10,12')],
    ['market/bad-row', 3, file(row(0), '', row(1))],
    ['market/bad-number', 2, file(row(0, '10,NaN,9,11,3'), row(1))],
    ['market/bad-number', 3, file(row(0), row(1, '10,Infinity,9,11,3'))],
    ['market/bad-number', 3, file(row(0), row(1, '10,1e999,9,11,3'))],
    ['market/bad-number', 3, file(row(0), row(1, '10,,9,11,3'))],
    ['market/bad-number', 3, file(row(0), row(1, '10,0x10,9,11,3'))],
    ['market/bad-price', 3, file(row(0), row(1, '10,12,0,11,3'))],
    ['market/bad-price', 3, file(row(0), row(1, '10,12,-9,11,3'))],
    ['market/bad-volume', 3, file(row(0), row(1, '10,12,9,11,-3'))],
    ['market/bad-ohlc', 3, file(row(0), row(1, '13,12,9,11,3'))],
    ['market/bad-ohlc', 3, file(row(0), row(1, '10,12,9,8,3'))],
    ['market/bad-ohlc', 2, file(row(0, '10,9,12,10,3'), row(1))],
    ['market/bad-timestamp', 2, file('1704067200000.5,10,12,9,11,3', row(1))],
    ['market/bad-timestamp', 2, file('1704067200000000,10,12,9,11,3')],
    ['market/duplicate', 4, file(row(0), row(1), row(1))],
    ['market/out-of-order', 4, file(row(0), row(2), row(1))],
    ['market/off-grid', 5, file(row(0), row(1), row(2), row(3.5), row(4.5))],
    ['market/gap', 5, file(row(0), row(1), row(2), row(6), row(7))],
  ])('refuses with %s and line %i', (code, line, text) => {
    const fault = faultOf(text);
    expect([fault.code, fault.meta['line']]).toEqual([code, line]);
    expect(fault.message).toContain(`line ${line}: `);
  });

  it('refuses what is no series at all', () => {
    expect(faultOf('').code).toBe('market/empty-file');
    expect(faultOf(`${HEADER}\n`).code).toBe('market/too-few-candles');
    expect(faultOf(file(row(0))).code).toBe('market/too-few-candles');
    expect(faultOf(file(row(0), row(0.25))).code).toBe('market/bad-interval');
    expect(faultOf(file(row(0), row(2880))).code).toBe('market/bad-interval');
    expect(faultOf(`${HEADER}\n${'7'.repeat(100_000)}`).code).toBe('market/bad-row');
  });

  it('names the missing span and, asked to, lists it', () => {
    const text = file(row(0), row(1), row(2), row(6), row(7));
    expect(faultOf(text).message).toContain(
      '3 candles missing before this row, from 2024-01-01T00:03:00.000Z to 2024-01-01T00:05:00.000Z',
    );
    const series = parseCandles(text, { ...options, gaps: 'report' });
    expect(series.gaps).toEqual([{ at: 3, missing: 3 }]);
    expect(spans(series)).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 5 },
    ]);
    expect(slice(series, 1, 4)).toMatchObject({ length: 3, gaps: [{ at: 2, missing: 3 }] });
    expect(slice(series, 3, 5).gaps).toEqual([]);
  });

  it('takes the most frequent step for the interval, and a stated one before it', () => {
    const text = file(row(0), row(5), row(10), row(20), row(25));
    expect(parseCandles(text, { ...options, gaps: 'report' }).intervalMs).toBe(300_000);
    expect(faultOf(text, { intervalMs: 60_000 }).meta).toMatchObject({ line: 3, missing: 4 });
  });
});
