/** How well someone who knows a model before and after a member's training can tell which blocks of candles it was trained on. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { initialWeights, openTrainer, type SequenceData, train, type Trainer } from '#models';
import { trainPrivately } from '#rounds/member';
import { sigmaFor } from '#members/privacy';
import { nodeKernel } from '#tensor/node';

const shape = { inputSize: 6, steps: 8, hidden: 24, layers: 1, outputs: 3 };
/** Blocks that are trained on, and as many that could have been; each of four windows. */
const BLOCKS = 32;
const WINDOWS = 4;
const STEPS = 48;
const RATE = 0.5;
const WORLDS = 3;

/** Labels that cannot be learned: all a model knows of them it remembers. The most a test of memory can ask for. */
function sample(seed: string): SequenceData {
  const random = seededRandom(seed);
  const windows = 2 * BLOCKS * WINDOWS;
  return {
    rows: Float32Array.from(
      { length: windows * shape.steps * shape.inputSize },
      () => 2 * random.unit() - 1,
    ),
    ends: Int32Array.from({ length: windows }, (_, i) => (i + 1) * shape.steps - 1),
    labels: Int32Array.from({ length: windows }, () => random.below(3)),
  };
}

async function openSgd(kind: 'private' | 'plain'): Promise<Trainer> {
  const trainer = await openTrainer(shape, {
    kernel: await nodeKernel('exact'),
    maxBatch: 64,
    ...(kind === 'private' ? { optimiser: { rule: 'sgd', momentum: 0 } } : {}),
  });
  trainer.load(initialWeights(shape, seededRandom('start')));
  return trainer;
}

/** How much each block's loss fell by the training: what gives it away. */
function falls(before: readonly number[], after: readonly number[]): number[] {
  return before.map((loss, i) => loss - after[i]!);
}

function blockLosses(trainer: Trainer, data: SequenceData): number[] {
  return Array.from({ length: 2 * BLOCKS }, (_, block) => {
    const indices = Int32Array.from({ length: WINDOWS }, (_x, i) => block * WINDOWS + i);
    return trainer.evaluate(data, indices).loss;
  });
}

/** Advantage of the best threshold, trained blocks first: hits less false alarms, 0 for guessing and 1 for certainty. */
function advantage(scores: readonly number[]): number {
  const thresholds = [...scores].sort((a, b) => a - b);
  const above = (part: readonly number[], limit: number): number =>
    part.filter((score) => score >= limit).length / part.length;
  return Math.max(
    ...thresholds.map(
      (limit) => above(scores.slice(0, BLOCKS), limit) - above(scores.slice(BLOCKS), limit),
    ),
  );
}

async function attack(epsilon: number): Promise<number> {
  let sum = 0;
  for (let world = 1; world <= WORLDS; world++) {
    const data = sample(`membership ${world}`);
    const random = seededRandom(`${epsilon}/${world}`);
    const trainer = await openSgd(epsilon === Infinity ? 'plain' : 'private');
    const before = blockLosses(trainer, data);
    const own = BLOCKS * WINDOWS;
    if (epsilon === Infinity) {
      const indices = Int32Array.from({ length: own }, (_, i) => i);
      train(trainer, data, { steps: 12 * STEPS, batch: 64, learningRate: 3e-3, random, indices });
    } else {
      const sigma = sigmaFor({ epsilon, delta: 1e-5 }, { rate: RATE, steps: STEPS }, 'rdp');
      trainPrivately(
        trainer,
        { ...data, ends: data.ends.slice(0, own), labels: data.labels.slice(0, own) },
        {
          training: { sigma, bound: 1, rate: RATE, steps: STEPS, learningRate: 0.4 },
          groups: Int32Array.from({ length: own }, (_, i) => Math.floor(i / WINDOWS)),
          count: BLOCKS,
          random,
        },
      );
    }
    sum += advantage(falls(before, blockLosses(trainer, data)));
    await trainer.close();
  }
  return sum / WORLDS;
}

describe('telling which blocks were trained on', () => {
  it('is easy without noise, hard with it, and near guessing with much of it', async () => {
    const found: Record<string, number> = {};
    for (const epsilon of [Infinity, 50, 10, 2]) found[epsilon] = await attack(epsilon);
    // What the best of 64 thresholds finds by chance where there is nothing to find.
    const random = seededRandom('chance');
    const chance =
      Array.from({ length: 400 }, () =>
        advantage(Array.from({ length: 2 * BLOCKS }, () => random.unit())),
      ).reduce((a, b) => a + b, 0) / 400;
    console.log('advantage by ε:', found, 'by chance:', chance);
    expect(found['Infinity']).toBeGreaterThan(0.9);
    expect(found['50']).toBeLessThan(0.5);
    expect(found['10']).toBeLessThan(0.5);
    expect(found['2']).toBeLessThan(chance + 0.15);
  }, 1_800_000);
});
