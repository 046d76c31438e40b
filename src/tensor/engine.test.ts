import { describe, expect, it } from 'vitest';
import { type Kernel, type NetworkSpec, openEngine } from '#tensor';
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
});
