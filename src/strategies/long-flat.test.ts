import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { longFlat } from './long-flat.ts';
import { plannedVolume, rvrMarketBps } from './plan.ts';
import type { Situation } from './strategy.ts';

const usdc = (whole: number): bigint => BigInt(whole) * 1_000_000n;
const calm: Situation = {
  base: { symbol: 'WETH', decimals: 18 },
  quote: { symbol: 'USDC', decimals: 6 },
  probabilities: { down: 50_000, flat: 90_000, up: 860_000 },
  threshold: 800_000,
  position: { base: 0n, value: 0n, heldFor: 0 },
  pairWeight: 10_000,
  limits: {
    controlled: usdc(100_000),
    planBps: 2000,
    idle: usdc(100_000),
    minimum: usdc(10),
    horizon: 12,
  },
};
const holding = { base: 5n * 10n ** 18n, value: usdc(15_000), heldFor: 3 };

describe('longFlat', () => {
  it('buys the whole plan when up is above the threshold (V01, V03)', () => {
    const v01 = vector<{ acv: string; tmv: string }, { bps: number }>('V01');
    expect(rvrMarketBps(BigInt(v01.inputs.acv), BigInt(v01.inputs.tmv))).toBe(v01.expected.bps);
    const v03 = vector<{ acv: string }, { trade_volume: string }>('V03');
    const plan = BigInt(v03.expected.trade_volume);
    expect(plannedVolume(BigInt(v03.inputs.acv), 2000, 10_000)).toBe(plan);
    const decision = longFlat.decide(calm);
    expect(decision).toEqual({
      action: 'BUY',
      confidence: 860_000,
      size: plan * 1_000_000n,
      reason:
        'Buy WETH for 20000 USDC: p(up) 0.86 is above the threshold 0.80, and 0 USDC of the planned 20000 USDC are held.',
    });
  });

  it('rounds the ratio of volumes up, and refuses a market without volume', () => {
    expect([rvrMarketBps(0n, 1n), rvrMarketBps(1n, 1_000_000n)]).toEqual([0, 1]);
    for (const [controlled, market] of [
      [-1n, 1n],
      [1n, 0n],
    ] as const) {
      expect(() => rvrMarketBps(controlled, market)).toThrow(
        expect.objectContaining({ code: 'strategies/bad-volume' }),
      );
    }
  });

  it('does not trade at exactly the threshold (V02)', () => {
    const at = { ...calm, probabilities: { down: 100_000, flat: 100_000, up: 800_000 } };
    expect(longFlat.decide(at).action).toBe('HOLD');
    const above = { ...calm, probabilities: { down: 100_000, flat: 100_000, up: 800_001 } };
    expect(longFlat.decide(above).action).toBe('BUY');
  });

  it('weighs the plan by the pair and stops at what is idle', () => {
    expect(longFlat.decide({ ...calm, pairWeight: 2500 }).size).toBe(usdc(5000));
    const poor = { ...calm, limits: { ...calm.limits, idle: usdc(700) } };
    expect(longFlat.decide(poor).size).toBe(usdc(700));
    expect(longFlat.decide({ ...calm, pairWeight: 0 }).action).toBe('HOLD');
  });

  it('tops up to the plan and then holds', () => {
    expect(longFlat.decide({ ...calm, position: holding }).size).toBe(usdc(5000));
    const full = { ...holding, value: usdc(20_000) - 1n };
    expect(longFlat.decide({ ...calm, position: full })).toMatchObject({
      action: 'HOLD',
      size: 0n,
      reason:
        'Hold: p(up) 0.86 is above the threshold 0.80, but 19999.999999 USDC of the planned 20000 USDC are held already.',
    });
  });

  it('needs no minimum, but never buys nothing', () => {
    const free = { ...calm, limits: { ...calm.limits, minimum: 0n } };
    const missing = (units: bigint) =>
      longFlat.decide({ ...free, position: { ...holding, value: usdc(20_000) - units } });
    expect(missing(1n)).toMatchObject({ action: 'BUY', size: 1n });
    expect(missing(0n).action).toBe('HOLD');
    expect(missing(-1n).action).toBe('HOLD');
    expect(longFlat.decide({ ...free, limits: { ...free.limits, idle: 0n } }).action).toBe('HOLD');
    const exact = { ...calm, position: { ...holding, value: usdc(19_990) } };
    expect(longFlat.decide(exact).size).toBe(usdc(10));
  });

  it('sells everything when down is above the threshold', () => {
    const probabilities = { down: 810_000, flat: 100_000, up: 90_000 };
    expect(longFlat.decide({ ...calm, probabilities, position: holding })).toEqual({
      action: 'SELL',
      confidence: 810_000,
      size: holding.base,
      reason: 'Sell 5 WETH: p(down) 0.81 is above the threshold 0.80.',
    });
    expect(longFlat.decide({ ...calm, probabilities })).toMatchObject({
      action: 'HOLD',
      reason: 'Hold: p(down) 0.81 is above the threshold 0.80, but nothing is held to sell.',
    });
  });

  it('closes after the horizon only when down has become likelier than up', () => {
    const late = { ...holding, heldFor: 12 };
    const bearish = { down: 300_000, flat: 500_000, up: 200_000 };
    const bullish = { down: 200_000, flat: 500_000, up: 300_000 };
    const act = (position: typeof late, probabilities: typeof bearish): string =>
      longFlat.decide({ ...calm, position, probabilities }).action;
    expect(act(late, bearish)).toBe('SELL');
    expect(act(late, bullish)).toBe('HOLD');
    expect(act({ ...late, heldFor: 11 }, bearish)).toBe('HOLD');
  });

  it('follows the likelier of up and down where both pass a low threshold', () => {
    const low = { ...calm, threshold: 300_000, position: holding };
    const up = { down: 400_000, flat: 150_000, up: 450_000 };
    expect(longFlat.decide({ ...low, probabilities: up }).action).toBe('BUY');
    const down = { down: 450_000, flat: 150_000, up: 400_000 };
    expect(longFlat.decide({ ...low, probabilities: down }).action).toBe('SELL');
    const flat = { down: 100_000, flat: 480_000, up: 420_000 };
    expect(longFlat.decide({ ...low, probabilities: flat })).toMatchObject({
      action: 'HOLD',
      confidence: 480_000,
      reason: 'Hold: p(up) 0.42 is above the threshold 0.30, but flat is no less likely at 0.48.',
    });
  });

  it('never spends more than is idle or planned, nor sells more than is held', () => {
    const p = fc.integer({ min: 0, max: 1_000_000 });
    const amount = fc.bigInt(0n, 10n ** 15n);
    fc.assert(
      fc.property(
        fc.record({ down: p, flat: p, up: p }),
        fc.integer({ min: 0, max: 999_999 }),
        fc.record({ base: amount, value: amount, heldFor: fc.nat(50) }),
        fc.nat(10_000),
        fc.record({ controlled: amount, idle: amount, minimum: amount }),
        (probabilities, threshold, position, pairWeight, limits) => {
          const situation: Situation = {
            ...calm,
            probabilities,
            threshold,
            position,
            pairWeight,
            limits: { ...calm.limits, ...limits },
          };
          const { action, size } = longFlat.decide(situation);
          const plan = plannedVolume(limits.controlled, calm.limits.planBps, pairWeight);
          if (action === 'HOLD') expect(size).toBe(0n);
          else expect(size).toBeGreaterThan(0n);
          if (action === 'SELL') expect(size).toBe(position.base);
          if (action === 'BUY') {
            expect(probabilities.up).toBeGreaterThan(threshold);
            expect(size).toBeLessThanOrEqual(limits.idle);
            expect(size + position.value).toBeLessThanOrEqual(plan);
          }
        },
      ),
    );
  });

  it.each([
    ['threshold', { threshold: 0.8 }],
    ['threshold', { threshold: 1_000_000 }],
    ['pairWeight', { pairWeight: 10_001 }],
    ['position.base', { position: { ...holding, base: -1n } }],
    ['limits.idle', { limits: { ...calm.limits, idle: -1n } }],
  ])('refuses a wrong %s', (field, wrong) => {
    expect(() => longFlat.decide({ ...calm, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'strategies/bad-situation',
        message: expect.stringContaining(field),
      }),
    );
  });
});
