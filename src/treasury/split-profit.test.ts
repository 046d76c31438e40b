import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, formatDecimal, parseDecimal } from '#kit';
import { vector } from '../../test/vectors.ts';
import { profitPolicies } from './policy.ts';
import { splitProfit } from './split-profit.ts';

type Buckets = { holders: string; reinvest: string; ai: string; treasury: string };
const { amm, nexus, merged } = profitPolicies;
const wad = (text: string): bigint => parseDecimal(text, 18);
const text = (value: bigint): string => formatDecimal(value, 18);
/** 4 : 3 : 2, and one who made the model worse. */
const scores = [
  { id: 'A', score: 40_000n },
  { id: 'B', score: 30_000n },
  { id: 'C', score: 20_000n },
  { id: 'D', score: -10_000n },
];

describe('splitProfit', () => {
  it.each(['V07', 'V08b'])('divides as %s says', (id) => {
    const { inputs, expected } = vector<{ total: string }, Buckets>(id);
    const split = splitProfit(amm, wad(inputs.total), []);
    expect({
      holders: text(split.holders),
      reinvest: text(split.reinvest),
      ai: text(split.infrastructure),
      treasury: text(split.treasury),
    }).toEqual({
      holders: expected.holders,
      reinvest: expected.reinvest,
      ai: expected.ai,
      treasury: expected.treasury,
    });
  });

  it('leaves the dust to the treasury (V08)', () => {
    const { inputs, expected } = vector<{ totals: string[] }, { results: Buckets[] }>('V08');
    const results = inputs.totals.map((total) => {
      const { buckets } = splitProfit(amm, BigInt(total), []);
      const { holders, reinvest, ai, treasury } = buckets;
      return {
        holders: `${holders}`,
        reinvest: `${reinvest}`,
        ai: `${ai}`,
        treasury: `${treasury}`,
      };
    });
    expect(results).toEqual(expected.results);
  });

  it('pays contributors by score, the negative one nothing (V32)', () => {
    const { inputs, expected } = vector<
      { pool_token: string; loo_loss_improvement: Record<string, string> },
      { payout_wei: Record<string, string>; sum_wei: string }
    >('V32');
    const split = splitProfit(
      nexus,
      wad(inputs.pool_token),
      Object.entries(inputs.loo_loss_improvement).map(([id, score]) => ({ id, score: wad(score) })),
    );
    const paid = Object.entries(split.paid).map(([id, amount]) => [id, `${amount}`]);
    expect(Object.fromEntries(paid)).toEqual(expected.payout_wei);
    expect(`${split.contributors}`).toBe(expected.sum_wei);
  });

  it('resolves contribution against ownership by preset (V33)', () => {
    const { inputs, expected } = vector<
      { profit: string; holders: Record<string, string> },
      Record<string, Record<string, string>>
    >('V33');
    const profit = wad(inputs.profit);

    const conflux = splitProfit(nexus, profit, scores);
    expect({ contributors: text(conflux.contributors), ...paidText(conflux.paid) }).toEqual(
      expected['preset_nexus_conflux'],
    );

    const byOwner = splitProfit(amm, profit, scores);
    expect({
      holders: text(byOwner.holders),
      reinvest: text(byOwner.reinvest),
      ai: text(byOwner.infrastructure),
      treasury: text(byOwner.treasury),
    }).toEqual(expected['preset_amm']);

    const both = splitProfit(merged, profit, scores);
    const holders = Object.entries(inputs.holders).map(([id, w]) => ({ id, weight: wad(w) }));
    expect({
      holders: text(both.holders),
      ...paidText(allocate(both.holders, holders).paid),
      reinvest: text(both.reinvest),
      ai_to_contributors: text(both.contributors),
      ...paidText(both.paid),
      treasury: text(both.treasury),
    }).toEqual(expected['preset_merged']);
    expect(both.infrastructure).toBe(0n);
  });

  it('conserves every unit, whatever the policy and the scores', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(amm, nexus, merged),
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.uniqueArray(fc.record({ id: fc.string(), score: fc.bigInt({ min: -9n, max: 99n }) }), {
          selector: (entry) => entry.id,
        }),
        (policy, amount, members) => {
          const split = splitProfit(policy, amount, members);
          const { holders, contributors, reinvest, infrastructure, treasury } = split;
          expect(holders + contributors + reinvest + infrastructure + treasury).toBe(amount);
          const paid = Object.values(split.paid).reduce((sum, part) => sum + part, 0n);
          expect(paid).toBe(contributors);
        },
      ),
    );
  });

  it('gives the contributors part to the treasury while nobody has contributed', () => {
    const split = splitProfit(nexus, 7n, [{ id: 'D', score: -1n }]);
    expect(split).toMatchObject({ contributors: 0n, treasury: 7n, paid: { D: 0n } });
  });

  it('pays the smallest score there is', () => {
    expect(splitProfit(nexus, 7n, [{ id: 'A', score: 1n }]).paid).toEqual({ A: 7n });
  });

  it('favours nobody over many distributions of one unit, though scores change', () => {
    let book = splitProfit(nexus, 0n, scores).credits;
    const got: Record<string, bigint> = { A: 0n, B: 0n, C: 0n, D: 0n };
    for (let i = 0; i < 900; i++) {
      // The same proportions in changing units: the restated credits must stay fair.
      const scaled = scores.map(({ id, score }) => ({ id, score: score * BigInt(1 + (i % 7)) }));
      const split = splitProfit(nexus, 1n, scaled, book);
      book = split.credits;
      for (const [id, part] of Object.entries(split.paid)) got[id]! += part;
    }
    expect(got).toEqual({ A: 400n, B: 300n, C: 200n, D: 0n });
  });
});

function paidText(paid: Readonly<Record<string, bigint>>): Record<string, string> {
  const entries = Object.entries(paid).filter(([, amount]) => amount > 0n);
  return Object.fromEntries(entries.map(([id, amount]) => [id, text(amount)]));
}
