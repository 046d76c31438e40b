import { describe, expect, it } from 'vitest';
import { longFlat, strategyHash } from '#strategies';
import { priceUnits } from '#trading';
import { consider } from './consider.ts';
import { Memory } from './memory.ts';
import type { Book, Observation, Orders } from './observation.ts';

const NOON = Date.UTC(2024, 5, 1, 12);
const MODEL = `0x${'11'.repeat(32)}` as const;
const UNIT = 1_000_000n;

const orders: Orders = {
  threshold: 500_000,
  planBps: 2000,
  slippageBps: 100,
  capBps: 200,
  horizon: 6,
  modelHash: MODEL,
  strategyHash: strategyHash(longFlat, 6),
  pairWeights: { BTCUSDT: 10_000 },
};
const seen: Observation = {
  symbol: 'BTCUSDT',
  base: { symbol: 'BTC', decimals: 8 },
  quote: { symbol: 'USDC', decimals: 6 },
  candle: 10,
  at: NOON,
  price: priceUnits(50_000, { decimals: 6 }),
  ceiling: priceUnits(50_000, { decimals: 6 }),
  probabilities: { down: 100_000, flat: 200_000, up: 700_000 },
  modelHash: MODEL,
  featuresHash: `0x${'22'.repeat(32)}`,
};
const book: Book = {
  nav: 1_000_000n * UNIT,
  idle: 1_000_000n * UNIT,
  index: 1_000_000n * UNIT,
  paused: false,
  held: { BTCUSDT: 0n },
  block: 100,
};

/** A memory whose heart beat a block ago. */
function fresh(): Memory {
  const memory = new Memory();
  memory.confirm(99, NOON);
  return memory;
}

describe('what the agent means to do', () => {
  it('is a plan of a fifth of the book, in slices of at most 2 %', () => {
    const intent = consider(seen, book, orders, fresh(), 15);
    expect(intent.verdict).toBe('strategy/buy');
    expect(intent.size).toBe(200_000n * UNIT);
    expect(intent.slices.reduce((sum, slice) => sum + slice, 0n)).toBe(intent.size);
    for (const slice of intent.slices) expect(slice).toBeLessThanOrEqual(20_000n * UNIT);
    expect(consider(seen, book, orders, fresh(), 3).slices).toHaveLength(3);
  });

  it('is nothing at the threshold itself, and nothing without weight', () => {
    const at = { ...seen, probabilities: { down: 300_000, flat: 200_000, up: 500_000 } };
    expect(consider(at, book, orders, fresh(), 15).verdict).toBe('strategy/hold');
    const out = { ...orders, pairWeights: {} };
    expect(consider(seen, book, out, fresh(), 15).verdict).toBe('strategy/hold');
  });

  it('is nothing once value per share lies over 5 % under its high of a day, and comes back with the day', () => {
    const memory = fresh();
    expect(consider(seen, book, orders, memory, 15).action).toBe('BUY');
    const later = (minutes: number, index: bigint) => {
      const at = NOON + minutes * 60_000;
      memory.confirm(100, at);
      return consider({ ...seen, at }, { ...book, index }, orders, memory, 15);
    };
    expect(later(5, 950_000n * UNIT).action).toBe('BUY');
    const tripped = later(10, 949_999n * UNIT);
    expect(tripped).toMatchObject({ action: 'HOLD', verdict: 'guard/breaker', size: 0n });
    expect(tripped.reason).toMatch(/under its 24-hour high.*The strategy wanted: Buy BTC/s);
    expect(later(23 * 60, 940_000n * UNIT).verdict).toBe('guard/breaker');
    expect(later(25 * 60, 940_000n * UNIT).action).toBe('BUY');
  });

  it('is nothing while the vault is paused, the heartbeat is old or the minute is full', () => {
    expect(consider(seen, { ...book, paused: true }, orders, fresh(), 15).verdict).toBe(
      'guard/paused',
    );
    const old = new Memory();
    old.confirm(99, NOON - 300_001);
    expect(consider(seen, book, orders, old, 15).verdict).toBe('guard/stale-heartbeat');
    const far = new Memory();
    far.confirm(74, NOON);
    expect(consider(seen, book, orders, far, 15).verdict).toBe('guard/stale-heartbeat');
    const busy = fresh();
    for (const ago of [40_000, 20_000, 0]) busy.traded('BTCUSDT', NOON - ago);
    expect(consider(seen, book, orders, busy, 15).verdict).toBe('guard/too-frequent');
  });

  it('follows no model and no strategy but those that were voted on', () => {
    const other = `0x${'33'.repeat(32)}` as const;
    expect(() => consider({ ...seen, modelHash: other }, book, orders, fresh(), 15)).toThrow(
      /governance activated 0x1111/,
    );
    expect(() => consider(seen, book, { ...orders, strategyHash: other }, fresh(), 15)).toThrow(
      /mandate names strategy 0x3333.*long-flat 1 over 6 candles/,
    );
    expect(() => consider(seen, book, { ...orders, horizon: 7 }, fresh(), 15)).toThrow(
      expect.objectContaining({ code: 'strategies/unknown' }),
    );
  });
});
