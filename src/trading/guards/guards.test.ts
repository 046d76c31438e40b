import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kit';
import { vector } from '../../../test/vectors.ts';
import { guardBreaker, RollingHigh } from './breaker.ts';
import { guardExpectedValue } from './expected-value.ts';
import { guardFrequency } from './frequency.ts';
import { guardHeartbeat } from './heartbeat.ts';
import { guardMinimumOutput } from './minimum-output.ts';
import { guardTradeCap } from './trade-cap.ts';
import { checkAll, verdict } from './verdict.ts';

describe('guardTradeCap', () => {
  it('passes 2 % of the vault and refuses 2.01 %', () => {
    expect(guardTradeCap({ amount: 2000n, vault: 100_000n, capBps: 200 }).ok).toBe(true);
    expect(guardTradeCap({ amount: 2001n, vault: 100_000n, capBps: 200 }).ok).toBe(false);
    expect(guardTradeCap({ amount: 2010n, vault: 100_000n, capBps: 200 })).toEqual({
      ok: false,
      code: 'guard/over-trade-cap',
      sentence:
        'The trade of 2010 units is 2.01 % of the vault; one trade needs more than 0 and at most 2.00 %: slice the plan.',
    });
  });

  it('refuses a trade of nothing and a trade from an empty vault', () => {
    expect(guardTradeCap({ amount: 0n, vault: 100n, capBps: 200 }).ok).toBe(false);
    expect(guardTradeCap({ amount: 1n, vault: 0n, capBps: 200 }).ok).toBe(false);
  });
});

describe('guardFrequency', () => {
  it('allows three a minute in a sliding window (V29)', () => {
    const { inputs, expected } = vector<
      { limit_per_token_per_min: number; times_s: number[] },
      { allowed: boolean[] }
    >('V29');
    const past: number[] = [];
    const allowed = inputs.times_s.map((second) => {
      const now = 1_700_000_000_000 + second * 1000;
      const limit = inputs.limit_per_token_per_min;
      const { ok } = guardFrequency({ token: 'WETH', past, now, limit });
      if (ok) past.push(now);
      return ok;
    });
    expect(allowed).toEqual(expected.allowed);
  });

  it('never lets more than the limit into any window', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { maxLength: 60 }), (waits) => {
        const past: number[] = [];
        let now = 0;
        for (const wait of waits) {
          now += wait;
          if (guardFrequency({ token: 'WETH', past, now }).ok) past.push(now);
        }
        for (const end of past) {
          expect(past.filter((t) => t > end - 60_000 && t <= end).length).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});

describe('guardHeartbeat', () => {
  it('counts blocks (V30)', () => {
    const { inputs, expected } = vector<
      { last_updated_block: number; max_age_blocks: number; now: number[] },
      { trade_allowed: boolean[] }
    >('V30');
    const allowed = inputs.now.map(
      (block) =>
        guardHeartbeat({
          lastBlock: inputs.last_updated_block,
          maxBlocks: inputs.max_age_blocks,
          block,
          lastTime: 0,
          now: 0,
        }).ok,
    );
    expect(allowed).toEqual(expected.trade_allowed);
  });

  it.each([
    [300_000, true],
    [300_001, false],
    [-1, false],
  ])('counts time: %d ms', (now, ok) => {
    expect(guardHeartbeat({ lastBlock: 1, block: 1, lastTime: 0, now }).ok).toBe(ok);
  });
});

describe('guardBreaker', () => {
  it('trips on more than 5 %, not on exactly 5 % (V28)', () => {
    const { inputs, expected } = vector<
      { x_bps: number; nav: [string, string][] },
      { paused: boolean[] }
    >('V28');
    const paused = inputs.nav.map(
      ([high, value]) =>
        !guardBreaker({
          high: parseDecimal(high, 18),
          value: parseDecimal(value, 18),
          maxLossBps: inputs.x_bps,
        }).ok,
    );
    expect(paused).toEqual(expected.paused);
  });

  it('trips in the same step on a candle of −30 %', () => {
    const high = new RollingHigh();
    expect(high.push({ time: 0, value: 100n })).toBe(100n);
    const crash = { time: 300_000, value: 70n };
    expect(guardBreaker({ high: high.push(crash), value: crash.value })).toMatchObject({
      ok: false,
      sentence: 'Value per share is 30.00 % under its 24-hour high; trading pauses (limit 5.00 %).',
    });
  });

  it('has the same high as a search through the window', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 400 }), value: fc.bigInt(1n, 50n) }),
      { maxLength: 3000, minLength: 1 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const rolling = new RollingHigh(1000);
        const points: { time: number; value: bigint }[] = [];
        let time = 0;
        for (const { wait, value } of list) {
          time += wait;
          points.push({ time, value });
          let high = 0n;
          for (let i = points.length - 1; i >= 0 && points[i]!.time >= time - 1000; i--)
            if (points[i]!.value > high) high = points[i]!.value;
          expect(rolling.push({ time, value })).toBe(high);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('guardMinimumOutput', () => {
  it.each([
    [0n, false],
    [329_999_999n, false],
    [330_000_000n, true],
    [333_333_333n, true],
  ])('with a minimum of %d for V26', (minOut, ok) => {
    const given = guardMinimumOutput({ minOut, quoteOut: 333_333_333n, slippageBps: 100 });
    expect(given.ok).toBe(ok);
  });

  it('refuses 0 even where the quote is 0', () => {
    expect(guardMinimumOutput({ minOut: 0n, quoteOut: 0n, slippageBps: 100 }).ok).toBe(false);
  });
});

describe('guardExpectedValue', () => {
  it.each([
    [30n, true],
    [29n, false],
  ])('weighs a gain of %d against costs of 30', (gain, ok) => {
    expect(guardExpectedValue({ gain, fee: 10n, impact: 15n, gas: 5n }).ok).toBe(ok);
  });
});

describe('checkAll', () => {
  it('needs every guard to agree and tells each refusal', () => {
    const yes = verdict('guard/a', true, 'Fine.');
    const no = verdict('guard/b', false, 'Not fine.');
    expect(checkAll([yes, yes])).toEqual({ ok: true, verdicts: [yes, yes], refusals: [] });
    expect(checkAll([yes, no])).toEqual({ ok: false, verdicts: [yes, no], refusals: [no] });
  });

  it('refuses where nobody checked', () => {
    expect(checkAll([])).toMatchObject({ ok: false, refusals: [{ code: 'guard/no-guards' }] });
  });
});
