import { describe, expect, it } from 'vitest';
import { averageUpdate, type Encoding, type WeightedSum } from '#rounds/member';
import { takeArrival } from './buffer.ts';
import { moveModel, type Moving } from './move.ts';

const ENCODING: Encoding = { rangeMicro: 1_000_000, clipNormMicro: 1_000_000, weightCap: 100 };
const ONE = { goal: 1, rateMicro: 1_000_000 };
const START = Float32Array.of(1, -1);
const EMPTY = new Float32Array();
const arrival = (weight: number, staleness: number, ...update: number[]) => ({
  update: Float32Array.from(update),
  weight,
  staleness,
});

/** A cohort whose mean update is about the given numbers. */
const cohort = (weight: number, ...update: number[]): WeightedSum => ({
  sums: Int32Array.from(update, (x) => Math.round((x * 174_762 * weight) / 100)),
  weight,
});

describe('a buffer of one', () => {
  it('without staleness is FedAvg, bit for bit', () => {
    const sum = cohort(173, 0.123, -0.456);
    const round: Moving = {
      parts: [sum],
      present: 3,
      drawn: 3,
      encoding: ENCODING,
      largestCohort: 3,
      combination: { kind: 'mean' },
      rule: { kind: 'average' },
      weights: START,
      state: EMPTY,
    };
    const avg = moveModel(round);
    const buff = moveModel({ ...round, rule: { kind: 'buffer', ...ONE } });
    expect(buff).toEqual({ ...avg, moves: 1 });
    expect(avg.weights[0]).toBeCloseTo(1.123, 4);
  });

  it('counts a sum from three moves ago by half', () => {
    const { weights, moved } = takeArrival(ONE, START, arrival(50, 3, 0.5, -0.25), EMPTY);
    expect([...weights]).toEqual([1.25, -1.125]);
    expect(moved).toBe(true);
  });

  it('takes the cohorts of one round one by one: the second is stale by one move', () => {
    const parts = [cohort(100, 0.2, 0), cohort(100, 0, 0.2)];
    const round = { parts, present: 6, drawn: 6, encoding: ENCODING, largestCohort: 3 };
    const combination = { kind: 'mean' } as const;
    const rule = { kind: 'buffer', ...ONE } as const;
    const { weights } = moveModel({ ...round, combination, rule, weights: START, state: EMPTY });
    const second = averageUpdate([parts[1]!], ENCODING, 3)[1]!;
    expect(weights[1]).toBeCloseTo(-1 + second / Math.SQRT2, 6);
  });
});

describe('a buffer of two', () => {
  const two = { goal: 2, rateMicro: 500_000 };

  it('waits for the second sum, then moves by half the mean of both', () => {
    const first = takeArrival(two, START, arrival(30, 0, 1, 0), EMPTY);
    expect([...first.weights]).toEqual([1, -1]);
    expect([...first.waiting]).toEqual([30, 0, 1, 0]);
    const second = takeArrival(two, first.weights, arrival(10, 0, 0, 4), first.waiting);
    expect([...second.weights]).toEqual([1 + 0.5 * 0.75, -1 + 0.5 * 1]);
    expect(second.waiting.length).toBe(0);
  });

  it('divides by all examples, so that stale sums shorten the move', () => {
    const first = takeArrival(two, START, arrival(10, 0, 1, 1), EMPTY);
    const second = takeArrival(two, START, arrival(10, 8, 1, 1), first.waiting);
    for (const [i, w] of second.weights.entries())
      expect(w - START[i]!).toBeCloseTo((0.5 * (1 + 1 / 3)) / 2, 6);
  });
});

describe('variates', () => {
  it('move by the part of members who are in the sum; weights by the whole mean', () => {
    const parts = [cohort(100, 0.2, 0.4)];
    const round = {
      parts,
      encoding: ENCODING,
      largestCohort: 3,
      combination: { kind: 'mean' } as const,
    };
    const more = {
      rule: { kind: 'variates' } as const,
      weights: new Float32Array(2),
      state: EMPTY,
    };
    const all = moveModel({ ...round, ...more, present: 6, drawn: 6 }).weights;
    const half = moveModel({ ...round, ...more, present: 3, drawn: 6 }).weights;
    expect(half[0]).toBe(all[0]);
    expect(half[1]).toBe(Math.fround(all[1]! / 2));
  });
});
