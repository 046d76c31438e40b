import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Kernel, type NetworkSpec, openEngine, tryKernel, type Update } from '#tensor';
import { type KernelBuild, nodeKernel } from './kernel.ts';
import { libraryOf } from './library.ts';

const FAMILIES = ['exact', 'fast'] as const;

describe('the builds', () => {
  it('compute the same bits in both widths, and others when operations are fused', async () => {
    const trial = async (build: KernelBuild): Promise<Float32Array> =>
      (await tryKernel(await nodeKernel(build), 20)).weights;
    const [exact, fast] = [await trial('exact128'), await trial('fast128')];
    expect(await trial('exact256')).toEqual(exact);
    expect(await trial('fast256')).toEqual(fast);
    expect(fast).not.toEqual(exact);
    const miss = fast.reduce((most, weight, i) => Math.max(most, Math.abs(weight - exact[i]!)), 0);
    expect(miss).toBeLessThan(1e-4);
  });

  it('still compute the same bits where the engine pairs operations to 256 bits', async () => {
    const narrow = await tryKernel(await nodeKernel('exact128'), 20);
    const chosen = await nodeKernel('exact');
    expect(chosen.name).toMatch(/^exact(128|256|512)$/);
    expect((await tryKernel(chosen, 100)).weights).toEqual(narrow.weights);
    expect(await nodeKernel('exact')).toBe(chosen);
  });
});

describe.skipIf(!libraryOf('exact') || !libraryOf('fast'))(
  'machine code (needs an x64 processor with AVX-512 and a C compiler)',
  () => {
    it.each(FAMILIES)('gives the bits of %s128 for any network', async (family) => {
      const [narrow, wide] = [await nodeKernel(`${family}128`), await nodeKernel(`${family}512`)];
      const size = (min: number, max: number) => fc.integer({ min, max });
      const network = fc.record({
        kind: fc.constantFrom('lstm', 'gru', 'tcn', 'mlp'),
        inputSize: size(1, 30),
        steps: size(1, 6),
        hidden: size(1, 50),
        layers: size(1, 3),
        outputs: size(2, 4),
        head: fc.constant('classes' as const),
        capacity: size(1, 70),
      });
      await fc.assert(
        fc.asyncProperty(
          network,
          size(0, 69),
          size(1, 2),
          size(0, 9),
          async (spec, short, threads, rate) => {
            const rows = Math.max(1, spec.capacity - short);
            const run = (kernel: Kernel, on: number): Promise<Float32Array[]> =>
              trained(spec, kernel, on, rows, rate / 20);
            const given = await run(narrow, 1);
            expect(given.every((values) => values.every(Number.isFinite))).toBe(true);
            expect(await run(wide, threads)).toEqual(given);
          },
        ),
        { numRuns: 30 },
      );
    });

    it.each(FAMILIES)('lets what is not a number through, as %s128 does', async (family) => {
      const spec: NetworkSpec = {
        ...{ kind: 'lstm', inputSize: 3, steps: 4, hidden: 16, layers: 2, outputs: 2 },
        ...{ head: 'classes', capacity: 8 },
      };
      for (const value of [NaN, Infinity, -Infinity, 1e38, -1e38, 1e-40]) {
        const run = async (build: KernelBuild): Promise<Float32Array[]> =>
          trained(spec, await nodeKernel(build), 1, 7, 0, value);
        expect(await run(`${family}512`)).toEqual(await run(`${family}128`));
      }
    });
  },
);

it.skipIf(libraryOf('exact'))(
  'says what the widest build needs where it is not to be had',
  async () => {
    await expect(nodeKernel('exact512')).rejects.toMatchObject({ code: 'tensor/no-library' });
  },
);

/** Outputs, weights and bounded gradients after a few steps on invented rows. */
async function trained(
  spec: NetworkSpec,
  kernel: Kernel,
  threads: number,
  rows: number,
  rate: number,
  odd?: number,
): Promise<Float32Array[]> {
  const engine = await openEngine(spec, kernel, threads);
  let state = 7;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  const flat = Float32Array.from({ length: parameters(spec) }, next);
  engine.input.set(Float32Array.from(engine.input, next));
  if (odd !== undefined) engine.input[5] = odd;
  engine.labels.set(Int32Array.from(engine.labels, (_, i) => i % spec.outputs));
  engine.load(flat);
  for (let t = 1; t <= 2; t++) engine.step(rows, UPDATE, { rate, seed: t });
  engine.save(flat);
  engine.groupEnds.fill(rows);
  engine.groupEnds[0] = Math.ceil(rows / 2);
  engine.bounded(rows, rows > 1 ? 2 : 1, 0.5, { rate, seed: 3 });
  const bounded = new Float32Array(flat.length);
  engine.saveGradient(bounded);
  engine.forward(rows);
  const output = engine.output.slice(0, rows * 16);
  await engine.close();
  return [flat, bounded, output];
}

const UPDATE: Update = {
  rule: 'adam',
  ...{ rate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  ...{ power1: 0.9, power2: 0.999, decay: 0, clipNorm: 0 },
};

function parameters({ kind, inputSize, steps, hidden, layers, outputs }: NetworkSpec): number {
  const [gates, taps, inputs] = {
    lstm: [4, 1, inputSize],
    gru: [3, 1, inputSize],
    tcn: [1, 3, inputSize],
    mlp: [1, 1, steps * inputSize],
  }[kind] as [number, number, number];
  const recurrent = kind === 'lstm' || kind === 'gru';
  let count = outputs * hidden + outputs;
  for (let layer = 0; layer < layers; layer++) {
    const columns = (layer > 0 ? hidden : inputs) * taps + (recurrent ? hidden : 0);
    count += gates * hidden * columns + (recurrent ? 4 : 1) * hidden;
  }
  return count;
}
