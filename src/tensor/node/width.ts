/** Chooses among builds that compute the same bits, laid out for operations on 128, 256 or 512 bits. */
import { setFlagsFromString } from 'node:v8';
import { type Kernel, tryKernel } from '#tensor';
import type { KernelBuild, KernelFamily } from './kernel.ts';
import { libraryOf } from './library.ts';

const TRIAL_MS = 80;
/** Of a wider build, before it is held to be the slower one. */
const TRIALS = 3;

/**
 * The fastest of a family on this machine. A width that is not to be had, or would not give the bits of the narrow
 * build, is left out.
 */
export async function pickWidth(
  family: KernelFamily,
  open: (build: KernelBuild) => Promise<Kernel>,
): Promise<Kernel> {
  const wider: KernelBuild[] = [];
  if (widen()) wider.push(`${family}256`);
  if (libraryOf(family)) wider.push(`${family}512`);
  let kernel = await open(`${family}128`);
  if (wider.length === 0) return kernel;
  const { weights, ...narrow } = await tryKernel(kernel, TRIAL_MS);
  let fastest = narrow.step;
  for (const build of wider) {
    const other = await open(build);
    for (let trial = 0; trial < TRIALS; trial++) {
      const tried = await tryKernel(other, TRIAL_MS);
      if (!weights.every((weight, i) => Object.is(weight, tried.weights[i]))) break;
      // On a busy machine the engine may not have optimised it yet.
      if (tried.step >= fastest) continue;
      [kernel, fastest] = [other, tried.step];
      break;
    }
  }
  return kernel;
}

/**
 * Lets V8 pair adjacent 128-bit operations in what it compiles from now on, where it can: x64 from Node 24 on. Only
 * WebAssembly with such pairs is affected.
 */
function widen(): boolean {
  const version = Number(process.versions.node.split('.')[0]);
  if (process.arch !== 'x64' || version < 24) return false;
  setFlagsFromString('--experimental-wasm-revectorize');
  return true;
}
