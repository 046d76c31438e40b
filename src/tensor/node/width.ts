/** Chooses between two builds that compute the same bits, one laid out for operations on 256 bits. */
import { setFlagsFromString } from 'node:v8';
import { type Kernel, tryKernel } from '#tensor';
import type { KernelBuild } from './kernel.ts';

const TRIAL_MS = 80;

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
  const candidates = [await open(narrow), await open(wide)] as const;
  const [small, large] = [
    await tryKernel(candidates[0], TRIAL_MS),
    await tryKernel(candidates[1], TRIAL_MS),
  ];
  const same = small.weights.every((weight, i) => Object.is(weight, large.weights[i]));
  return same && large.step < small.step ? candidates[1] : candidates[0];
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
