/** Seasons on other candles than the bundled ones: hours, minutes, days, other pairs, very small and very large prices. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { StableReport } from '#season';
import { type Row, wavesOf, writeCandles } from './candle-files.ts';
import { hanse } from './command.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-data-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const shared = resolve(import.meta.dirname, '..', '../shared/data');

async function play(name: string, words: readonly string[]): Promise<StableReport> {
  const json = join(home, `${name}.json`);
  const said = await hanse(['season', '--rounds', '1', ...words, '--json', json], {
    seconds: 1500,
  });
  expect(said.code, said.err.slice(-2000)).toBe(0);
  const report = JSON.parse(readFileSync(json, 'utf8')) as StableReport;
  expect(report.season).toMatchObject({ status: 'finished', error: null });
  expect(report.journal.verified).toBe(true);
  expect(report.members.map(({ shareWeight }) => Number(shareWeight) > 0)).not.toContain(false);
  // The pool stands at the feed's price: a trade loses to its own impact and to nothing else.
  for (const { impactBps, id } of report.trades)
    expect(Math.abs(Number(impactBps)), id).toBeLessThan(20);
  return report;
}

function days(hourly: string): Row[] {
  const lines = gunzipSync(readFileSync(hourly)).toString().trimEnd().split('\n').slice(1);
  const hours = lines.map((line) => line.split(',').map(Number) as Row);
  return Array.from({ length: Math.floor(hours.length / 24) }, (_, day): Row => {
    const rows = hours.slice(24 * day, 24 * day + 24);
    const of = (column: 2 | 3 | 5): number[] => rows.map((row) => row[column]);
    const volume = of(5).reduce((a, b) => a + b, 0);
    return [rows[0]![0], rows[0]![1], Math.max(...of(2)), Math.min(...of(3)), rows[23]![4], volume];
  });
}

describe.skipIf(!existsSync(shared))(
  `real candles in ${shared} (skipped where they are missing)`,
  () => {
    const file = (name: string): string => join(shared, `binance_${name}.csv.gz`);

    it('one hourly file: the proposal keeps 5 % in cash', { timeout: 1_800_000 }, async () => {
      const report = await play('hourly', [
        '--members',
        '3',
        '--days',
        '10',
        '--data',
        file('usdm_1h_ETHUSDT'),
      ]);
      expect(report.season.assets).toMatchObject([
        { symbol: 'ETHUSDT', base: 'ETH', intervalMs: 3_600_000 },
      ]);
      expect(report.proposal).toMatchObject({
        state: 'executed',
        change: { after: { ETHUSDT: 9500, USDC: 500 } },
      });
      expect(report.distribution.cycles).toHaveLength(10);
    });

    it('two hourly files of other pairs', { timeout: 1_800_000 }, async () => {
      const data = ['usdm_1h_NEARUSDT', 'usdm_1h_BNBUSDT'].map(file);
      const report = await play('two', ['--members', '12', '--days', '3', '--data', ...data]);
      expect(report.proposal?.change.after).toEqual({ NEARUSDT: 9500, BNBUSDT: 500 });
      expect(report.members).toHaveLength(12);
    });

    it('minutes', { timeout: 1_800_000 }, async () => {
      const report = await play('minutes', [
        '--members',
        '3',
        '--days',
        '1',
        '--data',
        file('spot_1m_BTCUSDT_2025'),
      ]);
      expect(report.season.window.to - report.season.window.from).toBe(86_400_000);
    });

    it('days, with the line ends of another system', { timeout: 1_800_000 }, async () => {
      const path = writeCandles(home, 'BTCUSDT.csv', days(file('usdm_1h_BTCUSDT')), {
        newline: '\r\n',
      });
      const report = await play('days', ['--members', '3', '--days', '10', '--data', path]);
      expect(report.distribution.cycles.map(({ day }) => day)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
      ]);
    });
  },
);

describe('prices far from those of BTC', () => {
  it.each([
    ['a coin at 0.00001234', 'DUSTUSDT', 0.000_012_34],
    ['a coin at a million', 'GOLDUSDT', 1e6],
  ])('%s', { timeout: 1_800_000 }, async (_, symbol, price) => {
    const path = writeCandles(home, `${symbol}.csv`, wavesOf(6000, price));
    const report = await play(symbol, [
      '--members',
      '3',
      '--days',
      '1',
      '--seed',
      '1',
      '--data',
      path,
    ]);
    expect(report.trades.length).toBeGreaterThan(0);
    for (const trade of report.trades) expect(Number(trade.price) / price).toBeGreaterThan(0.85);
    for (const trade of report.trades) expect(Number(trade.price) / price).toBeLessThan(1.15);
  });
});
