/** A short training run on a kernel: how fast it is here, and whether it computes what another build computes. */
import { type Engine, openEngine } from './engine.ts';
import type { Kernel, NetworkSpec } from './kernel.ts';
import type { Update } from './passes.ts';

export interface Trial {
  /** Weights of an LSTM, a GRU and a temporal CNN after a few steps, the same for every build that computes alike. */
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
const SMALL = { ...LSTM, steps: 3, layers: 2, capacity: 13 };
const GRU: NetworkSpec = { ...SMALL, kind: 'gru', hidden: 16 };
const TCN: NetworkSpec = { ...SMALL, kind: 'tcn', hidden: 48 };
/** Parameters of the three. */
const COUNTS = [23_235, 3683, 10_755] as const;
const COMPARED_STEPS = 4;

/**
 * Trains an invented network for about `milliseconds`, long enough for the engine to have optimised the code, and then
 * takes a few steps from the beginning again, as do smaller networks.
 */
export async function tryKernel(kernel: Kernel, milliseconds: number): Promise<Trial> {
  const [lstm, gru, tcn] = COUNTS;
  const weights = new Float32Array(lstm + gru + tcn);
  let step = Infinity;
  await on(LSTM, kernel, weights.subarray(0, lstm), (engine) => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      const begin = performance.now();
      engine.step(LSTM.capacity, update(1));
      step = Math.min(step, performance.now() - begin);
    }
  });
  await on(GRU, kernel, weights.subarray(lstm, lstm + gru));
  await on(TCN, kernel, weights.subarray(lstm + gru));
  return { weights, step };
}

/** Takes a few steps on invented rows from invented weights, after `work`, and puts the weights into `result`. */
async function on(
  spec: NetworkSpec,
  kernel: Kernel,
  result: Float32Array,
  work: (engine: Engine) => void = () => {},
): Promise<void> {
  const engine = await openEngine(spec, kernel, 1);
  // A linear congruential sequence: any numbers do, as long as they are the same everywhere.
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  const start = Float32Array.from(result, () => next() / 8);
  engine.input.set(Float32Array.from(engine.input, next));
  engine.labels.set(Int32Array.from(engine.labels, (_, i) => i % spec.outputs));
  engine.load(start);
  work(engine);
  engine.load(start);
  engine.resetMoments();
  for (let t = 1; t <= COMPARED_STEPS; t++) engine.step(engine.capacity, update(t));
  engine.save(result);
  await engine.close();
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
