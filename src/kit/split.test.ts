import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { splitBuckets } from './split.ts';

type Buckets = 'holders' | 'reinvest' | 'ai' | 'treasury';

describe('splitBuckets', () => {
  it.each(['V07', 'V08b'])('gives the buckets of %s', (id) => {
    const { inputs, expected } = vector<
      { total: string; decimals: number; bps: Record<Buckets, number> },
      Record<string, string>
    >(id);
    const parts = splitBuckets(parseDecimal(inputs.total, inputs.decimals), inputs.bps, 'treasury');
    for (const [name, part] of Object.entries(parts))
      expect(formatDecimal(part, inputs.decimals), name).toBe(expected[name]);
  });

  it('leaves the dust where it is told (V08)', () => {
    const { inputs, expected } = vector<
      { totals: string[]; bps: Record<Buckets, number> },
      { results: Record<Buckets, string>[] }
    >('V08');
    inputs.totals.forEach((total, i) => {
      const parts = splitBuckets(BigInt(total), inputs.bps, 'treasury');
      const text = Object.entries(parts).map(([name, part]) => [name, `${part}`]);
      expect(Object.fromEntries(text)).toEqual(expected.results[i]);
    });
  });

  it('conserves every unit; no bucket but the dust gets more than its part', () => {
    const cuts = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, fc.bigInt(0n, 10n ** 40n), (points, total) => {
        const edges = [0, ...points.toSorted((a, b) => a - b), 10_000];
        const bps: Record<string, number> = {};
        for (let i = 1; i < edges.length; i++) bps[`b${i}`] = edges[i]! - edges[i - 1]!;
        const parts = splitBuckets(total, bps, 'b1');
        expect(Object.values(parts).reduce((sum, part) => sum + part, 0n)).toBe(total);
        for (const [name, part] of Object.entries(parts)) {
          const floor = (total * BigInt(bps[name]!)) / 10_000n;
          if (name === 'b1') expect(part - floor).toBeLessThan(BigInt(edges.length));
          else expect(part).toBe(floor);
        }
      }),
    );
  });

  it.each<[bigint, Record<string, number>, string]>([
    [-1n, { a: 10_000 }, 'a'],
    [1n, { a: 9999 }, 'a'],
    [1n, { a: 10_001 }, 'a'],
    [1n, { a: 5000.5, b: 4999.5 }, 'a'],
    [1n, { a: 10_001, b: -1 }, 'a'],
    [1n, { a: 10_000 }, 'b'],
    [1n, { a: 10_000 }, 'toString'],
    [1n, {}, 'a'],
  ])('refuses %d over %j with dust to %s', (total, bps, dust) => {
    expect(() => splitBuckets(total, bps, dust)).toThrow(
      expect.objectContaining({ code: 'kit/bad-split' }),
    );
  });
});
