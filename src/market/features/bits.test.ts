import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#kit';
import { slice } from '#market';
import { readCandles } from '#market/feeds';
import { featureRows } from './rows.ts';

/** Of the features of the first 3000 bundled candles; a change of it is a change of every model trained on them. */
const PINNED: Readonly<Record<string, string>> = {
  BTC: '0x70f2e8f6673de5ce3811d767e11a38b84e2fffda463ebcfb39b92ddc490944fc',
  ETH: '0x643779d46e3f35b620d3740195ffc0c990dc98bb7e1c52bbe6591f4b5852c6f7',
  SOL: '0xea639f6c892a67a4a5b31dcbeda6a29164de4894cd1fc097b576786aae25d2ee',
};

describe('the bits of the features', () => {
  it.each(Object.entries(PINNED))('of %s are the same on every machine', async (asset, hash) => {
    const file = `../../../data/candles/binance_spot_5m_${asset}USDT_2024.csv.gz`;
    const series = slice(await readCandles(resolve(import.meta.dirname, file)), 0, 3000);
    const { rows, first, names } = featureRows(series);
    const used = rows.slice(first * names.length);
    expect(used.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(sha256(new Uint8Array(used.buffer))).toBe(hash);
  });
});
