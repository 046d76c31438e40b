/** A short training run on a kernel: how fast it is here, and whether it computes what another build computes. */
import { type Engine, openEngine } from './engine.ts';
import type { Kernel, NetworkSpec } from './kernel.ts';
import type { Update } from './passes.ts';

export interface Trial {
  /** Weights of an LSTM, then of a GRU, after a few steps, the same for every build that computes alike. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** The LSTM's fastest step, in milliseconds. */
  readonly step: number;
}

const LSTM: NetworkSpec = {
  kind: 'lstm',
  inputSize: 25,
  steps: 8,
  hidden: 64,
  layers: 1,
  outputs: 3,
  head: 'classes',
  capacity: 32,
};
/** Small, of two layers, with rows that fill no tile: what a wrong build would get wrong first. */
const GRU: NetworkSpec = { ...LSTM, kind: 'gru', steps: 3, hidden: 16, layers: 2, capacity: 13 };
const WEIGHTS = { lstm: 23_235, gru: 3683 };
const COMPARED_STEPS = 4;

/**
 * Trains an invented network for about `milliseconds`, long enough for the engine to have optimised the code, and then
 * takes a few steps from the beginning again.
 */
export async function tryKernel(kernel: Kernel, milliseconds: number): Promise<Trial> {
  const weights = new Float32Array(WEIGHTS.lstm + WEIGHTS.gru);
  let step = Infinity;
  await on(LSTM, kernel, (engine, start) => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      const begin = performance.now();
      engine.step(LSTM.capacity, update(1));
      step = Math.min(step, performance.now() - begin);
    }
    compare(engine, start, weights.subarray(0, WEIGHTS.lstm));
  });
  await on(GRU, kernel, (engine, start) => {
    compare(engine, start, weights.subarray(WEIGHTS.lstm));
  });
  return { weights, step };
}

/** An engine on invented rows, with the weights it was given. */
async function on(
  spec: NetworkSpec,
  kernel: Kernel,
  work: (engine: Engine, start: Float32Array) => void,
): Promise<void> {
  const engine = await openEngine(spec, kernel, 1);
  // A linear congruential sequence: any numbers do, as long as they are the same everywhere.
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  const count = spec.kind === 'gru' ? WEIGHTS.gru : WEIGHTS.lstm;
  const start = Float32Array.from({ length: count }, () => next() / 8);
  engine.input.set(Float32Array.from(engine.input, next));
  engine.labels.set(Int32Array.from(engine.labels, (_, i) => i % spec.outputs));
  engine.load(start);
  work(engine, start);
  await engine.close();
}

function compare(engine: Engine, start: Float32Array, to: Float32Array): void {
  engine.load(start);
  engine.resetMoments();
  for (let t = 1; t <= COMPARED_STEPS; t++) engine.step(engine.capacity, update(t));
  engine.save(to);
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
