import { describe, expect, it } from 'vitest';
import { cryptoRandom, seededRandom } from '#kit';
import { PrivacyBudget } from './budget.ts';
import { discreteGaussian, sigmaFor } from './noise.ts';
import { prvEpsilon, singleStepDelta } from './prv.ts';
import { rdpEpsilon } from './rdp.ts';

describe('Rényi accountant', () => {
  it('σ 1.5, rate 0.04, 2250 steps, δ 1e-5 → ε 7.32911117143', () => {
    expect(rdpEpsilon({ sigma: 1.5, rate: 0.04, steps: 2250 }, 1e-5)).toBeCloseTo(7.32911117143, 6);
  });

  it('σ 4.530877117, δ 1e-6 → ε 1 for one full step', () => {
    const orders = Array.from({ length: 98_999 }, (_, i) => 1.001 + 0.001 * i);
    expect(rdpEpsilon({ sigma: 4.530877117, rate: 1, steps: 1 }, 1e-6, orders)).toBeCloseTo(1, 6);
  });

  it('ε 8 over 2250 steps needs σ 1.416', () => {
    const sigma = sigmaFor({ epsilon: 8, delta: 1e-5 }, { rate: 0.04, steps: 2250 }, 'rdp');
    expect(Math.abs(sigma - 1.416)).toBeLessThan(0.003);
  });
});

describe('privacy-loss accountant', () => {
  it('σ 1.5, rate 0.04, 2249 steps, δ 1e-5 → at most ε 6.777395712', () => {
    const { estimate, upper } = prvEpsilon({ sigma: 1.5, rate: 0.04, steps: 2249 }, 1e-5);
    expect(Math.abs(upper - 6.777395712)).toBeLessThan(1e-3);
    expect(estimate).toBeLessThan(upper);
  });

  it('ε 1, δ 1e-5, rate 0.01, one step needs σ 0.67379294682', () => {
    const sigma = sigmaFor({ epsilon: 1, delta: 1e-5 }, { rate: 0.01, steps: 1 }, 'prv');
    expect(sigma).toBeCloseTo(0.67379294682, 6);
  });

  it('agrees with the exact formula of a single step', () => {
    const training = { sigma: 1.1, rate: 0.2 };
    const { estimate } = prvEpsilon({ ...training, steps: 1 }, 1e-4);
    expect(singleStepDelta(training, estimate)).toBeCloseTo(1e-4, 6);
  });

  it('refuses what is no privacy at all', () => {
    expect(() => prvEpsilon({ sigma: 0.01, rate: 0.5, steps: 1000 }, 1e-5)).toThrow(
      /no useful privacy/,
    );
  });
});

describe('discrete Gaussian noise', () => {
  it('has mean 0, the wanted deviation and the shares of a normal distribution', () => {
    const random = seededRandom('noise');
    const sigma = 12.5;
    const draws = Array.from({ length: 20_000 }, () => discreteGaussian(sigma, random));
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((a, b) => a + b * b, 0) / draws.length;
    expect(draws.every(Number.isInteger)).toBe(true);
    expect(Math.abs(mean)).toBeLessThan((4 * sigma) / Math.sqrt(draws.length));
    expect(Math.abs(variance / sigma ** 2 - 1)).toBeLessThan(0.05);
    const within = draws.filter((x) => Math.abs(x) <= sigma).length / draws.length;
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.03);
    expect(Number.isInteger(discreteGaussian(3, cryptoRandom))).toBe(true);
  });
});

describe('a privacy budget', () => {
  const round = { sigma: 1.5, rate: 0.04, steps: 120 };

  it('is spent round by round and stops before it is overdrawn', () => {
    const budget = new PrivacyBudget({ epsilon: 2.6, delta: 1e-5 });
    expect(budget.spent()).toBe(0);
    let rounds = 0;
    for (; rounds < 100; rounds++) {
      const next = budget.after(round);
      if (next > 2.6) break;
      budget.spend(round);
      expect(budget.spent()).toBeCloseTo(next, 12);
    }
    expect(rounds).toBeGreaterThan(1);
    const before = budget.spent();
    expect(() => budget.spend(round)).toThrow(/this member stops here/);
    expect(budget.spent()).toBe(before);
    expect(before).toBeCloseTo(prvEpsilon({ ...round, steps: 120 * rounds }, 1e-5).upper, 9);
  });

  it('accounts for trainings of different kinds', () => {
    const budget = new PrivacyBudget({ epsilon: 50, delta: 1e-5 });
    budget.spend(round);
    budget.spend({ ...round, sigma: 1.2 });
    const loose = rdpEpsilon({ ...round, sigma: 1.2, steps: 240 }, 1e-5);
    const tight = prvEpsilon({ ...round, steps: 240 }, 1e-5).estimate;
    expect(budget.spent()).toBeLessThan(loose);
    expect(budget.spent()).toBeGreaterThan(tight);
  });
});
