import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, type Weighted } from '#kit';
import { vector } from '../../test/vectors.ts';
import { applyPairShift } from './pair-shift.ts';
import { type Ballot, hasMajority, hasQuorum, isPassed, tally } from './tally.ts';
import { SQRT_SCALE, votingWeights } from './weighting.ts';

type Weights = { weights: Record<string, number> };
const electorateOf = ({ weights }: Weights): Weighted[] =>
  Object.entries(weights).map(([id, weight]) => ({ id, weight: BigInt(weight) }));
const words = { yes: 'for', no: 'against' } as const;

describe('tally', () => {
  const { inputs, expected } = vector<
    Weights & { votes: Record<string, 'yes' | 'no'>; alloc_before: Record<string, string> },
    {
      yes: number;
      no: number;
      abstain_or_absent: number;
      passes_simple_majority_of_cast: boolean;
      passes_50pct_of_supply: boolean;
      alloc_after_percentage_points: Record<string, string>;
    }
  >('V21');
  const electorate = electorateOf(inputs);
  const ballots = Object.entries(inputs.votes).map(([voter, vote]): Ballot => ({
    voter,
    support: words[vote],
  }));

  it('passes the shift of 5 % with 60 against 30 (V21)', () => {
    const count = tally(electorate, ballots);
    expect(count).toEqual({
      for: BigInt(expected.yes),
      against: BigInt(expected.no),
      abstain: 0n,
      total: BigInt(expected.yes + expected.no + expected.abstain_or_absent),
    });
    expect(hasMajority(count)).toBe(expected.passes_simple_majority_of_cast);
    expect(count.for * 2n > count.total).toBe(expected.passes_50pct_of_supply);
    expect(isPassed(count)).toBe(true);

    const before = inputs.alloc_before;
    const book = Object.values(before).reduce((sum, part) => sum + Number(part), 0);
    const bps = Object.entries(before).map(([pair, part]) => [
      pair,
      (Number(part) * 10_000) / book,
    ]);
    const after = applyPairShift(Object.fromEntries(bps), { to: 'Y', points: 500 });
    const volumes = Object.entries(after).map(([pair, weight]) => [
      pair,
      `${(book * weight) / 10_000}`,
    ]);
    expect(Object.fromEntries(volumes)).toEqual(expected.alloc_after_percentage_points);
  });

  it('needs 40 % present and more than half of what was cast', () => {
    const none = { for: 0n, against: 0n, abstain: 0n, total: 100n };
    expect(hasQuorum({ ...none, for: 39n })).toBe(false);
    expect(hasQuorum({ ...none, for: 20n, abstain: 20n })).toBe(true);
    expect(hasQuorum({ for: 0n, against: 0n, abstain: 0n, total: 0n })).toBe(false);
    expect(hasMajority({ ...none, for: 20n, against: 20n })).toBe(false);
    expect(hasMajority({ ...none, for: 21n, against: 20n })).toBe(true);
    expect(hasMajority(none)).toBe(false);
  });

  it.each<[string, Ballot[]]>([
    ['governance/voted-twice', [...ballots, ballots[0]!]],
    ['governance/no-vote', [{ voter: 'stranger', support: 'for' }]],
  ])('refuses with %s', (code, wrong) => {
    expect(() => tally(electorate, wrong)).toThrow(expect.objectContaining({ code }));
  });

  it('does not depend on the order of the ballots and never exceeds the electorate', () => {
    const voters = fc.uniqueArray(
      fc.record({
        id: fc.string(),
        weight: fc.bigInt(1n, 10n ** 20n),
        support: fc.constantFrom('for' as const, 'against' as const, 'abstain' as const),
      }),
      { selector: (voter) => voter.id },
    );
    const weighting = fc.constantFrom(
      { kind: 'linear' as const },
      { kind: 'sqrt' as const },
      { kind: 'capped' as const, capBps: 2500 },
    );
    fc.assert(
      fc.property(voters, weighting, (list, how) => {
        // A cap of tiny weights can be zero: such voters have no vote.
        const able = votingWeights(list, how)
          .filter((v) => v.weight > 0n)
          .map((v) => v.id);
        const cast = list
          .filter(({ id }) => able.includes(id))
          .map(({ id, support }) => ({ voter: id, support }));
        const count = tally(list, cast, how);
        expect(tally(list, cast.toReversed(), how)).toEqual(count);
        expect(count.for + count.against + count.abstain).toBe(count.total);
      }),
    );
  });
});

describe('votingWeights', () => {
  const { inputs, expected } = vector<
    Weights,
    {
      linear_top_holder_share: string;
      sqrt_weights: Record<string, string>;
      sqrt_top_share: string;
      cap_10pct_effective: Record<string, number>;
    }
  >('V22');
  const electorate = electorateOf(inputs);
  const topShare = (weights: readonly Weighted[]): number =>
    Number(weights[0]!.weight) / Number(weights.reduce((sum, v) => sum + v.weight, 0n));

  it('can be linear, square-rooted or capped (V22)', () => {
    const linear = votingWeights(electorate, { kind: 'linear' });
    expect(topShare(linear).toFixed(2)).toBe(expected.linear_top_holder_share);
    const roots = votingWeights(electorate, { kind: 'sqrt' });
    for (const { id, weight } of roots) {
      expect(Number(formatDecimal(weight, 9)).toFixed(6)).toBe(expected.sqrt_weights[id]);
    }
    expect(topShare(roots).toFixed(6)).toBe(expected.sqrt_top_share);
    const capped = votingWeights(electorate, { kind: 'capped', capBps: 1000 });
    expect(Object.fromEntries(capped.map(({ id, weight }) => [id, Number(weight)]))).toEqual(
      expected.cap_10pct_effective,
    );
  });

  it('takes the root down to the last decimal', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 40n), (weight) => {
        const root = votingWeights([{ id: 'a', weight }], { kind: 'sqrt' })[0]!.weight;
        const square = weight * SQRT_SCALE ** 2n;
        expect(root * root <= square && (root + 1n) ** 2n > square).toBe(true);
      }),
    );
  });

  it('admits voters without weight, and the smallest cap', () => {
    const electorate = [
      { id: 'a', weight: 0n },
      { id: 'b', weight: 20_000n },
    ];
    expect(votingWeights(electorate, { kind: 'sqrt' })[0]!.weight).toBe(0n);
    const weights = votingWeights(electorate, { kind: 'capped', capBps: 1 });
    expect(weights.map((voter) => voter.weight)).toEqual([0n, 2n]);
  });

  it.each([
    ['governance/bad-weighting', () => votingWeights(electorate, { kind: 'capped', capBps: 0 })],
    [
      'governance/bad-electorate',
      () => votingWeights([...electorate, electorate[0]!], { kind: 'linear' }),
    ],
    [
      'governance/bad-electorate',
      () => votingWeights([{ id: 'a', weight: -1n }], { kind: 'sqrt' }),
    ],
  ])('refuses with %s', (code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });
});
