import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { nodeKernel } from '#tensor/node';
import { cosineOfPi } from './elementary.ts';
import { fit } from './fit.ts';
import type { Optimiser } from './optimiser.ts';
import { cosineSchedule, plateau } from './schedule.ts';
import type { LstmShape } from './shape.ts';
import { openTrainer } from './trainer.ts';
import { initialWeights } from './weights.ts';

const SHAPE: LstmShape = { inputSize: 2, steps: 3, hidden: 16, layers: 1, outputs: 2 };

/** Labels of noise: there is nothing to learn, and a network that trains on must get worse on other windows. */
function noise(windows: number): { rows: Float32Array; ends: Int32Array; labels: Int32Array } {
  const random = seededRandom('noise');
  return {
    rows: Float32Array.from({ length: (windows + 2) * 2 }, () => 2 * random.unit() - 1),
    ends: Int32Array.from({ length: windows }, (_, i) => i + 2),
    labels: Int32Array.from({ length: windows }, () => random.below(2)),
  };
}

describe('fit', () => {
  it('stops early and keeps the weights of the best epoch', async () => {
    const trainer = await openTrainer(SHAPE, { kernel: await nodeKernel('exact128') });
    trainer.load(initialWeights(SHAPE, seededRandom(1)));
    const data = noise(120);
    const indices = Int32Array.from({ length: 80 }, (_, i) => i);
    const others = Int32Array.from({ length: 40 }, (_, i) => 80 + i);
    const result = fit(trainer, data, {
      epochs: 200,
      batch: 20,
      learningRate: 0.02,
      random: seededRandom(2),
      indices,
      validation: { indices: others },
      patience: 6,
    });
    expect(result.stopped).toBe('patience');
    expect(result.losses.length).toBe(result.best + 7);
    expect(Math.min(...result.validations)).toBe(result.validations[result.best]);
    expect(trainer.evaluate(data, others).loss).toBe(result.validations[result.best]);
    await trainer.close();
  });
});

describe('an optimiser', () => {
  /** The rules as PyTorch's documentation states them, in double precision. */
  const rules: Record<
    string,
    (w: number, g: number, s: { m: number; v: number }, t: number) => number
  > = {
    adam: (w, g, s, t) => w - 0.01 * adam(g, s, t),
    adamw: (w, g, s, t) => w * (1 - 0.01 * 0.1) - 0.01 * adam(g, s, t),
    sgd: (w, g, s) => {
      s.m = 0.8 * s.m + g + 0.05 * w;
      return w - 0.01 * s.m;
    },
  };
  function adam(g: number, s: { m: number; v: number }, t: number): number {
    s.m = 0.9 * s.m + 0.1 * g;
    s.v = 0.99 * s.v + 0.01 * g * g;
    return s.m / (1 - 0.9 ** t) / (Math.sqrt(s.v / (1 - 0.99 ** t)) + 1e-6);
  }

  it.each<Optimiser>([
    { rule: 'adam', beta2: 0.99, epsilon: 1e-6 },
    { rule: 'adamw', beta2: 0.99, epsilon: 1e-6, decay: 0.1 },
    { rule: 'sgd', momentum: 0.8, decay: 0.05 },
  ])('moves every weight as its rule says: $rule', async (optimiser) => {
    const trainer = await openTrainer(SHAPE, { kernel: await nodeKernel('exact128'), optimiser });
    let weights = Array.from(initialWeights(SHAPE, seededRandom(3)));
    const state = weights.map(() => ({ m: 0, v: 0 }));
    trainer.load(Float32Array.from(weights));
    const data = noise(10);
    const all = Int32Array.from(data.ends.keys());
    for (let t = 1; t <= 4; t++) {
      const { gradient } = trainer.gradient(data, all);
      trainer.step(data, all, { learningRate: 0.01 });
      weights = weights.map((w, i) => rules[optimiser.rule]!(w, gradient[i]!, state[i]!, t));
      const miss = trainer
        .weights()
        .reduce((most, w, i) => Math.max(most, Math.abs(w - weights[i]!)), 0);
      expect(miss).toBeLessThan(2e-7 * t);
    }
    await trainer.close();
  });

  it('begins anew when it is reset', async () => {
    const trainer = await openTrainer(SHAPE, { kernel: await nodeKernel('exact128') });
    const data = noise(10);
    const all = Int32Array.from(data.ends.keys());
    const run = (): Float32Array => {
      trainer.load(initialWeights(SHAPE, seededRandom(3)));
      for (let i = 0; i < 3; i++) trainer.step(data, all, { learningRate: 0.01 });
      return trainer.weights();
    };
    const first = run();
    expect(run()).not.toEqual(first);
    trainer.resetOptimiser();
    expect(run()).toEqual(first);
    await trainer.close();
  });
});

describe('a schedule', () => {
  it('warms up, then falls along a cosine to its floor', () => {
    const rate = cosineSchedule(0.1, { floor: 0.01, warmup: 4 });
    expect([0, 3, 4, 104, 204].map((step) => Number(rate(step, 205).toFixed(6)))).toEqual([
      0.02, 0.08, 0.1, 0.055, 0.01,
    ]);
    expect(cosineSchedule(1)(0, 1)).toBe(1);
    expect(() => cosineSchedule(1, { floor: 2 })).toThrow(
      expect.objectContaining({ code: 'models/bad-options' }),
    );
    for (let x = 0; x <= 1; x += 1 / 64)
      expect(cosineOfPi(x)).toBeCloseTo(Math.cos(Math.PI * x), 14);
  });

  it('lowers the rate when validation stands still, and only then', () => {
    const { scale } = plateau({ factor: 0.1, patience: 1 });
    expect([3, 2, 1, 1, 1, 1, 1, 0.5].map(scale)).toEqual([
      1,
      1,
      1,
      1,
      0.1,
      0.1,
      0.1 * 0.1,
      0.1 * 0.1,
    ]);
  });
});
