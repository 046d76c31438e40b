import { describe, expect, it } from 'vitest';
import { seededRandom, sha256 } from '#kit';
import { nodeKernel } from '#tensor/node';
import type { SequenceData } from './data.ts';
import type { LstmShape } from './shape.ts';
import { train, type TrainOptions } from './train.ts';
import { openTrainer, type TrainerOptions } from './trainer.ts';
import { initialWeights } from './weights.ts';

const ODD: LstmShape = { inputSize: 7, steps: 9, hidden: 20, layers: 3, outputs: 4 };

/** Rows whose labels depend on them, so that there is something to learn. */
function sample(shape: LstmShape, windows: number, seed = 1): SequenceData {
  const random = seededRandom(`sample ${seed}`);
  const rows = Float32Array.from(
    { length: (windows + shape.steps - 1) * shape.inputSize },
    () => 2 * random.unit() - 1,
  );
  const ends = Int32Array.from({ length: windows }, (_, i) => i + shape.steps - 1);
  const sums = Array.from(
    ends,
    (end) => rows[end * shape.inputSize]! + rows[(end - 2) * shape.inputSize + 1]!,
  );
  const labels = Int32Array.from(sums, (sum) =>
    Math.min(shape.outputs - 1, Math.floor(((sum + 2) / 4) * shape.outputs)),
  );
  const targets = Float32Array.from(
    { length: windows * shape.outputs },
    (_, i) => sums[Math.floor(i / shape.outputs)]! * (i % 2 ? 1 : -0.5),
  );
  return { rows, ends, labels, targets };
}

function hash(weights: Float32Array): string {
  return sha256(new Uint8Array(weights.buffer.slice(0)));
}

async function trained(
  shape: LstmShape,
  batch: number,
  options: Partial<TrainerOptions> = {},
  clipNorm = 0,
  adjust?: TrainOptions['adjust'],
): Promise<string> {
  const trainer = await openTrainer(shape, {
    kernel: await nodeKernel('exact128'),
    maxBatch: batch,
    ...options,
  });
  trainer.load(initialWeights(shape, seededRandom(3)));
  train(trainer, sample(shape, 3 * batch + 1), {
    steps: 8,
    batch,
    learningRate: 0.01,
    clipNorm,
    random: seededRandom(4),
    ...(adjust && { adjust }),
  });
  const result = hash(trainer.weights());
  await trainer.close();
  return result;
}

describe('training', () => {
  it.each<[string, LstmShape, number]>([
    ['the default network', { inputSize: 25, steps: 12, hidden: 64, layers: 1, outputs: 3 }, 64],
    ['odd sizes', ODD, 5],
  ])(
    'gives the same bits twice, on 1, 2 and 3 threads, and in both widths: %s',
    async (_, shape, batch) => {
      const once = await trained(shape, batch);
      expect(await trained(shape, batch)).toBe(once);
      expect(await trained(shape, batch, { threads: 2 })).toBe(once);
      expect(await trained(shape, batch, { threads: 3 })).toBe(once);
      expect(await trained(shape, batch, { kernel: await nodeKernel('exact256') })).toBe(once);
    },
  );

  it('gives the same bits on 1 and 3 threads when gradients are clipped', async () => {
    const once = await trained(ODD, 5, {}, 0.05);
    expect(await trained(ODD, 5, { threads: 3 }, 0.05)).toBe(once);
    expect(await trained(ODD, 5, {})).not.toBe(once);
  });

  it('gives the same bits when gradients are looked at on their way, and others when they are changed', async () => {
    const once = await trained(ODD, 5, {}, 0.05);
    let seen = 0;
    const look = (gradient: Float32Array, weights: Float32Array): void => {
      if (gradient.length === weights.length && gradient.some((g) => g !== 0)) seen++;
    };
    expect(await trained(ODD, 5, {}, 0.05, look)).toBe(once);
    expect(seen).toBe(8);
    expect(await trained(ODD, 5, {}, 0.05, (gradient) => void (gradient[0]! += 1))).not.toBe(once);
  });

  it.each(['classes', 'values'] as const)(
    'has the gradient that finite differences give: %s',
    async (head) => {
      const shape = { ...ODD, head };
      const trainer = await openTrainer(shape, { kernel: await nodeKernel(), maxBatch: 5 });
      const data = sample(shape, 5);
      const indices = Int32Array.of(0, 1, 2, 3, 4);
      const weights = initialWeights(shape, seededRandom(5));
      trainer.load(weights);
      const { gradient } = trainer.gradient(data, indices);
      const lossAt = (direction: Float32Array, distance: number): number => {
        trainer.load(weights.map((weight, i) => weight + distance * direction[i]!));
        return trainer.gradient(data, indices).loss;
      };
      for (let trial = 0; trial < 6; trial++) {
        const random = seededRandom(`direction ${trial}`);
        const direction = weights.map(() => (random.unit() < 0.1 ? random.unit() - 0.5 : 0));
        const slope = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
        const measured = (lossAt(direction, 0.02) - lossAt(direction, -0.02)) / 0.04;
        expect(Math.abs(measured - slope)).toBeLessThan(2e-3 * Math.abs(slope) + 2e-5);
      }
      await trainer.close();
    },
  );

  it('learns, and evaluates alike whatever the size of a batch', async () => {
    const shape: LstmShape = { inputSize: 3, steps: 6, hidden: 16, layers: 1, outputs: 3 };
    const data = sample(shape, 200);
    const kernel = await nodeKernel();
    const trainer = await openTrainer(shape, { kernel });
    trainer.load(initialWeights(shape, seededRandom(1)));
    const before = trainer.evaluate(data);
    train(trainer, data, { epochs: 60, batch: 40, learningRate: 0.02, random: seededRandom(2) });
    const after = trainer.evaluate(data);
    expect(after.loss).toBeLessThan(0.6 * before.loss);
    expect(after.accuracy).toBeGreaterThan(0.8);
    const other = await openTrainer(shape, { kernel, maxBatch: 7, threads: 2 });
    other.load(trainer.weights());
    expect(other.evaluate(data)).toEqual(after);
    const third = after.probabilities.slice(6, 9);
    expect(other.predict(data.rows, data.ends[2]!)).toEqual(third);
    expect(third[0]! + third[1]! + third[2]!).toBeCloseTo(1, 6);
    await Promise.all([trainer.close(), other.close()]);
  });

  it('returns the weights it was given, bit for bit', async () => {
    const trainer = await openTrainer(ODD, { kernel: await nodeKernel() });
    const weights = initialWeights(ODD, seededRandom(9));
    trainer.load(weights);
    expect(trainer.weights()).toEqual(weights);
    await trainer.close();
  });

  it('refuses what it cannot use, with a code', async () => {
    const kernel = await nodeKernel();
    const trainer = await openTrainer(ODD, { kernel, maxBatch: 4 });
    const data = sample(ODD, 5);
    const one = Int32Array.of(0);
    const weights = initialWeights(ODD, seededRandom(1));
    const fault = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    expect(fault(() => trainer.step(data, one, { learningRate: 0.1 }))).toBe('models/no-weights');
    expect(fault(() => trainer.load(weights.subarray(1)))).toBe('models/bad-weights');
    expect(fault(() => trainer.load(weights.with(3, NaN)))).toBe('models/bad-weights');
    trainer.load(weights);
    expect(fault(() => trainer.step(data, new Int32Array(5), { learningRate: 0.1 }))).toBe(
      'models/bad-batch',
    );
    expect(fault(() => trainer.step(data, new Int32Array(0), { learningRate: 0.1 }))).toBe(
      'models/bad-batch',
    );
    expect(fault(() => trainer.step(data, Int32Array.of(5), { learningRate: 0.1 }))).toBe(
      'models/bad-batch',
    );
    expect(fault(() => trainer.step(data, one, { learningRate: NaN }))).toBe('models/bad-options');
    expect(
      fault(() =>
        trainer.step({ ...data, labels: data.labels.with(4, 4) }, one, { learningRate: 0.1 }),
      ),
    ).toBe('models/bad-data');
    expect(
      fault(() =>
        trainer.step({ ...data, rows: data.rows.with(8, Infinity) }, one, { learningRate: 0.1 }),
      ),
    ).toBe('models/bad-data');
    expect(
      fault(() =>
        trainer.step({ ...data, ends: data.ends.with(0, 7) }, one, { learningRate: 0.1 }),
      ),
    ).toBe('models/bad-data');
    expect(fault(() => trainer.evaluate(data, new Int32Array(0)))).toBe('models/bad-data');
    expect(fault(() => trainer.predict(data.rows, 7))).toBe('models/bad-data');
    await trainer.close();
    expect(fault(() => trainer.predict(data.rows, 8))).toBe('tensor/closed');
    await expect(openTrainer({ ...ODD, layers: 4 }, { kernel })).rejects.toMatchObject({
      code: 'models/bad-shape',
    });
    await expect(openTrainer(ODD, { kernel, threads: 0 })).rejects.toMatchObject({
      code: 'models/bad-options',
    });
    await expect(
      openTrainer({ ...ODD, steps: 4096, hidden: 512 }, { kernel }),
    ).rejects.toMatchObject({ code: 'tensor/too-large' });
  });

  it('says so when training diverges', async () => {
    const shape = { ...ODD, head: 'values' as const };
    const trainer = await openTrainer(shape, {
      kernel: await nodeKernel(),
      optimiser: { rule: 'sgd' },
    });
    trainer.load(initialWeights(shape, seededRandom(1)));
    const options = { steps: 400, batch: 5, learningRate: 1e6 };
    expect(() => train(trainer, sample(shape, 5), options)).toThrow(/lower learning rate/);
    await trainer.close();
  });
});
