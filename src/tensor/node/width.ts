/** Chooses between two builds that compute the same bits, one laid out for operations on 256 bits. */
import { setFlagsFromString } from 'node:v8';
import { type Kernel, tryKernel } from '#tensor';
import type { KernelBuild } from './kernel.ts';

const TRIAL_MS = 80;
/** Of the wide build, before it is held to be the slower one. */
const TRIALS = 3;

/**
 * The faster of the two on this machine. Where 256 bits are not to be had, or would not give the bits of the narrow
 * build, it is the narrow one.
 */
export async function pickWidth(
  narrow: KernelBuild,
  wide: KernelBuild,
  open: (build: KernelBuild) => Promise<Kernel>,
): Promise<Kernel> {
  if (!widen()) return open(narrow);
  const [small, large] = [await open(narrow), await open(wide)];
  const { weights, step } = await tryKernel(small, TRIAL_MS);
  for (let trial = 0; trial < TRIALS; trial++) {
    const other = await tryKernel(large, TRIAL_MS);
    if (!weights.every((weight, i) => Object.is(weight, other.weights[i]))) return small;
    if (other.step < step) return large;
    // On a busy machine the engine may not have optimised it yet.
  }
  return small;
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
