import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import type { Probabilities } from '#strategies';
import { buyAndHold } from './buy-and-hold.ts';
import { fillOnPaper } from './paper-fill.ts';
import { paperRun, type PaperSetup } from './paper.ts';
import { PRICE_SCALE, priceUnits } from './price.ts';

const usdc = (whole: number): bigint => BigInt(whole) * 1_000_000n;
const quote = { symbol: 'USDC', decimals: 6 };
const base = { symbol: 'BTC', decimals: 8 };
const bullish: Probabilities = { down: 50_000, flat: 50_000, up: 900_000 };
const bearish: Probabilities = { down: 900_000, flat: 50_000, up: 50_000 };
const calm: Probabilities = { down: 300_000, flat: 400_000, up: 300_000 };
const INTERVAL = 300_000;
const fees = { feePips: 500, gas: 0n, depth: usdc(2_000_000) };

function setup(closes: number[], signals: (Probabilities | null)[]): PaperSetup {
  return {
    times: closes.map((_, i) => 1_700_000_000_000 + i * INTERVAL),
    intervalMs: INTERVAL,
    markets: [
      { symbol: 'BTCUSDT', base, opens: [closes[0]!, ...closes.slice(0, -1)], closes, signals },
    ],
    quote,
    capital: usdc(100_000),
    policy: {
      strategy: 'long-flat',
      threshold: 800_000,
      planBps: 2000,
      capBps: 200,
      horizon: 12,
      slippageBps: 100,
      minimum: usdc(100),
      pairWeights: { BTCUSDT: 10_000 },
    },
    fees,
  };
}

/** A random walk with random signals: nothing to win but costs. */
function noise(seed: number, length: number): PaperSetup {
  const random = seededRandom(seed);
  let price = 50_000;
  const closes = Array.from({ length }, () => (price *= 1 + (random.unit() - 0.5) / 200));
  const signals = closes.map(() => [bullish, bearish, calm, null][random.below(4)]!);
  return setup(closes, signals);
}

describe('paperRun', () => {
  it('buys the plan in ten slices of 2 % and sells it again', () => {
    const prices = Array<number>(6).fill(50_000);
    const run = paperRun(setup(prices, [bullish, calm, calm, bearish, calm, calm]));
    const buys = run.trades.filter((trade) => trade.side === 'BUY');
    expect(buys.map((trade) => trade.amountIn)).toEqual(Array<bigint>(10).fill(usdc(2000)));
    expect(buys.every((trade) => trade.candle === 0)).toBe(true);
    expect(buys[0]!.time).toBe(1_700_000_300_000);
    expect(buys[9]!.time - buys[0]!.time).toBe(180_000);
    const sold = run.trades.filter((trade) => trade.side === 'SELL');
    expect(sold.reduce((sum, trade) => sum + trade.amountIn, 0n)).toBe(
      buys.reduce((sum, trade) => sum + trade.amountOut, 0n),
    );
    // A round trip at a constant price loses fees and impact, exactly: all of it is realised.
    const cost = run.trades.reduce((sum, trade) => sum + trade.fee + trade.impact, 0n);
    expect(run.nav.at(-1)! - usdc(100_000)).toBe(run.realised);
    expect(run.realised).toBeLessThan(0n);
    expect(Number(run.realised + cost)).toBeLessThanOrEqual(20);
    expect(run.finalReturn).toBeLessThan(0);
  });

  it('sees nothing of the future', () => {
    const whole = noise(7, 120);
    const full = paperRun(whole);
    expect(full.trades.length).toBeGreaterThan(20);
    for (const cut of [10, 57, 119]) {
      const market = whole.markets[0]!;
      const crash = (column: ArrayLike<number>, from: number) =>
        Array.from(column, (price, i) => (i >= from ? price / 10 : price));
      const other = paperRun({
        ...whole,
        markets: [
          {
            ...market,
            opens: crash(market.opens, cut),
            closes: crash(market.closes, cut),
            signals: market.signals.map((signal, i) => (i >= cut ? bullish : signal)),
          },
        ],
      });
      expect(other.nav.slice(0, cut)).toEqual(full.nav.slice(0, cut));
      const before = (run: typeof full) => run.trades.filter((trade) => trade.candle + 1 < cut);
      expect(before(other)).toEqual(before(full));
    }
  });

  it('accounts for every unit: NAV is capital, realised and unrealised result', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 150 }), (seed, length) => {
        const market = noise(seed, length);
        const run = paperRun(market);
        let [cash, held] = [market.capital, 0n];
        for (const trade of run.trades) {
          const buy = trade.side === 'BUY';
          cash += buy ? -trade.amountIn : trade.amountOut;
          held += buy ? trade.amountOut : -trade.amountIn;
          expect(cash >= 0n && held >= 0n).toBe(true);
        }
        const close = BigInt(Math.round(market.markets[0]!.closes[length - 1]! * 1e6));
        expect(run.nav.at(-1)).toBe(cash + (held * close) / 100_000_000n);
        const minutes = run.trades.map((trade) => trade.time);
        for (const end of minutes) {
          const recent = minutes.filter((time) => time > end - 60_000 && time <= end);
          expect(recent.length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('stops at the breaker when a candle falls 30 %', () => {
    const prices = [50_000, 50_000, 35_000, 35_000, 35_000];
    const eager = setup(
      prices,
      prices.map(() => bullish),
    );
    const run = paperRun({ ...eager, policy: { ...eager.policy, planBps: 5000 } });
    expect(run.trades.every((trade) => trade.candle < 2)).toBe(true);
    expect(run.refusals['guard/breaker']).toBe(2);
  });

  it('trades only as many slices as fit into the candle', () => {
    const minute = setup([50_000, 50_000, 50_000], [bullish, calm, calm]);
    const run = paperRun({
      ...minute,
      times: [0, 60_000, 120_000],
      intervalMs: 60_000,
    });
    expect(run.trades.map((trade) => trade.time)).toEqual([60_000, 80_000, 100_000]);
  });

  it('counts what it holds towards the plan, and closes it after the horizon', () => {
    const weak: Probabilities = { down: 400_000, flat: 300_000, up: 300_000 };
    const prices = Array<number>(8).fill(50_000);
    const market = setup(prices, [bullish, bullish, weak, weak, weak, weak, weak, calm]);
    const run = paperRun({ ...market, policy: { ...market.policy, horizon: 4 } });
    const buys = run.trades.filter((trade) => trade.side === 'BUY');
    expect(buys.every((trade) => trade.candle === 0)).toBe(true);
    const sold = run.trades.filter((trade) => trade.side === 'SELL');
    expect(sold.length).toBeGreaterThan(0);
    expect(sold.every((trade) => trade.candle === 4)).toBe(true);
  });

  it('holds its minimum against a quote after the fee', () => {
    const market = setup([50_000, 50_000], [bullish, calm]);
    const deep = { ...market.fees, depth: usdc(10 ** 12) };
    const strict = { ...market.policy, slippageBps: 1 };
    expect(paperRun({ ...market, fees: deep, policy: strict }).trades.length).toBe(10);
  });

  it('keeps the cash for the gas', () => {
    const market = setup([50_000, 50_000], [bullish, calm]);
    const whole = { ...market.policy, planBps: 10_000, capBps: 10_000, slippageBps: 500 };
    const run = paperRun({ ...market, fees: { ...fees, gas: 1n }, policy: whole });
    expect(run.trades).toEqual([]);
    expect(run.refusals).toEqual({ 'paper/no-cash': 1 });
  });

  it('does not fill past its minimum output', () => {
    const gap = setup([50_000, 50_000, 50_000], [bullish, calm, calm]);
    const market = { ...gap.markets[0]!, opens: [50_000, 50_600, 50_000] };
    const run = paperRun({ ...gap, markets: [market] });
    expect(run.trades).toEqual([]);
    expect(run.refusals['paper/slipped']).toBe(1);
  });

  it('shares one book between pairs by weight', () => {
    const prices = [100, 100, 100];
    const one = setup(prices, [bullish, calm, calm]);
    const markets = [
      one.markets[0]!,
      { ...one.markets[0]!, symbol: 'ETHUSDT', base: { symbol: 'ETH', decimals: 18 } },
    ];
    const pairWeights = { BTCUSDT: 7500, ETHUSDT: 2500 };
    const run = paperRun({ ...one, markets, policy: { ...one.policy, pairWeights } });
    const spent = (symbol: string) =>
      run.trades
        .filter((trade) => trade.symbol === symbol)
        .reduce((sum, trade) => sum + trade.amountIn, 0n);
    expect([spent('BTCUSDT'), spent('ETHUSDT')]).toEqual([usdc(15_000), usdc(5000)]);
  });

  it.each([
    { capital: 0n },
    { times: [] },
    { times: [1, 2] },
    { policy: { ...setup([1, 1, 1], [null, null, null]).policy, strategy: 'short' } },
  ])('refuses a wrong setup', (wrong) => {
    const good = setup([1, 1, 1], [null, null, null]);
    expect(() => paperRun({ ...good, ...wrong })).toThrow(
      expect.objectContaining({ code: 'trading/bad-setup' }),
    );
  });

  it('refuses a price of zero', () => {
    expect(() => paperRun(setup([1, 0, 1], [bullish, bullish, null]))).toThrow(
      expect.objectContaining({ code: 'trading/bad-price' }),
    );
  });
});

describe('fillOnPaper', () => {
  it('pays fee and the middle of its own price move', () => {
    const order = {
      side: 'BUY',
      amountIn: usdc(20_000),
      price: priceUnits(50_000, quote),
      decimals: 8,
      used: 0n,
    } as const;
    const fill = fillOnPaper(order, fees);
    expect(fill.fee).toBe(usdc(10));
    // 20 000 of 2 000 000 per per cent: the price moves 0.01 %, half of it is paid.
    expect(Number(fill.impact) / 1e6).toBeCloseTo(0.9995, 2);
    const next = fillOnPaper({ ...order, used: fill.notional }, fees);
    expect(Number(next.impact) / Number(fill.impact)).toBeCloseTo(3, 2);
  });

  it('rounds against the trader, even in the deepest pool', () => {
    const free = { feePips: 0, gas: 0n, depth: 10n ** 40n };
    const order = { price: priceUnits(50_000, quote), decimals: 18, used: 0n };
    const bought = fillOnPaper({ ...order, side: 'BUY', amountIn: usdc(50_000) }, free);
    expect(bought.amountOut < 10n ** 18n && bought.amountOut > 10n ** 18n - 10n ** 10n).toBe(true);
    const sold = fillOnPaper({ ...order, side: 'SELL', amountIn: 10n ** 18n }, free);
    expect(sold.amountOut).toBe(usdc(50_000) - 50n);
  });

  it('never gains on a round trip', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, usdc(1_000_000)),
        fc.bigInt(1n, usdc(100_000)).map((units) => units * PRICE_SCALE),
        fc.constantFrom(0, 6, 8, 18),
        (amountIn, price, decimals) => {
          const bought = fillOnPaper({ side: 'BUY', amountIn, price, decimals, used: 0n }, fees);
          const sell = {
            side: 'SELL',
            amountIn: bought.amountOut,
            price,
            decimals,
            used: 0n,
          } as const;
          expect(fillOnPaper(sell, fees).amountOut).toBeLessThan(amountIn);
        },
      ),
    );
  });
});

describe('buyAndHold', () => {
  const hold = { pairWeights: { A: 5000, B: 5000 }, quote, capital: usdc(1000), feePips: 0 };
  const market = (symbol: string, opens: number[], closes: number[]) => ({
    symbol,
    base,
    opens,
    closes,
  });

  it('follows the prices from the second open', () => {
    const run = buyAndHold({
      ...hold,
      markets: [market('A', [1, 10, 20], [10, 20, 40]), market('B', [9, 50, 50], [50, 25, 100])],
    });
    expect(run.nav).toEqual([usdc(1000), usdc(1250), usdc(3000)]);
    expect(run.finalReturn).toBe(2);
    expect(run.maxDrawdown).toBe(0);
  });

  it('pays the fee once', () => {
    const run = buyAndHold({
      ...hold,
      pairWeights: { A: 1 },
      feePips: 500,
      markets: [market('A', [10, 10, 10], [10, 10, 10])],
    });
    expect(run.nav).toEqual([usdc(1000), 999_500_000n, 999_500_000n]);
  });
});
