/** What each thread does on a command: its share of the rows, then its share of the blocks, barriers in between. */
import type { KernelFunctions } from './kernel.ts';
import { BARRIER_WORDS } from './barrier.ts';
import { boundGroups, type ClippingPlaces, type ClippingViews } from './clipping.ts';
import { CONTROL } from './memory.ts';
import type { Program } from './program.ts';

export const STOP = 0;
export const FORWARD = 1;
export const GRADIENT = 2;
export const STEP = 3;
/** After weights were loaded. */
export const REFRESH = 4;
/** The gradient of the summed loss, each group of rows bounded. */
export const BOUNDED = 5;
/** An update on the gradient that is in memory. */
export const APPLY = 6;

/** How parameters move on a gradient. */
export interface Update {
  readonly rule: 'adam' | 'momentum';
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** β₁^t and β₂^t of this step. */
  readonly power1: number;
  readonly power2: number;
  readonly decay: number;
  /** Gradients longer than this are scaled to it; 0 for no limit. */
  readonly clipNorm: number;
}

/** The control block: what the first thread tells the others, in shared memory. */
export interface Control {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly numbers: Float64Array<SharedArrayBuffer>;
  /** Σ g² of each block. */
  readonly norms: Float64Array<SharedArrayBuffer>;
}

export const COMMAND = BARRIER_WORDS;
export const ROWS = BARRIER_WORDS + 1;
const RULE = BARRIER_WORDS + 2;
/** 1 when masks have to be drawn before the forward pass. */
export const DRAW = BARRIER_WORDS + 3;
export const SEED = BARRIER_WORDS + 4;
export const GROUPS = BARRIER_WORDS + 5;
/** Among the numbers. */
export const DROPOUT = 8;
export const LIMIT = 9;
const NUMBERS = CONTROL + 64;
/** Room for the norms of blocks up to here is within the control block's 2048 bytes. */
export const MOST_BLOCKS = 216;

export function control(memory: WebAssembly.Memory): Control {
  const buffer = memory.buffer as unknown as SharedArrayBuffer;
  return {
    words: new Int32Array(buffer, CONTROL, 16),
    numbers: new Float64Array(buffer, NUMBERS, 16),
    norms: new Float64Array(buffer, NUMBERS + 128, MOST_BLOCKS),
  };
}

export function writeUpdate({ words, numbers }: Control, update: Update): void {
  words[RULE] = update.rule === 'adam' ? 0 : 1;
  numbers[0] = update.rate;
  numbers[1] = update.beta1;
  numbers[2] = update.beta2;
  numbers[3] = update.epsilon;
  numbers[4] = update.power1;
  numbers[5] = update.power2;
  numbers[6] = update.decay;
  numbers[7] = update.clipNorm;
}

/** A thread and what it works on. */
export interface Crew {
  readonly kernel: KernelFunctions;
  readonly program: Program;
  readonly shared: Control;
  readonly clipping: { readonly places: ClippingPlaces; readonly views: ClippingViews };
  /** It is thread `part` of `parties`. */
  readonly part: number;
  readonly parties: number;
  /** The barrier. */
  readonly wait: () => void;
}

/** Runs the command of the control block. */
export function perform(crew: Crew): void {
  const { kernel, program, shared, part, parties, wait } = crew;
  const command = shared.words[COMMAND];
  const rows = shared.words[ROWS]!;
  if (command === REFRESH) {
    const blocks = program.blocks.length;
    for (let block = part; block < blocks; block += parties) program.refresh(kernel, block);
    return;
  }
  if (command === APPLY) {
    update(crew);
    return;
  }
  // Whole tiles of four rows to each thread; a row's results do not depend on its neighbours.
  const size = Math.ceil(rows / parties / 4) * 4;
  const first = Math.min(rows, part * size);
  const mine = Math.min(rows, first + size) - first;
  if (shared.words[DRAW] === 1) {
    program.drop(kernel, first, mine, shared.numbers[DROPOUT]!, shared.words[SEED]!);
  }
  if (command === FORWARD) {
    program.predict(kernel, first, mine);
    return;
  }
  program.forward(kernel, first, mine);
  program.backward(kernel, first, mine, command === BOUNDED ? 1 : rows);
  wait();
  if (command === BOUNDED) boundGroups(crew, shared.words[GROUPS]!, shared.numbers[LIMIT]!);
  program.sum(kernel, part, parties, rows);
  if (command === STEP) update(crew);
}

/** Moves the thread's own blocks; with a limit to the gradient's length, all threads first measure it together. */
function update({ kernel, program, shared, part, parties, wait }: Crew): void {
  const blocks = program.blocks.length;
  const clip = shared.numbers[7]! > 0;
  for (let block = part; block < blocks; block += parties) {
    if (clip) {
      const { offset, length } = program.blocks[block]!;
      shared.norms[block] = kernel.sumOfSquares(length, program.gradient + offset * 4);
    } else {
      move(kernel, program, shared, block, 1);
    }
  }
  if (!clip) return;
  wait();
  const scale = clipScale(shared, blocks);
  for (let block = part; block < blocks; block += parties) {
    move(kernel, program, shared, block, scale);
  }
}

/** Every thread sums the norms in the same order, so all agree on the scale. As torch: limit / (norm + 1e-6). */
function clipScale({ norms, numbers }: Control, blocks: number): number {
  let sum = 0;
  for (let block = 0; block < blocks; block++) sum += norms[block]!;
  return Math.min(1, numbers[7]! / (Math.sqrt(sum) + 1e-6));
}

function move(
  kernel: KernelFunctions,
  program: Program,
  shared: Control,
  block: number,
  scale: number,
): void {
  const { offset, length } = program.blocks[block]!;
  const n = shared.numbers;
  const [w, g] = [program.weights + offset * 4, program.gradient + offset * 4];
  const [m, v] = [program.first + offset * 4, program.second + offset * 4];
  if (shared.words[RULE] === 0) {
    kernel.adam(length, w, g, m, v, scale, n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!, n[6]!);
  } else {
    kernel.momentum(length, w, g, m, scale, n[0]!, n[1]!, n[6]!);
  }
  program.refresh(kernel, block);
}
