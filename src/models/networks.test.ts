import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { nodeKernel } from '#tensor/node';
import type { SequenceData } from './data.ts';
import { type NetworkShape, tensorPlaces } from './shape.ts';
import { train } from './train.ts';
import { openTrainer } from './trainer.ts';
import { initialWeights } from './weights.ts';

const SIZES = { inputSize: 7, steps: 9, hidden: 20, outputs: 4 };
const NETWORKS: [string, NetworkShape][] = [
  ['lstm', { ...SIZES, kind: 'lstm', layers: 2 }],
  ['gru', { ...SIZES, kind: 'gru', layers: 3 }],
  ['tcn', { ...SIZES, kind: 'tcn', layers: 3 }],
  ['mlp', { ...SIZES, kind: 'mlp', layers: 3 }],
  ['mlp on a table', { ...SIZES, kind: 'mlp', steps: 1, layers: 1 }],
];

function sample(shape: NetworkShape, windows: number): SequenceData {
  const random = seededRandom('networks');
  return {
    rows: Float32Array.from(
      { length: (windows + shape.steps - 1) * shape.inputSize },
      () => 2 * random.unit() - 1,
    ),
    ends: Int32Array.from({ length: windows }, (_, i) => i + shape.steps - 1),
    labels: Int32Array.from({ length: windows }, () => random.below(shape.outputs)),
    targets: Float32Array.from({ length: windows * shape.outputs }, () => random.unit()),
  };
}

/** The outputs for one window as the papers have them, in double precision, with loops anyone can read. */
function plainly(
  shape: NetworkShape,
  weights: Float32Array,
  rows: Float32Array,
  end: number,
): number[] {
  const { inputSize: I, steps: T, hidden: H } = shape;
  const tensor = (name: string): Float32Array => {
    const place = tensorPlaces(shape).find((place) => place.name === name)!;
    return weights.subarray(place.offset, place.offset + place.length);
  };
  const times = (w: Float32Array, x: readonly number[], row: number): number =>
    x.reduce((sum, value, k) => sum + w[row * x.length + k]! * value, 0);
  const units = Array.from({ length: H }, (_, unit) => unit);
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
  let signal = Array.from({ length: T }, (_, t) =>
    Array.from(rows.subarray((end - T + 1 + t) * I, (end - T + 2 + t) * I)),
  );
  if (shape.kind === 'mlp') signal = [signal.flat()];
  for (let l = 0; l < shape.layers; l++) {
    if (shape.kind === 'lstm' || shape.kind === 'gru') {
      const [wih, whh] = [
        tensor(`${shape.kind}.weight_ih_l${l}`),
        tensor(`${shape.kind}.weight_hh_l${l}`),
      ];
      const b = tensor(shape.kind === 'lstm' ? `lstm.bias_ih_l${l}` : `gru.bias_l${l}`);
      let [h, c] = [units.map(() => 0), units.map(() => 0)];
      signal = signal.map((x) => {
        const fromX = (gate: number, u: number): number => times(wih, x, gate * H + u);
        const fromH = (gate: number, u: number): number => times(whh, h, gate * H + u);
        const both = (gate: number, u: number): number =>
          fromX(gate, u) + fromH(gate, u) + b[gate * H + u]!;
        if (shape.kind === 'lstm') {
          const cell = units.map(
            (u) => logistic(both(1, u)) * c[u]! + logistic(both(0, u)) * Math.tanh(both(2, u)),
          );
          [h, c] = [units.map((u) => logistic(both(3, u)) * Math.tanh(cell[u]!)), cell];
        } else {
          h = units.map((u) => {
            const [r, z] = [logistic(both(0, u)), logistic(both(1, u))];
            const n = Math.tanh(fromX(2, u) + b[2 * H + u]! + r * (fromH(2, u) + b[3 * H + u]!));
            return (1 - z) * n + z * h[u]!;
          });
        }
        return h;
      });
    } else {
      const [w, b] = [tensor(`${shape.kind}.${l}.weight`), tensor(`${shape.kind}.${l}.bias`)];
      const [taps, reach] = shape.kind === 'mlp' ? [1, 1] : [3, 2 ** l];
      const input = signal;
      signal = input.map((_, t) =>
        units.map((u) => {
          let sum = b[u]!;
          for (let tap = 0; tap < taps; tap++) {
            const x = input[t - (taps - 1 - tap) * reach] ?? input[0]!.map(() => 0);
            x.forEach((value, k) => (sum += w[(u * x.length + k) * taps + tap]! * value));
          }
          return Math.max(0, sum);
        }),
      );
    }
  }
  const [w, b] = [tensor('head.weight'), tensor('head.bias')];
  const logits = Array.from(b, (bias, c) => bias + times(w, signal.at(-1)!, c));
  if (shape.head === 'values') return logits;
  const exps = logits.map((logit) => Math.exp(logit));
  return exps.map((e) => e / exps.reduce((sum, value) => sum + value, 0));
}

describe.each(NETWORKS)('%s', (_, plain) => {
  it.each(['classes', 'values'] as const)('puts out what its definition says: %s', async (head) => {
    const shape = { ...plain, head };
    const trainer = await openTrainer(shape, { kernel: await nodeKernel('exact128'), maxBatch: 5 });
    const weights = initialWeights(shape, seededRandom(1)).map((weight) => 2 * weight);
    trainer.load(weights);
    expect(trainer.weights()).toEqual(weights);
    const data = sample(shape, 11);
    const { probabilities } = trainer.evaluate(data);
    data.ends.forEach((end, i) => {
      plainly(shape, weights, data.rows, end).forEach((value, c) =>
        expect(probabilities[i * shape.outputs + c]).toBeCloseTo(value, 5),
      );
    });
    await trainer.close();
  });

  it.each([
    ['classes', 0],
    ['values', 0],
    ['classes', 0.4],
  ] as const)(
    'has the gradient that finite differences give: %s, dropout %d',
    async (head, rate) => {
      const shape = { ...plain, head };
      const dropout = { rate, random: seededRandom(2) };
      const trainer = await openTrainer(shape, {
        kernel: await nodeKernel('exact128'),
        maxBatch: 5,
        dropout,
      });
      const data = sample(shape, 5);
      const indices = Int32Array.of(0, 1, 2, 3, 4);
      const weights = initialWeights(shape, seededRandom(5));
      trainer.load(weights);
      const { gradient, loss } = trainer.gradient(data, indices, 77);
      if (rate > 0) expect(loss).not.toBe(trainer.gradient(data, indices).loss);
      // A rectifier has a corner, and a difference taken across one is no derivative: so the way is short where there are some.
      const h = shape.kind === 'mlp' || shape.kind === 'tcn' ? 2e-4 : 2e-2;
      const misses = Array.from({ length: 9 }, (_, trial) => {
        const random = seededRandom(`direction ${trial}`);
        const direction = weights.map(() => (random.unit() < 0.1 ? random.unit() - 0.5 : 0));
        const lossAt = (distance: number): number => {
          trainer.load(weights.map((weight, i) => weight + distance * direction[i]!));
          return trainer.gradient(data, indices, 77).loss;
        };
        const slope = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
        const measured = (lossAt(h) - lossAt(-h)) / (2 * h);
        return Math.abs(measured - slope) / (4e-3 * Math.abs(slope) + 1e-4);
      });
      expect(Math.max(...misses)).toBeLessThan(1);
      await trainer.close();
    },
  );

  it('gives the same bits on 1 and 3 threads and in both widths, with dropout, clipping and a partial batch', async () => {
    const data = sample(plain, 23);
    const run = async (build: 'exact128' | 'exact256', threads: number): Promise<Float32Array> => {
      const dropout = { rate: 0.3, random: seededRandom(6) };
      const trainer = await openTrainer(plain, {
        kernel: await nodeKernel(build),
        threads,
        maxBatch: 10,
        dropout,
      });
      trainer.load(initialWeights(plain, seededRandom(3)));
      train(trainer, data, {
        epochs: 3,
        batch: 10,
        learningRate: 0.01,
        clipNorm: 0.5,
        random: seededRandom(4),
      });
      const { probabilities } = trainer.evaluate(data);
      const result = Float32Array.of(...trainer.weights(), ...probabilities);
      await trainer.close();
      return result;
    };
    const once = await run('exact128', 1);
    expect(await run('exact128', 3)).toEqual(once);
    expect(await run('exact256', 1)).toEqual(once);
  });

  it('learns a rule', async () => {
    const shape: NetworkShape = { ...plain, outputs: 2 };
    const { rows, ends } = sample(shape, 150);
    const labels = Int32Array.from(ends, (end) =>
      rows[end * shape.inputSize]! > rows[end * shape.inputSize + 1]! ? 1 : 0,
    );
    const data = { rows, ends, labels };
    const trainer = await openTrainer(shape, { kernel: await nodeKernel('exact128') });
    trainer.load(initialWeights(shape, seededRandom(1)));
    train(trainer, data, { epochs: 40, batch: 50, learningRate: 0.01, random: seededRandom(2) });
    expect(trainer.evaluate(data).accuracy).toBeGreaterThan(0.9);
    await trainer.close();
  });
});
