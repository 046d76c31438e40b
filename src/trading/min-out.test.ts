import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { exactInput, minOutUp } from './min-out.ts';

describe('minOutUp', () => {
  it('rounds up, in the vault’s favour (V26)', () => {
    const { inputs, expected } = vector<
      { quote_out: string; slippage_bps: number },
      { min_out: string; floor_would_be: string }
    >('V26');
    const minOut = minOutUp(BigInt(inputs.quote_out), inputs.slippage_bps);
    expect(minOut).toBe(BigInt(expected.min_out));
    expect(minOut).toBe(BigInt(expected.floor_would_be) + 1n);
  });

  it('is never lower than the exact figure nor more than a unit above it', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), fc.integer({ min: 0, max: 9999 }), (quote, bps) => {
        const tooMuch = minOutUp(quote, bps) * 10_000n - quote * BigInt(10_000 - bps);
        expect(tooMuch).toBeGreaterThanOrEqual(0n);
        expect(tooMuch).toBeLessThan(10_000n);
      }),
    );
  });

  it.each([-1, 10_000, 0.5])('refuses %d bps', (bps) => {
    expect(() => minOutUp(1n, bps)).toThrow(
      expect.objectContaining({ code: 'trading/bad-slippage' }),
    );
  });
});

describe('exactInput', () => {
  const { inputs, expected } = vector<
    {
      amount_eth: string;
      fee: number;
      deadline_s: number;
      gas: number;
      gas_price_gwei: number;
      slippage_tolerance: string;
      quote_out: string;
    },
    Record<
      | 'amountIn'
      | 'fee_fraction'
      | 'max_gas_cost_wei'
      | 'amountOutMinimum_source'
      | 'amountOutMinimum_required',
      string
    >
  >('V25');
  const wish = {
    amountIn: parseDecimal(inputs.amount_eth, 18),
    quoteOut: BigInt(inputs.quote_out),
    fee: inputs.fee,
    slippageBps: Number(parseDecimal(inputs.slippage_tolerance, 4)),
    now: 1_700_000_000n,
    patience: BigInt(inputs.deadline_s),
    gas: BigInt(inputs.gas),
    gasPrice: BigInt(inputs.gas_price_gwei) * 10n ** 9n,
  };

  it('states every bound (V25)', () => {
    expect(exactInput(wish)).toEqual({
      amountIn: BigInt(expected.amountIn),
      fee: Number(parseDecimal(expected.fee_fraction, 6)),
      deadline: 1_700_000_060n,
      amountOutMinimum: BigInt(expected.amountOutMinimum_required),
      maxGasCost: BigInt(expected.max_gas_cost_wei),
    });
  });

  it('never asks for the minimum of 0', () => {
    expect(() => exactInput({ ...wish, quoteOut: 0n })).toThrow(
      expect.objectContaining({ code: 'trading/no-min-out' }),
    );
  });
});
