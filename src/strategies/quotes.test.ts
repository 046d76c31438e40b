import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { influence } from './influence.ts';
import { ammPreset, checkConfig, seasonPreset } from './presets.ts';
import { lpFeeDown, quotes } from './quotes.ts';

describe('quotes', () => {
  it('stand around the mid, wider in thin liquidity (V24)', () => {
    const { inputs, expected } = vector<
      { mid: string; half_spread_bps: number; widen_factor_low_liquidity: string },
      Record<'bid' | 'ask' | 'bid_wide' | 'ask_wide', string>
    >('V24');
    const mid = parseDecimal(inputs.mid, 6);
    const near = quotes(mid, inputs.half_spread_bps);
    const wide = quotes(mid, inputs.half_spread_bps, Number(inputs.widen_factor_low_liquidity));
    expect([near.bid, near.ask, wide.bid, wide.ask]).toEqual(
      [expected.bid, expected.ask, expected.bid_wide, expected.ask_wide].map((text) =>
        parseDecimal(text, 6),
      ),
    );
  });

  it('round in our favour', () => {
    expect(quotes(3n, 1)).toEqual({ bid: 2n, ask: 4n });
    expect(quotes(1n, 0)).toEqual({ bid: 1n, ask: 1n });
  });

  it.each([
    [0n, 15, 1],
    [100n, -1, 1],
    [100n, 5000, 2],
    [100n, 0.5, 1],
    [100n, 15, 0],
  ])('refuse mid %d, %d bps × %d', (mid, spread, widen) => {
    expect(() => quotes(mid, spread, widen)).toThrow(
      expect.objectContaining({ code: 'strategies/bad-quote' }),
    );
  });
});

describe('lpFeeDown', () => {
  it('counts only the part of the liquidity in range (V23)', () => {
    const { inputs, expected } = vector<
      { volume: string; fee: string; liquidity_share: string[] },
      { fees: string[] }
    >('V23');
    const fees = inputs.liquidity_share.map((part) =>
      lpFeeDown(
        parseDecimal(inputs.volume, 6),
        Number(parseDecimal(inputs.fee, 6)),
        Number(parseDecimal(part, 4)),
      ),
    );
    expect(fees.map((fee) => formatDecimal(fee, 6))).toEqual(expected.fees);
    expect(lpFeeDown(999n, 3000, 10_000)).toBe(2n);
  });
});

describe('influence', () => {
  it('makes the larger agent more careful (V31)', () => {
    const { inputs, expected } = vector<
      { max_participation_bps: number; v_bps: number[]; base_clip_bps: number },
      { clip_bps: number[]; mode: string[] }
    >('V31');
    const all = inputs.v_bps.map((v) =>
      influence(v, inputs.base_clip_bps, inputs.max_participation_bps),
    );
    expect(all.map((one) => one.clipBps)).toEqual(expected.clip_bps);
    expect(all.map((one) => one.mode)).toEqual(expected.mode);
  });

  it('never grows with the volume', () => {
    for (let v = 0; v < 2100; v++) {
      expect(influence(v + 1, 200).clipBps).toBeLessThanOrEqual(influence(v, 200).clipBps);
    }
  });
});

describe('presets', () => {
  it('trade above 0.80 by default and above a given threshold in a season', () => {
    expect(ammPreset.threshold).toBe(800_000);
    expect(seasonPreset(450_000, 24)).toEqual({
      ...ammPreset,
      name: 'season',
      threshold: 450_000,
      horizon: 24,
    });
  });

  it.each([
    { threshold: 0.45 },
    { threshold: 0 },
    { threshold: 1_000_000 },
    { capBps: 201 },
    { planBps: 0 },
    { horizon: 0 },
    { strategy: 'toString' },
  ])('refuse %j', (wrong) => {
    expect(() => checkConfig({ ...ammPreset, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'strategies/bad-config',
        message: expect.stringContaining(Object.keys(wrong)[0]!),
      }),
    );
  });
});
