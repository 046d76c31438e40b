import { describe, expect, it } from 'vitest';
import { averageUpdate, type Encoding, type WeightedSum } from '#rounds/member';
import { combineSums } from './combine.ts';
import { moveByRule, type RuleState, type SteppingRule } from './server-rule.ts';

const ENCODING: Encoding = { rangeMicro: 1_000_000, clipNormMicro: 1_000_000, weightCap: 100 };
/** A cohort of one weight whose mean update is about the given numbers. */
const cohort = (...update: number[]): WeightedSum => ({
  sums: Int32Array.from(update, (x) => Math.round(x * 174_762)),
  weight: 100,
});

describe('combining cohorts', () => {
  const parts = [cohort(0.1, 0.2), cohort(0.12, 0.18), cohort(0.11, 0.19), cohort(-1, 1)];

  it('is the weighted mean by default', () => {
    const mean = combineSums(parts, { kind: 'mean' }, ENCODING, 3);
    expect([...mean]).toEqual([...averageUpdate(parts, ENCODING, 3)]);
  });

  it('by median and trimmed mean stays with the many', () => {
    const near = (update: Float32Array, ...wanted: number[]): void =>
      wanted.forEach((x, i) => expect(update[i]).toBeCloseTo(x, 3));
    near(combineSums(parts, { kind: 'median' }, ENCODING, 3), 0.105, 0.195);
    near(combineSums(parts, { kind: 'trimmed-mean', trimMilli: 250 }, ENCODING, 3), 0.105, 0.195);
    near(combineSums(parts.slice(0, 3), { kind: 'median' }, ENCODING, 3), 0.11, 0.19);
    near(combineSums(parts.slice(0, 1), { kind: 'median' }, ENCODING, 3), 0.1, 0.2);
    near(combineSums(parts, { kind: 'trimmed-mean', trimMilli: 0 }, ENCODING, 3), -0.1675, 0.3925);
  });
});

describe('combining shortened cohorts', () => {
  const near = (update: Float32Array, ...wanted: number[]): void =>
    wanted.forEach((x, i) => expect(update[i]).toBeCloseTo(x, 3));

  it('takes its length from one that is longer than most, and keeps its direction', () => {
    const parts = [cohort(0.3, 0.4), cohort(0.5, 0), cohort(0, -0.9)];
    near(combineSums(parts, { kind: 'clipped-mean' }, ENCODING, 3), 0.8 / 3, -0.1 / 3);
    near(combineSums(parts, { kind: 'clipped-median' }, ENCODING, 3), 0.3, 0);
  });

  it('is the weighted mean where all are of one length', () => {
    const light = { ...cohort(0.5, 0), weight: 100 };
    const heavy = { sums: cohort(0, 1).sums, weight: 200 };
    near(combineSums([light, heavy], { kind: 'clipped-mean' }, ENCODING, 3), 0.5 / 3, 1 / 3);
  });
});

describe('server rules', () => {
  const start = Float32Array.of(1, -1);
  const run = (rule: SteppingRule, updates: number[][]): Float32Array => {
    let weights: Float32Array = start;
    let state: RuleState = new Float32Array();
    for (const update of updates) {
      const moved = moveByRule(rule, weights, Float32Array.from(update), state);
      weights = moved.weights;
      state = moved.state;
    }
    return weights;
  };

  it('average: the update itself', () => {
    expect([...run({ kind: 'average' }, [[0.5, 0.25]])]).toEqual([1.5, -0.75]);
  });

  it('momentum: steps in one direction grow', () => {
    const rule: SteppingRule = { kind: 'momentum', rateMicro: 1_000_000, momentumMilli: 500 };
    expect([
      ...run(rule, [
        [1, 0],
        [1, 0],
        [0, 0],
      ]),
    ]).toEqual([1 + 1 + 1.5 + 0.75, -1]);
  });

  it('adam: equal to the formula, step by step', () => {
    const rule: SteppingRule = {
      kind: 'adam',
      rateMicro: 10_000,
      beta1Milli: 900,
      beta2Milli: 990,
      tauMicro: 1000,
    };
    const updates = [
      [0.3, -0.1],
      [0.2, 0.4],
      [-0.5, 0.1],
    ];
    const [m, v, w] = [
      [0, 0],
      [0, 0],
      [1, -1],
    ];
    for (const update of updates) {
      for (const i of [0, 1]) {
        m[i] = 0.9 * m[i]! + 0.1 * update[i]!;
        v[i] = 0.99 * v[i]! + 0.01 * update[i]! ** 2;
        w[i]! += (0.01 * m[i]!) / (Math.sqrt(v[i]!) + 0.001);
      }
    }
    const got = run(rule, updates);
    for (const i of [0, 1]) expect(got[i]).toBeCloseTo(w[i]!, 5);
  });

  it('refuse the state of another rule', () => {
    expect(() =>
      moveByRule(
        { kind: 'momentum', rateMicro: 1, momentumMilli: 1 },
        start,
        start,
        new Float32Array(4),
      ),
    ).toThrow(/start the rule with empty state/);
  });
});
