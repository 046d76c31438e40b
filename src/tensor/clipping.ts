/** Bounds what each group of rows adds to the gradient: the arithmetic of private training (Abadi et al. 2016). */
import { places } from './memory.ts';
import type { Crew } from './passes.ts';
import type { Program } from './program.ts';

/** Places in memory, in bytes. */
export interface ClippingPlaces {
  readonly end: number;
  /** i32 [capacity]: where each group ends, as the index of the row after it. */
  readonly ends: number;
  /** f64 [capacity][blocks]: Σ g² of each group and block. */
  readonly squares: number;
  /** f64 [capacity]: the length of each group's gradient before it was bounded. */
  readonly lengths: number;
  /** Room for one block's gradient, for each thread. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

export interface ClippingViews {
  readonly ends: Int32Array;
  readonly squares: Float64Array;
  readonly lengths: Float64Array;
}

/** Held back from the bound, so that rounding in the sum cannot carry a group over it. */
const MARGIN = 1e-4;

/** Laid out after the program, whose `end` is where this begins. */
export function clippingPlaces(program: Program, parties: number): ClippingPlaces {
  const at = places(program.end);
  const longest = program.blocks.reduce((most, { length }) => Math.max(most, length), 0);
  const scratchBytes = Math.ceil(longest / 16) * 64;
  const [ends, squares] = [
    at.floats(program.capacity),
    at.doubles(program.capacity * program.blocks.length),
  ];
  const [lengths, scratch] = [
    at.doubles(program.capacity),
    at.floats((parties * scratchBytes) / 4),
  ];
  return { end: at.end, ends, squares, lengths, scratch, scratchBytes };
}

export function clippingViews(
  memory: WebAssembly.Memory,
  at: ClippingPlaces,
  program: Program,
): ClippingViews {
  const { capacity, blocks } = program;
  return {
    ends: new Int32Array(memory.buffer, at.ends, capacity),
    squares: new Float64Array(memory.buffer, at.squares, capacity * blocks.length),
    lengths: new Float64Array(memory.buffer, at.lengths, capacity),
  };
}

/**
 * After the backward pass of all rows: measures each group's gradient, block by block, and scales what it adds so that
 * no group adds more than `limit`. Groups are the first `groups` of the views.
 */
export function boundGroups(crew: Crew, groups: number, limit: number): void {
  const { kernel, program, part, parties, wait, clipping } = crew;
  const { ends, squares, lengths } = clipping.views;
  const blocks = program.blocks.length;
  const scratch = clipping.places.scratch + part * clipping.places.scratchBytes;
  for (let block = part; block < blocks; block += parties) {
    const floats = Math.ceil(program.blocks[block]!.length / 4) * 4;
    // The head's block ends in padding that its gradient does not write.
    kernel.clear(floats * 4, scratch);
    for (let group = 0, first = 0; group < groups; first = ends[group++]!) {
      program.part(kernel, block, first, ends[group]! - first, scratch);
      squares[group * blocks + block] = kernel.sumOfSquares(floats, scratch);
    }
  }
  wait();
  for (let group = part; group < groups; group += parties) {
    let sum = 0;
    for (let block = 0; block < blocks; block++) sum += squares[group * blocks + block]!;
    const length = Math.sqrt(sum);
    lengths[group] = length;
    const first = group > 0 ? ends[group - 1]! : 0;
    const factor = Math.min(1, (limit * (1 - MARGIN)) / length);
    if (factor < 1) program.weigh(kernel, first, ends[group]! - first, factor);
  }
  wait();
}
