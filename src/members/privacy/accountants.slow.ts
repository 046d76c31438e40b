import { describe, expect, it } from 'vitest';
import { sigmaFor } from './noise.ts';

describe('privacy-loss accountant', () => {
  it('ε 8 over 2250 steps needs σ 1.34766', () => {
    const sigma = sigmaFor({ epsilon: 8, delta: 1e-5 }, { rate: 0.04, steps: 2250 }, 'prv');
    expect(Math.abs(sigma - 1.34766)).toBeLessThan(0.002);
  });
});
