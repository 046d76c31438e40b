import { describe, expect, it } from 'vitest';
import { onChainPolicy } from './on-chain-policy.ts';
import { checkProfitPolicy, profitPolicies } from './policy.ts';

describe('profit policy', () => {
  it('accepts each preset after a trip through JSON', () => {
    for (const preset of Object.values(profitPolicies)) {
      expect(checkProfitPolicy(JSON.parse(JSON.stringify(preset)))).toEqual(preset);
    }
  });

  it.each([
    [null, 'the policy'],
    [[], 'the policy'],
    [{ ...profitPolicies.amm, name: 'Über' }, 'name'],
    [{ ...profitPolicies.amm, bps: [6000, 4000] }, 'bps'],
    [{ ...profitPolicies.amm, bps: { ...profitPolicies.amm.bps, holders: 6001 } }, 'sum of bps'],
    [{ ...profitPolicies.amm, bps: { ...profitPolicies.amm.bps, holders: 6000.5 } }, 'bps.holders'],
    [{ ...profitPolicies.amm, bps: { ...profitPolicies.amm.bps, reinvest: -1 } }, 'bps.reinvest'],
    [{ ...profitPolicies.amm, bps: { ...profitPolicies.amm.bps, agent: 0 } }, 'bps.agent'],
    [{ name: 'x', bps: { holders: 10_000 }, aiToContributors: 0 }, 'bps.contributors'],
    [{ ...profitPolicies.amm, aiToContributors: '100' }, 'aiToContributors'],
  ])('refuses %j naming %s', (value, field) => {
    expect(() => checkProfitPolicy(value)).toThrow(
      expect.objectContaining({
        code: 'treasury/bad-policy',
        message: expect.stringContaining(field),
      }),
    );
  });
});

describe('onChainPolicy', () => {
  it('pays contributors out of the ai bucket, and still sums to 10 000', () => {
    const { amm, nexus, merged } = profitPolicies;
    const parts = [amm, nexus, merged].map((policy) => Object.values(onChainPolicy(policy)));
    expect(parts).toEqual([
      [6000, 2000, 1000, 1000],
      [0, 0, 10_000, 0],
      [6000, 2000, 1000, 1000],
    ]);
  });

  it('refuses what the contract would round otherwise', () => {
    const bps = { holders: 0, contributors: 5000, reinvest: 0, ai: 5000, treasury: 0 };
    expect(() => onChainPolicy({ name: 'both', bps, aiToContributors: 0 })).toThrow(
      expect.objectContaining({ code: 'treasury/not-on-chain' }),
    );
  });
});
