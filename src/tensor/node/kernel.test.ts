import { describe, expect, it } from 'vitest';
import { tryKernel } from '#tensor';
import { nodeKernel } from './kernel.ts';

describe('the builds', () => {
  it('compute the same bits in both widths, and others when operations are fused', async () => {
    const trial = async (
      build: 'exact128' | 'exact256' | 'fast128' | 'fast256',
    ): Promise<Float32Array> => (await tryKernel(await nodeKernel(build), 20)).weights;
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
    expect(chosen.name).toMatch(/^exact(128|256)$/);
    expect((await tryKernel(chosen, 100)).weights).toEqual(narrow.weights);
    expect(await nodeKernel('exact')).toBe(chosen);
  });
});
