import { describe, expect, it } from 'vitest';
import { type Engine, type Kernel, type NetworkSpec, openEngine, type Update } from '#tensor';
import { nodeKernel } from '#tensor/node';

const SPEC: NetworkSpec = {
  kind: 'lstm',
  inputSize: 3,
  steps: 4,
  hidden: 16,
  layers: 1,
  outputs: 2,
  head: 'classes',
  capacity: 8,
};

const UPDATE: Update = {
  rule: 'adam',
  rate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  power1: 0.9,
  power2: 0.999,
  decay: 0,
  clipNorm: 0,
};

describe('an engine', () => {
  it('says so when a thread fails, and does not wait for it', async () => {
    const { name, module } = await nodeKernel('exact128');
    // A thread that only raises the flag by which a real one says that it has failed.
    const startThread: Kernel['startThread'] = ({ memory }) => {
      Atomics.store(new Int32Array(memory.buffer as unknown as SharedArrayBuffer, 2048), 2, 1);
      return { ready: Promise.resolve(), stop: () => Promise.resolve() };
    };
    const engine = await openEngine(SPEC, { name, module, startThread }, 2);
    expect(() => engine.forward(8)).toThrow(
      expect.objectContaining({ code: 'tensor/thread-failed' }),
    );
    expect(() => engine.forward(8)).toThrow(expect.objectContaining({ code: 'tensor/closed' }));
    await engine.close();
  });

  it('refuses more threads than there can be', async () => {
    const { name, module } = await nodeKernel('exact128');
    const opened = openEngine(SPEC, { name, module }, 2);
    await expect(opened).rejects.toMatchObject({ code: 'tensor/no-threads' });
  });

  it('ends its threads when it is closed, twice if asked', async () => {
    const kernel = await nodeKernel('exact128');
    let running = 0;
    const counted: Kernel = {
      ...kernel,
      startThread(start) {
        const thread = kernel.startThread!(start);
        running++;
        return { ready: thread.ready, stop: () => thread.stop().then(() => void running--) };
      },
    };
    const engine = await openEngine(SPEC, counted, 3);
    engine.forward(8);
    expect(running).toBe(2);
    await engine.close();
    await engine.close();
    expect(running).toBe(0);
  });

  it.each(['lstm', 'gru', 'tcn'] as const)(
    'asked between steps, a %s learns the same',
    async (kind) => {
      const kernel = await nodeKernel('exact128');
      const learn = async (ask: (engine: Engine) => void): Promise<Float32Array> => {
        const engine = await openEngine({ ...SPEC, kind, layers: 2 }, kernel, 1);
        engine.input.set(engine.input.map((_, i) => Math.fround(Math.sin(i))));
        engine.labels.set(engine.labels.map((_, i) => i % 2));
        const weights = Float32Array.from({ length: 4000 }, (_, i) => Math.cos(i * i) / 4);
        engine.load(weights);
        for (let t = 1; t <= 3; t++) {
          engine.step(8, { ...UPDATE, power1: 0.9 ** t, power2: 0.999 ** t });
          ask(engine);
        }
        engine.save(weights);
        await engine.close();
        return weights;
      };
      const told: number[] = [];
      const asked = await learn((engine) => {
        engine.forward(7);
        told.push(...engine.losses.subarray(0, 7));
      });
      const kept: number[] = [];
      const measured = await learn((engine) => {
        engine.gradient(8);
        kept.push(...engine.losses.subarray(0, 7));
      });
      expect(asked).toEqual(await learn(() => {}));
      expect(asked).toEqual(measured);
      expect(told).toEqual(kept);
      expect(told.every(Number.isFinite)).toBe(true);
    },
  );
});
