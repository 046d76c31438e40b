import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { impactEstimate, multiplierAt } from './impact.ts';
import { addRatio, ratio, ratioText } from './ratio.ts';

const decimal = (text: string) => ratio(parseDecimal(text, 12), 10n ** 12n);

describe('impact', () => {
  it('is estimated against the market or against the agents (V16)', () => {
    const { inputs, expected } = vector<
      Record<'base' | 'agent_volume' | 'tmv' | 'agents_total', string> & { multipliers: string[] },
      { impact_tmv: string[]; impact_agents: string[] }
    >('V16');
    const estimate = (total: string) =>
      inputs.multipliers.map((multiplier) =>
        impactEstimate({
          base: decimal(inputs.base),
          volume: BigInt(inputs.agent_volume),
          total: BigInt(total),
          multiplier: decimal(multiplier),
        }),
      );
    expect(estimate(inputs.tmv)).toEqual(expected.impact_tmv.map(decimal));
    expect(estimate(inputs.agents_total).map((r) => `${r.numerator}/${r.denominator}`)).toEqual(
      expected.impact_agents,
    );
  });

  it('follows the multiplier schedule (V17)', () => {
    const { inputs, expected } = vector<{ cycles: number[] }, { multiplier: string[] }>('V17');
    expect(inputs.cycles.map((cycle) => ratioText(multiplierAt(cycle), 1))).toEqual(
      expected.multiplier,
    );
  });

  it('refuses a total volume of zero', () => {
    const one = ratio(1n);
    expect(() => impactEstimate({ base: one, volume: 1n, total: 0n, multiplier: one })).toThrow(
      expect.objectContaining({ code: 'strategies/zero-denominator' }),
    );
  });
});

describe('ratio', () => {
  it('stays in lowest terms with a positive denominator', () => {
    expect(ratio(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
    expect(addRatio(ratio(1n, 6n), ratio(1n, 3n))).toEqual(ratio(1n, 2n));
    expect(ratio(0n, -7n)).toEqual({ numerator: 0n, denominator: 1n });
  });

  it('writes decimals rounded half away from zero', () => {
    expect(ratioText(ratio(2n, 3n), 4)).toBe('0.6667');
    expect(ratioText(ratio(-1n, 8n), 2)).toBe('-0.13');
    expect(ratioText(ratio(5n, 2n), 0)).toBe('3');
    expect(ratioText(ratio(-1n, 1000n), 2)).toBe('0.00');
  });
});
