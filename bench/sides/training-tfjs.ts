/** The peer's side of the benchmark of training: tfjs on its WebAssembly backend, as its documentation has it. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { serve } from '../isolated.ts';
import { installPeers, peersFolder } from '../peers.ts';
import { BATCH, pace, shapeOf } from './workload.ts';

const RUN_MS = 1500;

/** What we use of the peer. */
interface Tensor {
  dispose(): void;
}
interface Core {
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
  randomNormal(shape: number[]): Tensor;
  oneHot(indices: Tensor, depth: number): Tensor;
  tensor1d(values: number[], type: string): Tensor;
  readonly train: { adam(rate: number): object };
}
interface Layers {
  sequential(): {
    add(layer: object): void;
    compile(options: object): void;
    trainOnBatch(x: Tensor, y: Tensor): Promise<unknown>;
  };
  readonly layers: { lstm(options: object): object; dense(options: object): object };
}
interface Backend {
  setWasmPaths(folder: string): void;
  setThreadsCount(threads: number): void;
}

await serve(async () => {
  installPeers();
  const require = createRequire(`${peersFolder}/package.json`);
  const tf = require('@tensorflow/tfjs-core') as Core;
  const { sequential, layers } = require('@tensorflow/tfjs-layers') as Layers;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as Backend;
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const { steps, inputSize, hidden, outputs } = shapeOf('W');
  const model = sequential();
  // Its default initial recurrent weights need chained operations that only the 300 MB package registers.
  model.add(
    layers.lstm({
      units: hidden,
      inputShape: [steps, inputSize],
      recurrentInitializer: 'glorotUniform',
    }),
  );
  model.add(layers.dense({ units: outputs, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const x = tf.randomNormal([BATCH, steps, inputSize]);
  const labels = Array.from({ length: BATCH }, (_, i) => i % outputs);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), outputs);
  return () => pace(RUN_MS, () => model.trainOnBatch(x, y));
});
