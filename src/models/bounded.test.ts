import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { nodeKernel } from '#tensor/node';
import type { SequenceData } from './data.ts';
import type { NetworkShape } from './shape.ts';
import { openTrainer, type Trainer } from './trainer.ts';
import { initialWeights } from './weights.ts';

const SIZES = { inputSize: 5, steps: 6, hidden: 20, layers: 2, outputs: 3 };

function sample(shape: NetworkShape): SequenceData {
  const random = seededRandom('bounded');
  return {
    rows: Float32Array.from(
      { length: (9 + shape.steps) * shape.inputSize },
      () => 4 * random.unit() - 2,
    ),
    ends: Int32Array.from({ length: 10 }, (_, i) => i + shape.steps - 1),
    labels: Int32Array.from({ length: 10 }, () => random.below(shape.outputs)),
  };
}

function length(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

describe.each(['lstm', 'gru', 'tcn', 'mlp'] as const)('a bounded sum of %s', (kind) => {
  const shape: NetworkShape = { ...SIZES, kind };
  const data = sample(shape);
  const all = Int32Array.from(data.ends.keys());

  async function open(threads = 1): Promise<Trainer> {
    const trainer = await openTrainer(shape, {
      kernel: await nodeKernel('exact128'),
      threads,
      maxBatch: 12,
    });
    trainer.load(initialWeights(shape, seededRandom(1)));
    return trainer;
  }

  it('is the sum of the gradients of groups, each no longer than the limit', async () => {
    const trainer = await open();
    const groups = Int32Array.of(0, 0, 0, 1, 2, 2, 3, 4, 4, 4);
    const parts = [0, 1, 2, 3, 4].map((group) => {
      const indices = all.filter((i) => groups[i] === group);
      return trainer.gradient(data, indices).gradient.map((g) => g * indices.length);
    });
    const lengths = parts.map(length);
    const limit = lengths.toSorted((a, b) => a - b)[2]! * 0.999;
    const expected = parts[0]!.map((_, i) =>
      parts.reduce((sum, part, g) => sum + part[i]! * Math.min(1, limit / lengths[g]!), 0),
    );
    const bounded = trainer.boundedSum(data, all, limit, groups);
    bounded.lengths.forEach((value, g) => expect(value).toBeCloseTo(lengths[g]!, 5));
    const miss = bounded.sum.map((value, i) => value - expected[i]!);
    expect(length(miss)).toBeLessThan(3e-4 * length(Float32Array.from(expected)));
    expect(bounded.loss).toBe(trainer.gradient(data, all).loss);
    await trainer.close();
  });

  it('never lets one window add more than the limit, and no windows more than their number of limits', async () => {
    const trainer = await open();
    for (const limit of [1e-3, 0.05, 1e3]) {
      for (const i of all)
        expect(length(trainer.boundedSum(data, Int32Array.of(i), limit).sum)).toBeLessThanOrEqual(
          limit,
        );
      const without = trainer.boundedSum(data, all.subarray(1), limit).sum;
      const change = trainer
        .boundedSum(data, all, limit)
        .sum.map((value, i) => value - without[i]!);
      expect(length(change)).toBeLessThanOrEqual(limit);
    }
    await trainer.close();
  });

  it('has the same bits on 1 and 3 threads, and applied it is a step', async () => {
    const [one, three] = [await open(), await open(3)];
    const bounded = one.boundedSum(data, all, 0.1);
    expect(three.boundedSum(data, all, 0.1)).toEqual(bounded);
    const { gradient } = one.gradient(data, all);
    one.apply(gradient, { learningRate: 0.01, clipNorm: 0.1 });
    three.step(data, all, { learningRate: 0.01, clipNorm: 0.1 });
    expect(three.weights()).toEqual(one.weights());
    await Promise.all([one.close(), three.close()]);
  });
});

describe('a bounded sum', () => {
  it('refuses groups out of order, a limit of nothing and gradients that are none', async () => {
    const shape: NetworkShape = { ...SIZES };
    const trainer = await openTrainer(shape, { kernel: await nodeKernel('exact128') });
    const weights = initialWeights(shape, seededRandom(1));
    trainer.load(weights);
    const data = sample(shape);
    const three = Int32Array.of(0, 1, 2);
    const options = expect.objectContaining({ code: 'models/bad-options' });
    for (const groups of [
      [0, 0],
      [1, 1, 2],
      [0, 2, 3],
      [0, 1, 0],
      [0, -1, 0],
    ]) {
      expect(() => trainer.boundedSum(data, three, 1, Int32Array.from(groups))).toThrow(options);
    }
    expect(() => trainer.boundedSum(data, three, 0)).toThrow(options);
    const wrong = expect.objectContaining({ code: 'models/bad-weights' });
    expect(() => trainer.apply(weights.with(0, NaN), { learningRate: 1 })).toThrow(wrong);
    expect(() => trainer.apply(weights.subarray(1), { learningRate: 1 })).toThrow(wrong);
    await trainer.close();
  });
});
