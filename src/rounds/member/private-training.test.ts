import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { noiseTable } from '#members/privacy';
import { initialWeights, openTrainer, type SequenceData, type Trainer } from '#models';
import { nodeKernel } from '#tensor/node';
import { noiseSquares, type PrivateTraining, trainPrivately } from './private-training.ts';

const shape = { inputSize: 5, steps: 6, hidden: 16, layers: 1, outputs: 3 };
const lesson: PrivateTraining = {
  sigma: 1e-6,
  bound: 0.5,
  rate: 1,
  steps: 1,
  learningRate: 1,
};
/** Ten groups of four windows each; windows of group 3 are loud. */
const groups = Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 4));

function sample(loud = 1): SequenceData {
  const random = seededRandom('private');
  const rows = Float32Array.from({ length: 45 * 5 }, () => 2 * random.unit() - 1);
  for (let i = 12 * 5; i < 16 * 5; i++) rows[i]! *= loud;
  return {
    rows,
    ends: Int32Array.from({ length: 40 }, (_, i) => i + 5),
    labels: Int32Array.from({ length: 40 }, () => random.below(3)),
  };
}

async function open(): Promise<Trainer> {
  const trainer = await openTrainer(shape, {
    kernel: await nodeKernel('exact128'),
    maxBatch: 12,
    optimiser: { rule: 'sgd', momentum: 0 },
  });
  trainer.load(initialWeights(shape, seededRandom(1)));
  return trainer;
}

/** How far a training moved the weights. */
async function moved(
  training: PrivateTraining,
  seed: string,
  data = sample(),
  chosen = groups,
): Promise<Float32Array> {
  const trainer = await open();
  const before = trainer.weights();
  trainPrivately(trainer, data, {
    training,
    groups: chosen,
    count: 10,
    random: seededRandom(seed),
  });
  const after = trainer.weights();
  await trainer.close();
  return after.map((weight, i) => weight - before[i]!);
}

const norm = (vector: Float32Array): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, i) => x - b[i]!);

describe('private training', () => {
  it('adds noise for the bound and for what rounding to the grid can add to it', async () => {
    // So small a chance that nothing is drawn: what is left is noise.
    const silent = { ...lesson, sigma: 2, rate: 1e-6 };
    const found = await moved(silent, 'silent');
    const random = seededRandom('silent');
    for (let group = 0; group < 10; group++) random.unit();
    const levels = 8192;
    const noise = noiseTable(silent.sigma * (levels + Math.sqrt(found.length)));
    const unit = silent.bound / levels / (silent.rate * 10 * silent.bound);
    for (const by of found) {
      const expected = -noise(random) * unit;
      expect(Math.abs(by - expected)).toBeLessThan(1e-6 * Math.abs(expected) + 1);
    }
  });

  it('without noise is a step along the mean of bounded gradients', async () => {
    const trainer = await open();
    const data = sample();
    const expected = new Float64Array(trainer.weights().length);
    for (let group = 0; group < 10; group++) {
      const indices = Int32Array.of(0, 1, 2, 3).map((i) => 4 * group + i);
      const { sum } = trainer.boundedSum(data, indices, lesson.bound, new Int32Array(4));
      for (let i = 0; i < expected.length; i++) expected[i]! -= sum[i]! / (10 * lesson.bound);
    }
    await trainer.close();
    const step = await moved(lesson, 'a');
    // Each coordinate is rounded to the grid: half a cell of the bound over 8192, divided by ten.
    for (let i = 0; i < step.length; i++)
      expect(Math.abs(step[i]! - expected[i]!)).toBeLessThan(1.2 / 8192 / 10);
  });

  it('moves by no more than its bound for a group, however loud it is', async () => {
    const all = await moved(lesson, 'a');
    const data = sample();
    const keep = [...groups.keys()].filter((i) => groups[i] !== 3);
    const without = await moved(
      lesson,
      'a',
      {
        rows: data.rows,
        ends: Int32Array.from(keep, (i) => data.ends[i]!),
        labels: Int32Array.from(keep, (i) => data.labels[i]!),
      },
      Int32Array.from(keep, (i) => groups[i]!),
    );
    const cells = Math.sqrt(all.length) / 8192;
    expect(norm(minus(all, without))).toBeGreaterThan(0.01);
    expect(norm(minus(all, without))).toBeLessThanOrEqual((1 + cells) / 10);
    expect(norm(all)).toBeLessThanOrEqual(1 + cells);
  });

  it('carries noise of the announced deviation on the sum, divided like it', async () => {
    const noisy = { ...lesson, sigma: 3 };
    const noise = minus(await moved(noisy, 'b'), await moved(lesson, 'b'));
    // σ on a sum of ten groups, over ten.
    const deviation = norm(noise) / Math.sqrt(noise.length);
    expect(deviation).toBeGreaterThan(0.3 * 0.95);
    expect(deviation).toBeLessThan(0.3 * 1.09);
    const expected = noiseSquares(noisy, 10, noise.length);
    expect(Math.abs(norm(noise) ** 2 / expected - 1)).toBeLessThan(0.1);
    const half = { ...noisy, rate: 0.5, steps: 4 };
    const squares = norm(await moved(half, 'c')) ** 2;
    expect(Math.abs(squares / noiseSquares(half, 10, noise.length) - 1)).toBeLessThan(0.1);
    const more = norm(await moved(half, 'c')) / Math.sqrt(noise.length);
    expect(more).toBeGreaterThan(0.6 * 2 * 0.95);
    expect(more).toBeLessThan(0.6 * 2 * 1.09);
    expect(await moved(half, 'c')).toEqual(await moved(half, 'c'));
  });

  it('draws each group with the announced chance, on its own', async () => {
    const sizes: number[] = [];
    const trainer = await open();
    const counting: Trainer = {
      ...trainer,
      boundedSum(data, indices, limit, among) {
        sizes.push(indices.length / 4);
        return trainer.boundedSum(data, indices, limit, among);
      },
    };
    trainPrivately(counting, sample(), {
      training: { ...lesson, rate: 0.3, steps: 40, learningRate: 1e-9 },
      groups,
      count: 10,
      random: seededRandom('chance'),
    });
    await trainer.close();
    // 400 draws of chance 0.3: within five deviations.
    const drawn = sizes.reduce((a, b) => a + b, 0);
    expect(Math.abs(drawn - 120)).toBeLessThan(5 * Math.sqrt(400 * 0.3 * 0.7));
  });

  it('refuses parameters without meaning and groups that do not fit', async () => {
    const bad = expect.objectContaining({ code: 'rounds/bad-lesson' });
    for (const wrong of [
      { sigma: 0 },
      { bound: Infinity },
      { bound: 1e-30 },
      { bound: 1e30 },
      { rate: 0 },
      { rate: 1.5 },
      { steps: 0 },
      { learningRate: NaN },
    ])
      await expect(moved({ ...lesson, ...wrong }, 'x')).rejects.toThrow(bad);
    await expect(moved(lesson, 'x', sample(), new Int32Array(40))).rejects.toThrow(
      expect.objectContaining({ code: 'rounds/group-too-large' }),
    );
    await expect(moved(lesson, 'x', sample(), groups.toReversed())).rejects.toThrow(
      expect.objectContaining({ code: 'rounds/bad-groups' }),
    );
  });

  it('corrected after the noise follows from noisy gradients and public numbers alone', async () => {
    const trainer = await open();
    const start = trainer.weights();
    const seen: Float32Array[] = [];
    const pull = (gradient: Float32Array, weights: Float32Array): void => {
      seen.push(gradient.slice());
      for (let i = 0; i < gradient.length; i++)
        gradient[i] = gradient[i]! + 0.3 * (weights[i]! - start[i]!);
    };
    const training = { ...lesson, sigma: 1, rate: 0.5, steps: 4, learningRate: 0.25 };
    const random = seededRandom('a');
    trainPrivately(trainer, sample(), { training, groups, count: 10, random, adjust: pull });
    const after = trainer.weights();
    // Whoever has the noisy gradients, and no data, comes to the same weights.
    trainer.load(start);
    for (const noisy of seen) {
      const gradient = noisy.slice();
      const weights = trainer.weights();
      for (let i = 0; i < gradient.length; i++)
        gradient[i] = gradient[i]! + 0.3 * (weights[i]! - start[i]!);
      trainer.apply(gradient, { learningRate: 0.25 });
    }
    expect(after).toEqual(trainer.weights());
    await trainer.close();
    expect(seen).toHaveLength(4);
  });

  it('moves by no more than its bound for a group, whatever is added after the noise', async () => {
    const noisy = async (data: SequenceData, adjust: boolean): Promise<Float32Array> => {
      const trainer = await open();
      const before = trainer.weights();
      const shift = (gradient: Float32Array): void => {
        for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! + Math.sin(i);
      };
      const random = seededRandom('b');
      const options = { training: lesson, groups, count: 10, random };
      trainPrivately(trainer, data, adjust ? { ...options, adjust: shift } : options);
      const after = trainer.weights();
      await trainer.close();
      return minus(after, before);
    };
    const without = norm(minus(await noisy(sample(50), false), await noisy(sample(), false)));
    const withIt = norm(minus(await noisy(sample(50), true), await noisy(sample(), true)));
    // One group of ten, replaced: twice the bound over bound × count, and what the grid rounds.
    expect(without).toBeGreaterThan(0.01);
    expect(Math.abs(withIt - without)).toBeLessThan(1e-4);
    expect(withIt).toBeLessThan(2 / 10 + 0.01);
  });
});
