import { describe, expect, it } from 'vitest';
import { type Federation, FEDERATIONS } from '#governance';
import { guardedManner, noiseLeft } from './guarded.ts';
import { startShared } from './layout.ts';

const START = Float32Array.of(1, -2, 0.5);
const AFTER = Float32Array.of(0.5, -1, 0.25);
const manner = (federation: Federation, more: { shared?: Float32Array; own?: Float32Array } = {}) =>
  guardedManner({
    federation,
    shared: more.shared ?? startShared(federation, START),
    parameters: 3,
    own: more.own,
    steps: 2,
    rate: 0.5,
  });

describe('private steps', () => {
  it('of FedAvg, FedAdam, FedBuff, Ditto and FedProx without μ are left as they are', () => {
    const { fedavg, fedadam, fedbuff, ditto } = FEDERATIONS;
    for (const one of [fedavg, fedadam, fedbuff, ditto, { name: 'fedprox', muMicro: 0 } as const]) {
      const plain = manner(one);
      expect(plain.adjust).toBeUndefined();
      expect(plain.keep).toBeUndefined();
      expect(plain.upload(AFTER)).toEqual(AFTER);
    }
  });

  it('of FedProx are pulled to the round’s weights after the noise', () => {
    const gradient = Float32Array.of(1, 1, 1);
    manner({ name: 'fedprox', muMicro: 500_000 }).adjust!(gradient, Float32Array.of(3, -2, 0));
    expect([...gradient]).toEqual([2, 1, 0.75]);
  });

  it('keep as much of their noise as is said', () => {
    const shared = Float32Array.of(1, 1, 1);
    const noise = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0), Float32Array.of(0, 0, 1)];
    for (const muMicro of [0, 10_000, 1_000_000, 2_000_000]) {
      const federation = { name: 'fedprox', muMicro } as const;
      const { adjust } = guardedManner({ federation, shared, parameters: 3, steps: 3, rate: 0.5 });
      const weights = shared.slice();
      for (const one of noise) {
        const gradient = one.slice();
        adjust?.(gradient, weights);
        for (let i = 0; i < 3; i++) weights[i]! -= 0.5 * gradient[i]!;
      }
      const moved = weights.reduce((sum, weight, i) => sum + (weight - shared[i]!) ** 2, 0);
      const full = 3 * 0.5 ** 2;
      expect(noiseLeft(federation, { steps: 3, rate: 0.5 })).toBeCloseTo(moved / full, 6);
    }
    expect(noiseLeft(FEDERATIONS.scaffold, { steps: 3, rate: 0.5 })).toBe(1);
  });

  it('of SCAFFOLD are corrected by variates, which move by what was sent', () => {
    const shared = Float32Array.of(...START, 0.5, 0.25, -0.125);
    const own = Float32Array.of(0.25, 0, 1);
    const { start, adjust, upload, keep } = manner(FEDERATIONS.scaffold, { shared, own });
    expect([...start]).toEqual([...START]);
    const gradient = new Float32Array(3);
    adjust!(gradient, start);
    expect([...gradient]).toEqual([0.25, 0.25, -1.125]);
    const sent = upload(AFTER);
    expect([...sent]).toEqual([...AFTER, 0.5, -1, 0.25]);
    const difference = sent.map((x, i) => x - shared[i]!);
    expect([...keep!(difference)]).toEqual([0.25, -1.25, 1.375]);
  });
});
