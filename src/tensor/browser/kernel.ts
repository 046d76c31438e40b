import { Fault } from '#kit';
import type { Kernel } from '#tensor';
import { startThread } from './thread.ts';

/** Written out, for a bundler to find the files. */
const FILES = {
  exact: (): URL => new URL('../../../kernels/build/exact128.wasm', import.meta.url),
  fast: (): URL => new URL('../../../kernels/build/fast128.wasm', import.meta.url),
};

/**
 * The arithmetic of training in a browser. `exact` gives the bits it gives everywhere; `fast` is `exact` where the
 * browser has no relaxed SIMD. More than one thread needs a page with COOP and COEP headers, and a caller that is
 * itself a worker, since a page must not wait.
 *
 * @throws Fault `tensor/kernel-missing` when the file cannot be fetched
 */
export async function browserKernel(family: 'exact' | 'fast' = 'exact'): Promise<Kernel> {
  const threads = globalThis.crossOriginIsolated && !('document' in globalThis);
  const name = `${family}128`;
  try {
    const module = await WebAssembly.compile(await fetched(FILES[family](), name));
    return { name, module, ...(threads && { startThread }) };
  } catch (error) {
    if (family === 'fast' && error instanceof WebAssembly.CompileError)
      return browserKernel('exact');
    throw error;
  }
}

async function fetched(file: URL, name: string): Promise<ArrayBuffer> {
  const response = await fetch(file);
  if (response.ok) return response.arrayBuffer();
  throw new Fault(
    'tensor/kernel-missing',
    `the kernel ${name} answers ${response.status}; load the page again`,
    {
      meta: { name, status: response.status },
    },
  );
}
