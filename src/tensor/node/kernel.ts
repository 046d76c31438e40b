import { readFile } from 'node:fs/promises';
import { Fault } from '#kit';
import type { Kernel } from '#tensor';
import { libraryOf, link } from './library.ts';
import { startThread } from './thread.ts';
import { pickWidth } from './width.ts';

/** One build of `kernels/`. All widths of a family compute the same bits. */
export type KernelBuild = `${KernelFamily}${128 | 256 | 512}`;

/** `exact` gives the same bits on every machine and is for whatever is verified or paid; `fast` fuses operations. */
export type KernelFamily = 'exact' | 'fast';

const cache = new Map<string, Promise<Kernel>>();

/**
 * The arithmetic of training, compiled once in a process. For a family, the width that is faster here is found by a
 * short trial, about a quarter of a second.
 *
 * @throws Fault `tensor/kernel-missing` when the kernels were not built
 * @example const trainer = await openTrainer(shape, { kernel: await nodeKernel() });
 */
export function nodeKernel(choice: KernelFamily | KernelBuild = 'exact'): Promise<Kernel> {
  let kernel = cache.get(choice);
  if (!kernel) {
    kernel =
      choice === 'exact' || choice === 'fast'
        ? pickWidth(choice, nodeKernel)
        : choice === 'exact512' || choice === 'fast512'
          ? extend(choice === 'exact512' ? 'exact' : 'fast')
          : compile(choice);
    cache.set(choice, kernel);
    kernel.catch(() => cache.delete(choice));
  }
  return kernel;
}

/** What the library has of the arithmetic, and for the rest the build that is wide, too. */
async function extend(family: KernelFamily): Promise<Kernel> {
  const file = libraryOf(family);
  if (file)
    return { ...(await compile(`${family}256`)), name: `${family}512`, library: { file, link } };
  throw new Fault(
    'tensor/no-library',
    `the kernel ${family}512 needs an x64 processor with AVX-512 and a C compiler (install gcc, then run node scripts/build-native.mjs); or choose ${family}`,
    { meta: { build: `${family}512` } },
  );
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
