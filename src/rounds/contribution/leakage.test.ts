import { describe, expect, it } from 'vitest';
import { checkLeakage, leakageOf, type LeakageQuestion, noiseOverLasting } from './leakage.ts';

const MEMBERS = [1, 2, 3, 4, 5, 6, 7, 8];
const season = (more: Partial<LeakageQuestion> = {}): LeakageQuestion => ({
  members: MEMBERS,
  rounds: 12,
  draw: (turn) => ({ size: 4, seed: 's', turn }),
  drift: 1,
  noise: 0,
  ...more,
});

describe('the leakage meter', () => {
  it('tells that cohorts drawn anew give members away, the more the longer', () => {
    const short = leakageOf(season({ rounds: 3 }));
    const long = leakageOf(season({ rounds: 60 }));
    expect(short).toBeLessThan(leakageOf(season()));
    expect(long).toBeGreaterThan(0.9);
  });

  it('tells little about fixed cohorts, whatever the number of rounds', () => {
    const fixed = season({ rounds: 60, draw: () => ({ size: 4, seed: 'fixed' }) });
    expect(leakageOf(fixed)).toBeLessThan(0.55);
    expect(leakageOf(season({ rounds: 60, draw: () => ({ size: 8, seed: 'all' }) }))).toBeLessThan(
      0.1,
    );
  });

  it('falls with noise', () => {
    const noisy = [0, 3, 10].map((noise) => leakageOf(season({ noise })));
    expect(noisy[0]).toBeGreaterThan(noisy[1]!);
    expect(noisy[1]).toBeGreaterThan(noisy[2]!);
    expect(noisy[2]).toBeLessThan(0.4);
  });

  it('is kept low by private training, however alike the updates are', () => {
    const training = { sigma: 2, bound: 1, rate: 0.5, steps: 2, learningRate: 0.5 };
    const noise = noiseOverLasting(training, 47, 23_235);
    expect(noise).toBeGreaterThan(8);
    const open = leakageOf(season({ drift: 0 }));
    expect(open).toBeGreaterThan(0.9);
    expect(leakageOf(season({ drift: 0, noise }))).toBeLessThan(0.5);
    expect(noiseOverLasting({ ...training, sigma: 4 }, 47, 23_235)).toBeCloseTo(2 * noise, 9);
    expect(noiseOverLasting(training, 94, 23_235)).toBeCloseTo(noise / 2, 9);
  });

  it('hardly depends on the synthetic members', () => {
    const [a, b] = [leakageOf(season(), 'a'), leakageOf(season(), 'b')];
    expect(Math.abs(a - b)).toBeLessThan(0.1);
  });

  it('refuses a season above the limit, and says what to do', () => {
    expect(() => checkLeakage(season(), 0.5)).toThrow(/keep cohorts fixed, or add noise/);
    expect(checkLeakage(season({ noise: 10 }), 0.5)).toBeLessThan(0.5);
  });
});
