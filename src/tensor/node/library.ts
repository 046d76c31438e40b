/** Machine code for registers of 512 bits, built by `scripts/build-native.mjs` where there is a compiler. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Fault } from '#kit';
import type { KernelFunctions, Link } from '#tensor';
import type { KernelFamily } from './kernel.ts';

type Replaced =
  | 'recurrentForward'
  | 'recurrentBackward'
  | 'recurrentGradient'
  | 'recurrentRowsGradient'
  | 'convolveForward'
  | 'convolveBackward'
  | 'convolveGradient';

interface Library {
  /** The functions on a memory, or null where the processor lacks the registers. */
  open(memory: Uint8Array): Pick<KernelFunctions, Replaced> | null;
}

/** A prediction or two are done before a call from JavaScript to machine code is. */
const FEW_ROWS = 4;

const load = createRequire(import.meta.url);

/** The library's file, or nothing where it was not built, cannot be loaded, or the processor cannot run it. */
export function libraryOf(family: KernelFamily): string | undefined {
  const file = fileURLToPath(new URL(`../../../kernels/build/${family}512.node`, import.meta.url));
  if (!existsSync(file)) return undefined;
  try {
    return (load(file) as Library).open(new Uint8Array(64)) ? file : undefined;
  } catch (error) {
    // Built for another system: the kernel does without.
    if ((error as NodeJS.ErrnoException).code === 'ERR_DLOPEN_FAILED') return undefined;
    throw error;
  }
}

/** @throws Fault `tensor/no-library` when the file does not fit this processor */
export const link: Link = (file, functions, memory) => {
  const wide = (load(file) as Library).open(new Uint8Array(memory.buffer));
  if (!wide)
    throw new Fault(
      'tensor/no-library',
      `library ${file}: this processor has no registers of 512 bits; use exact256 or fast256`,
    );
  const { recurrentForward, recurrentBackward, convolveForward } = functions;
  return {
    ...functions,
    ...wide,
    recurrentForward: (gru, rows, ...rest) =>
      (rows < FEW_ROWS ? recurrentForward : wide.recurrentForward)(gru, rows, ...rest),
    recurrentBackward: (gru, rows, ...rest) =>
      (rows < FEW_ROWS ? recurrentBackward : wide.recurrentBackward)(gru, rows, ...rest),
    convolveForward: (rows, first, B, T, ...rest) =>
      (rows * T < FEW_ROWS ? convolveForward : wide.convolveForward)(rows, first, B, T, ...rest),
  };
};
