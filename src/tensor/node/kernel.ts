import { readFile } from 'node:fs/promises';
import { Fault } from '#kit';
import type { Kernel } from '#tensor';
import { startThread } from './thread.ts';

/** `exact` gives the same bits everywhere and is for whatever is verified or paid. */
export type KernelBuild = 'exact' | 'exact256' | 'fast' | 'fast256';

const cache = new Map<KernelBuild, Promise<Kernel>>();

/**
 * A build of the arithmetic, compiled once in a process.
 *
 * @throws Fault `tensor/kernel-missing` when the kernels were not built
 * @example const trainer = await openTrainer(shape, { kernel: await nodeKernel() });
 */
export function nodeKernel(build: KernelBuild = 'exact'): Promise<Kernel> {
  let kernel = cache.get(build);
  if (!kernel) {
    kernel = compile(build);
    cache.set(build, kernel);
    kernel.catch(() => cache.delete(build));
  }
  return kernel;
}

async function compile(build: KernelBuild): Promise<Kernel> {
  const file = new URL(`../../../kernels/build/${build}.wasm`, import.meta.url);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Fault(
      'tensor/kernel-missing',
      `the kernel ${build} is not built; run node scripts/build-kernels.mjs`,
      {
        meta: { build },
        cause,
      },
    );
  });
  return { name: build, module: await WebAssembly.compile(bytes), startThread };
}
