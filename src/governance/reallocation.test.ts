import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vector } from '../../test/vectors.ts';
import { applyPairShift } from './pair-shift.ts';
import { reallocate, reviewAgents } from './reallocation.ts';

describe('reallocate', () => {
  it('moves 10 % of the loser at each review (V20)', () => {
    const { inputs, expected } = vector<
      { A: string; B: string; reviews: number },
      { after: { A: string; B: string }[]; sum: string }
    >('V20');
    let volumes = { A: BigInt(inputs.A), B: BigInt(inputs.B) };
    const after = Array.from({ length: inputs.reviews }, () => {
      volumes = reallocate(volumes, { winner: 'A', loser: 'B' });
      expect(`${volumes.A + volumes.B}`).toBe(expected.sum);
      return { A: `${volumes.A}`, B: `${volumes.B}` };
    });
    expect(after).toEqual(expected.after);
  });

  it('keeps the dust with the source', () => {
    expect(reallocate({ A: 0n, B: 19n }, { winner: 'A', loser: 'B' })).toEqual({ A: 1n, B: 18n });
  });

  it('refuses an agent it does not know, and one against itself', () => {
    for (const pair of [
      { winner: 'C', loser: 'A' },
      { winner: 'A', loser: 'A' },
    ]) {
      const volumes: Record<string, bigint> = { A: 1n, B: 1n };
      expect(() => reallocate(volumes, pair)).toThrow(
        expect.objectContaining({ code: 'governance/bad-review' }),
      );
    }
  });
});

describe('reviewAgents', () => {
  it('judges the whole window, where the last cycle alone would say the opposite (V19)', () => {
    const { expected } = vector<unknown, { rows: Record<'AMM-A' | 'AMM-B', { profit: string }>[] }>(
      'V19',
    );
    const profits = (agent: 'AMM-A' | 'AMM-B', from: number): bigint[] =>
      expected.rows.slice(from, 3).map((row) => BigInt(row[agent].profit.replace('.', '')));
    const whole = { 'AMM-A': profits('AMM-A', 0), 'AMM-B': profits('AMM-B', 0) };
    expect(reviewAgents(whole)).toEqual({ winner: 'AMM-A', loser: 'AMM-B' });
    const last = { 'AMM-A': profits('AMM-A', 2), 'AMM-B': profits('AMM-B', 2) };
    expect(reviewAgents(last)).toEqual({ winner: 'AMM-B', loser: 'AMM-A' });
  });

  it('moves nothing on a tie', () => {
    expect(reviewAgents({ A: [1n, 2n], B: [3n, 0n] })).toBeNull();
    expect(reviewAgents({ A: [3n], B: [3n], C: [1n] })).toBeNull();
    expect(reviewAgents({ A: [3n], B: [2n], C: [1n] })).toEqual({ winner: 'A', loser: 'C' });
  });

  it('refuses one agent, and agents over different windows', () => {
    const all: Record<string, bigint[]>[] = [{ A: [1n] }, { A: [1n], B: [1n, 2n] }, {}];
    for (const wrong of all) {
      expect(() => reviewAgents(wrong)).toThrow(
        expect.objectContaining({ code: 'governance/bad-review' }),
      );
    }
  });
});

describe('applyPairShift', () => {
  it('takes from a named pair, or from all others in proportion', () => {
    const weights = { BTC: 6000, ETH: 3000, SOL: 1000 };
    expect(applyPairShift(weights, { to: 'SOL', from: 'ETH', points: 500 })).toEqual({
      BTC: 6000,
      ETH: 2500,
      SOL: 1500,
    });
    expect(applyPairShift(weights, { to: 'SOL', points: 900 })).toEqual({
      BTC: 5400,
      ETH: 2700,
      SOL: 1900,
    });
    expect(applyPairShift({ X: 10_000 }, { to: 'Y', points: 1 })).toEqual({ X: 9999, Y: 1 });
    expect(applyPairShift({ X: 10_000 }, { to: 'valueOf', points: 1 })).toEqual({
      X: 9999,
      valueOf: 1,
    });
  });

  it('always leaves weights of 0 to 10 000 that sum to 10 000', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 10_000 }),
        (parts, points) => {
          const sum = parts.reduce((total, part) => total + part, 0) || 1;
          const weights: Record<string, number> = { Y: 0 };
          let left = 10_000;
          parts.forEach((part, i) => {
            weights[`P${i}`] = Math.floor((part * 10_000) / sum);
            left -= weights[`P${i}`]!;
          });
          weights['P0']! += left;
          const after = applyPairShift(weights, { to: 'Y', points });
          expect(after['Y']).toBe(points);
          expect(Object.values(after).reduce((total, w) => total + w, 0)).toBe(10_000);
          expect(Object.values(after).every((w) => w >= 0)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['governance/bad-shift', { A: 10_000, B: 0 }, { to: 'A', points: 1 }],
    ['governance/bad-shift', { A: 9000, B: 1000 }, { to: 'A', from: 'B', points: 1001 }],
    ['governance/bad-shift', { A: 10_000 }, { to: 'B', from: 'C', points: 1 }],
    ['governance/bad-shift', { A: 10_000 }, { to: 'A', from: 'A', points: 1 }],
    ['governance/bad-shift', { A: 10_000 }, { to: 'B', points: 0.5 }],
    ['governance/bad-shift', { A: 10_000 }, { to: 'B', points: 1.5 }],
    ['governance/bad-shift', { A: 10_000 }, { to: 'B', points: 0 }],
    ['governance/bad-pairs', { A: 5000.5, B: 4999.5 }, { to: 'B', points: 1 }],
    ['governance/bad-pairs', { A: 9999 }, { to: 'B', points: 1 }],
    ['governance/bad-pairs', { A: 10_001, B: -1 }, { to: 'B', points: 1 }],
  ])('refuses with %s: %j %j', (code, weights, shift) => {
    expect(() => applyPairShift(weights, shift)).toThrow(expect.objectContaining({ code }));
  });
});
