import { describe, expect, it } from 'vitest';
import type { Trade } from '#api';
import { marksOf } from './marks.ts';
import { drawdown } from './series.ts';

function trade(decision: number, at: number, rest: Partial<Trade> = {}): Trade {
  return {
    id: `${decision}/${at}`,
    at,
    asset: 'BTCUSDT',
    side: 'BUY',
    amountIn: '1',
    amountOut: '1',
    minOut: '1',
    price: '60000.125',
    fee: '0',
    gas: '0',
    impactBps: '0',
    realised: null,
    reason: 'because',
    decision,
    txHash: `0x${'0'.repeat(64)}`,
    block: 1,
    ...rest,
  };
}

describe('marksOf', () => {
  it('makes one mark of the slices of a decision', () => {
    const trades = [trade(1, 10), trade(1, 20, { price: '60010' }), trade(2, 30, { side: 'SELL' })];
    const marks = marksOf(trades, 'BTCUSDT', 'USDC', 0);
    expect(marks.map(({ x, shape }) => [x, shape])).toEqual([
      [10, 'up'],
      [30, 'down'],
    ]);
    expect(marks[0]!.text).toBe(
      '1 Jan 1970, 00:00: bought at 60,000.13 to 60,010.00 USDC in 2 slices. because',
    );
    expect(marks[1]!.text).toContain('sold at 60,000.13 USDC. because');
  });

  it('leaves out other pairs and what is before the range', () => {
    const trades = [trade(1, 10), trade(2, 20, { asset: 'ETHUSDT' }), trade(3, 30)];
    expect(marksOf(trades, 'BTCUSDT', 'USDC', 15).map(({ x }) => x)).toEqual([30]);
  });
});

describe('drawdown', () => {
  it('is how far a return stands below its highest so far', () => {
    const fall = drawdown([0, 10, null, -1, 21]);
    expect(fall.map((value) => value && Number(value.toFixed(6)))).toEqual([0, 0, null, -10, 0]);
  });
});
