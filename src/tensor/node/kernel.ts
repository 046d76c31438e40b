import { readFile } from 'node:fs/promises';
import { Fault } from '#kit';
import type { Kernel } from '#tensor';
import { pickWidth } from './width.ts';
import { startThread } from './thread.ts';

/** One build of `kernels/`. Both widths of a family compute the same bits. */
export type KernelBuild = 'exact128' | 'exact256' | 'fast128' | 'fast256';

/** `exact` gives the same bits on every machine and is for whatever is verified or paid; `fast` fuses operations. */
export type KernelFamily = 'exact' | 'fast';

const cache = new Map<string, Promise<Kernel>>();

/**
 * The arithmetic of training, compiled once in a process. For a family, the width that is faster here is found by a
 * short trial, about a fifth of a second.
 *
 * @throws Fault `tensor/kernel-missing` when the kernels were not built
 * @example const trainer = await openTrainer(shape, { kernel: await nodeKernel() });
 */
export function nodeKernel(choice: KernelFamily | KernelBuild = 'exact'): Promise<Kernel> {
  let kernel = cache.get(choice);
  if (!kernel) {
    kernel =
      choice === 'exact' || choice === 'fast'
        ? pickWidth(`${choice}128`, `${choice}256`, nodeKernel)
        : compile(choice);
    cache.set(choice, kernel);
    kernel.catch(() => cache.delete(choice));
  }
  return kernel;
}

async function compile(build: KernelBuild): Promise<Kernel> {
  const file = new URL(`../../../kernels/build/${build}.wasm`, import.meta.url);
  const bytes = await readFile(file).catch((cause: unknown) => {
    const remedy = 'run node scripts/build-kernels.mjs';
    throw new Fault('tensor/kernel-missing', `the kernel ${build} is not built; ${remedy}`, {
      meta: { build },
      cause,
    });
  });
  return { name: build, module: await WebAssembly.compile(bytes), startThread };
}
