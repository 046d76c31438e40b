/** Runs exported files in onnxruntime-node, which is installed beside the benchmarks: it is too large for every clone. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { nodeKernel } from '#tensor/node';
import { peerModule } from '../../bench/peers.ts';
import { toOnnx } from './onnx.ts';
import type { NetworkShape } from './shape.ts';
import { openTrainer } from './trainer.ts';
import { initialWeights } from './weights.ts';

/** What we use of the runtime. */
interface Value {
  readonly data: Float32Array;
}
interface Runtime {
  readonly InferenceSession: {
    create(
      file: Uint8Array,
    ): Promise<{ run(feeds: Record<string, Value>): Promise<Record<string, Value>> }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, sizes: readonly number[]) => Value;
}

const SIZES = { inputSize: 7, steps: 12, hidden: 20, outputs: 3 };

describe('an exported network', () => {
  it.each<NetworkShape>([
    { ...SIZES, layers: 1 },
    { ...SIZES, layers: 3, inputSize: 25, hidden: 64, steps: 60 },
    { ...SIZES, kind: 'gru', layers: 2 },
    { ...SIZES, kind: 'tcn', layers: 4 },
    { ...SIZES, kind: 'mlp', layers: 2 },
    { ...SIZES, layers: 1, outputs: 2, head: 'values' },
  ])('puts out the same to 1e-5 in onnxruntime: %o', async (shape) => {
    const runtime = await peerModule<Runtime>('onnxruntime-node');
    const random = seededRandom('onnx');
    const weights = initialWeights(shape, random).map((weight) => 2 * weight);
    const trainer = await openTrainer(shape, { kernel: await nodeKernel('exact128') });
    trainer.load(weights);
    const rows = Float32Array.from(
      { length: 5 * shape.steps * shape.inputSize },
      () => 2 * random.unit() - 1,
    );
    const session = await runtime.InferenceSession.create(
      toOnnx(shape, weights, { note: 'a test' }),
    );
    const x = new runtime.Tensor('float32', rows, [5, shape.steps, shape.inputSize]);
    const theirs = (await session.run({ x }))[shape.head === 'values' ? 'values' : 'probabilities']!
      .data;
    for (let i = 0; i < 5; i++) {
      const ours = trainer.predict(rows, (i + 1) * shape.steps - 1);
      ours.forEach((value, c) =>
        expect(Math.abs(value - theirs[i * shape.outputs + c]!)).toBeLessThan(1e-5),
      );
    }
    await trainer.close();
  });
});
