import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { allocate, type Credits, type Weighted } from './allocate.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';

const sum = (record: Readonly<Record<string, bigint>>): bigint =>
  Object.values(record).reduce((total, part) => total + part, 0n);
const partiesOf = (shares: Record<string, number>): Weighted[] =>
  Object.entries(shares).map(([id, weight]) => ({ id, weight: BigInt(weight) }));

describe('allocate', () => {
  it('divides 100 DAI over 40 / 30 / 20 / 10 (V09)', () => {
    const { inputs, expected } = vector<
      { total: string; decimals: number; shares: Record<string, number> },
      Record<string, string>
    >('V09');
    const total = parseDecimal(inputs.total, inputs.decimals);
    const { paid } = allocate(total, partiesOf(inputs.shares));
    for (const [id, part] of Object.entries(paid))
      expect(formatDecimal(part, inputs.decimals)).toBe(expected[id]);
  });

  it('carries credits from deposit to deposit (V12)', () => {
    const { inputs, expected } = vector<
      { shares: Record<string, number>; deposits: number[] },
      {
        per_deposit: { paid: Record<string, number>; credit: Record<string, string> }[];
        total: Record<string, number>;
        sum: number;
      }
    >('V12');
    const parties = partiesOf(inputs.shares);
    const weight = parties.reduce((total, party) => total + party.weight, 0n);
    const total: Record<string, bigint> = {};
    let credits: Credits = {};
    inputs.deposits.forEach((deposit, i) => {
      const step = allocate(BigInt(deposit), parties, credits);
      credits = step.credits;
      const { paid, credit } = expected.per_deposit[i]!;
      for (const { id } of parties) {
        expect(Number(step.paid[id]), `${id} in deposit ${i}`).toBe(paid[id]);
        expect(step.credits[id]! * 10n).toBe(parseDecimal(credit[id]!, 1) * weight);
        total[id] = (total[id] ?? 0n) + step.paid[id]!;
      }
    });
    expect(total).toEqual(
      Object.fromEntries(Object.entries(expected.total).map(([id, n]) => [id, BigInt(n)])),
    );
    expect(Number(sum(total))).toBe(expected.sum);
  });

  it('conserves, keeps credits at a sum of zero and nobody far from its exact part', () => {
    const parties = fc
      .uniqueArray(fc.record({ id: fc.string(), weight: fc.bigInt(0n, 10n ** 20n) }), {
        selector: (party) => party.id,
        minLength: 1,
        maxLength: 8,
      })
      .filter((list) => list.some((party) => party.weight > 0n));
    const amounts = fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(parties, amounts, (list, deposits) => {
        const weight = list.reduce((total, party) => total + party.weight, 0n);
        let credits: Credits = {};
        let given = 0n;
        const got = new Map<string, bigint>();
        for (const deposit of deposits) {
          const step = allocate(deposit, list, credits);
          credits = step.credits;
          given += deposit;
          expect(sum(step.paid)).toBe(deposit);
          expect(sum(step.credits)).toBe(0n);
          for (const party of list) {
            expect(step.paid[party.id]! >= 0n).toBe(true);
            got.set(party.id, (got.get(party.id) ?? 0n) + step.paid[party.id]!);
            // What was paid and what is owed is the exact part, always.
            const exact = given * party.weight;
            expect(got.get(party.id)! * weight + credits[party.id]!).toBe(exact);
          }
        }
      }),
    );
  });

  it('pays whatever an id is called', () => {
    const parties = ['__proto__', 'valueOf', 'constructor'].map((id) => ({ id, weight: 1n }));
    const first = allocate(4n, parties);
    expect(Object.values(first.paid)).toEqual([1n, 2n, 1n]);
    expect(sum(allocate(5n, parties, first.credits).paid)).toBe(5n);
  });

  it('pays nothing to a party without weight', () => {
    const parties = [
      { id: 'a', weight: 0n },
      { id: 'b', weight: 3n },
    ];
    expect(allocate(7n, parties).paid).toEqual({ a: 0n, b: 7n });
  });

  it('gives a single unit to the largest credit, and on a tie to the lowest id', () => {
    const parties = ['10', '9', '2'].map((id) => ({ id, weight: 1n }));
    expect(allocate(1n, parties).paid).toEqual({ '10': 0n, '9': 0n, '2': 1n });
    expect(allocate(2n, parties).paid).toEqual({ '10': 0n, '9': 1n, '2': 1n });
  });

  it.each<[string, bigint, Weighted[], Credits]>([
    ['a negative amount', -1n, [{ id: 'a', weight: 1n }], {}],
    ['no weight', 1n, [{ id: 'a', weight: 0n }], {}],
    ['no parties', 1n, [], {}],
    ['a negative weight', 1n, [{ id: 'a', weight: -1n }], {}],
    ['an id that stands twice', 1n, ['a', 'a'].map((id) => ({ id, weight: 1n })), {}],
    ['credits of other weights', 1n, [{ id: 'a', weight: 1n }], { a: 1n }],
  ])('refuses %s', (_what, amount, parties, credits) => {
    expect(() => allocate(amount, parties, credits)).toThrow(
      expect.objectContaining({ code: 'kit/bad-allocation' }),
    );
  });
});
