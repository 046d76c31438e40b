/** A short training run on a kernel: how fast it is here, and whether it computes what another build computes. */
import { openEngine } from './engine.ts';
import type { Kernel, NetworkSpec } from './kernel.ts';
import type { Update } from './passes.ts';

export interface Trial {
  /** Weights after a few steps, the same for every build that computes alike. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** The fastest step, in milliseconds. */
  readonly step: number;
}

const SPEC: NetworkSpec = {
  kind: 'lstm',
  inputSize: 25,
  steps: 8,
  hidden: 64,
  layers: 1,
  outputs: 3,
  head: 'classes',
  capacity: 32,
};
const WEIGHTS = 23_235;
const COMPARED_STEPS = 4;

/**
 * Trains an invented network for about `milliseconds`, long enough for the engine to have optimised the code, and then
 * takes a few steps from the beginning again.
 */
export async function tryKernel(kernel: Kernel, milliseconds: number): Promise<Trial> {
  const engine = await openEngine(SPEC, kernel, 1);
  // A linear congruential sequence: any numbers do, as long as they are the same everywhere.
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  const weights = Float32Array.from({ length: WEIGHTS }, () => next() / 8);
  engine.input.set(Float32Array.from(engine.input, next));
  engine.labels.set(Int32Array.from(engine.labels, (_, i) => i % SPEC.outputs));
  engine.load(weights);
  const end = performance.now() + milliseconds;
  let step = Infinity;
  while (performance.now() < end) {
    const start = performance.now();
    engine.step(SPEC.capacity, update(1));
    step = Math.min(step, performance.now() - start);
  }
  engine.load(weights);
  engine.resetMoments();
  for (let t = 1; t <= COMPARED_STEPS; t++) engine.step(SPEC.capacity, update(t));
  engine.save(weights);
  await engine.close();
  return { weights, step };
}

function update(t: number): Update {
  const [power1, power2] = [0.9 ** t, 0.999 ** t];
  return {
    rule: 'adam',
    rate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    power1,
    power2,
    decay: 0,
    clipNorm: 0,
  };
}
