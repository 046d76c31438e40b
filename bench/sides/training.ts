/** Our side of every benchmark of training, in a thread of its own. Asked for as `kernel workload threads what`. */
import { setFlagsFromString } from 'node:v8';
import { seededRandom } from '#kit';
import { initialWeights, openTrainer, type SequenceData } from '#models';
import { type KernelBuild, type KernelFamily, nodeKernel } from '#tensor/node';
import { serve } from '../isolated.ts';
import { BATCH, pace, shapeOf, type Workload } from './workload.ts';

const RUN_MS = 1500;

await serve(async (side) => {
  const [family, workload, threads, what] = side.split(' ') as [
    KernelFamily | KernelBuild,
    Workload,
    string,
    string,
  ];
  const shape = shapeOf(workload);
  // A family sees to that by itself; a build that is named is taken as it is.
  if (family.endsWith('256') && process.arch === 'x64')
    setFlagsFromString('--experimental-wasm-revectorize');
  const kernel = await nodeKernel(family);
  const trainer = await openTrainer(shape, { kernel, threads: Number(threads), maxBatch: BATCH });
  const random = seededRandom('training');
  trainer.load(initialWeights(shape, random));
  const data: SequenceData = {
    rows: Float32Array.from(
      { length: BATCH * shape.steps * shape.inputSize },
      () => 2 * random.unit() - 1,
    ),
    ends: Int32Array.from({ length: BATCH }, (_, i) => (i + 1) * shape.steps - 1),
    labels: Int32Array.from({ length: BATCH }, () => random.below(shape.outputs)),
  };
  const all = Int32Array.from(data.ends.keys());
  if (what === 'predict')
    return () => microseconds(() => trainer.predict(data.rows, data.ends[0]!));
  return () => pace(RUN_MS, () => trainer.step(data, all, { learningRate: 1e-3 }));
});

async function microseconds(work: () => unknown): Promise<number> {
  const one = await pace(RUN_MS, work);
  return (BATCH * 1e6) / one;
}
