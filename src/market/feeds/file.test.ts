import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { symbolOf } from '#market';
import { readCandles } from './file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hanse-feeds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = Array.from(
  { length: 500 },
  (_, i) => `${i * 60_000},${10 + (i % 7)},20,5,${11 + (i % 5)},${i}`,
);
const TEXT = `ts,open,high,low,close,volume\n${ROWS.join('\n')}\n`;

function put(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('candle files', () => {
  it.each(['BTC', 'ETH', 'SOL'])('reads the bundled %s candles without a gap', async (asset) => {
    const path = resolve(
      import.meta.dirname,
      `../../../data/candles/binance_spot_5m_${asset}USDT_2024.csv.gz`,
    );
    const series = await readCandles(path);
    expect(series).toMatchObject({ symbol: `${asset}USDT`, intervalMs: 300_000, gaps: [] });
    expect(series.length).toBe(asset === 'SOL' ? 72_027 : 71_768);
    expect(series.ts[0]).toBe(Date.UTC(2024, 0, 1));
  });

  it('reads plain and packed alike', async () => {
    const plain = await readCandles(put('ETH-USD.csv', TEXT));
    const packed = await readCandles(put('ETHUSD_1m.csv.gz', gzipSync(TEXT)));
    expect(plain).toEqual(packed);
    expect(plain).toMatchObject({ symbol: 'ETHUSD', length: 500 });
    expect((await readCandles(put('x.csv', TEXT), { symbol: 'ABC' })).symbol).toBe('ABC');
  });

  it.each([
    ['market/no-file', () => join(folder, 'none.csv')],
    ['market/is-folder', () => folder],
    ['market/unknown-format', () => put('a.parquet', 'PAR1')],
    ['market/empty-file', () => put('b.csv', '')],
    ['market/empty-file', () => put('c.csv.gz', '')],
    ['market/empty-file', () => put('d.csv.gz', gzipSync(''))],
    ['market/not-gzip', () => put('e.csv.gz', TEXT)],
    ['market/not-text', () => put('f.csv', gzipSync(TEXT))],
    ['market/not-text', () => put('g.csv', Uint8Array.of(0x74, 0x73, 0xff, 0xfe, 0x0a))],
    ['market/truncated-gzip', () => put('h.csv.gz', gzipSync(TEXT).subarray(0, 900))],
    ['market/corrupt-gzip', () => put('i.csv.gz', gzipSync(TEXT).fill(0x55, 40, 120))],
    ['market/duplicate', () => put('j.csv', `${TEXT}${ROWS.at(-1)}\n`)],
  ])('refuses with %s and the path', async (code, make) => {
    const path = make();
    await expect(readCandles(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(path),
      meta: { path },
    });
  });

  it('finds the pair in a file name', () => {
    expect(symbolOf('/a/binance_spot_5m_BTCUSDT_2024.csv.gz')).toBe('BTCUSDT');
    expect(symbolOf('SOL-USDC-1h.csv')).toBe('SOLUSDC');
    expect(symbolOf('my candles.csv')).toBe('MY CANDLES');
  });
});
