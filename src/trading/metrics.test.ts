import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { maxDrawdown, returnsOf, riskMetrics } from './metrics.ts';
import { rebalanceDeltas } from './rebalance.ts';

describe('riskMetrics', () => {
  it('follows the conventions (V40)', () => {
    const { inputs, expected } = vector<
      { daily_returns: number[]; rf: number; periods_per_year: number },
      Record<string, string>
    >('V40');
    const metrics = riskMetrics(inputs.daily_returns, {
      riskFree: inputs.rf,
      periodsPerYear: inputs.periods_per_year,
    });
    const names = {
      mean: metrics.mean,
      stdev_sample: metrics.deviation,
      sharpe_daily: metrics.sharpe,
      sharpe_annual: metrics.sharpeAnnual,
      var95_historical: metrics.valueAtRisk,
      var95_gaussian: metrics.valueAtRiskGaussian,
      max_drawdown: metrics.maxDrawdown,
    };
    for (const [name, value] of Object.entries(names)) {
      expect(Math.abs(value - Number(expected[name])), name).toBeLessThan(1e-12);
    }
  });

  it('takes the nearest rank: the first of 20, the second of 21', () => {
    const twenty = Array.from({ length: 20 }, (_, i) => -i / 100);
    expect(riskMetrics(twenty).valueAtRisk).toBe(0.19);
    expect(riskMetrics([...twenty, -0.2]).valueAtRisk).toBe(0.19);
  });

  it('is 0 where returns do not vary, and refuses what is none', () => {
    expect(riskMetrics([0, 0, 0])).toMatchObject({ sharpe: 0, valueAtRisk: 0, maxDrawdown: 0 });
    expect(() => riskMetrics([0.1])).toThrow(
      expect.objectContaining({ code: 'trading/too-few-returns' }),
    );
    expect(() => riskMetrics([0.1, Number.NaN])).toThrow(
      expect.objectContaining({ code: 'trading/bad-return' }),
    );
  });

  it('measures the deepest fall, not the last one', () => {
    expect(maxDrawdown([100, 50, 200, 120, 240])).toBe(0.5);
    expect(returnsOf([100, 110, 99])).toEqual([110 / 100 - 1, 99 / 110 - 1]);
  });
});

describe('rebalanceDeltas', () => {
  it('reaches the target and conserves value (V39)', () => {
    const { inputs, expected } = vector<
      {
        value: Record<'BTC' | 'ETH' | 'USDC', number>;
        target_bps: Record<'BTC' | 'ETH' | 'USDC', number>;
      },
      { delta: Record<string, number>; sum: number }
    >('V39');
    const { BTC, ETH, USDC } = inputs.value;
    const value = { BTC: BigInt(BTC), ETH: BigInt(ETH), USDC: BigInt(USDC) };
    const deltas = rebalanceDeltas(value, inputs.target_bps, 'USDC');
    const entries = Object.entries(deltas).map(([asset, delta]) => [asset, Number(delta)]);
    expect(Object.fromEntries(entries)).toEqual(expected.delta);
    expect(Object.values(deltas).reduce((sum, delta) => sum + delta, 0n)).toBe(0n);
  });

  it('leaves the rounding in cash', () => {
    expect(rebalanceDeltas({ A: 2n, USDC: 5n }, { A: 3333, USDC: 6667 }, 'USDC')).toEqual({
      A: 0n,
      USDC: 0n,
    });
  });

  it('refuses an asset without a target', () => {
    const value: Record<string, bigint> = { A: 1n, B: 1n };
    expect(() => rebalanceDeltas(value, { A: 10_000 }, 'A')).toThrow(
      expect.objectContaining({ code: 'trading/bad-target' }),
    );
  });
});
