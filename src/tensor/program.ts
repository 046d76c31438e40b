/** A network laid out in memory: the passes of which a training step is made, each on a share of rows or of blocks. */
import type { KernelFunctions } from './kernel.ts';

/** A stretch of packed parameters whose gradient one thread sums whole. */
export interface Block {
  /** In floats, from the first packed parameter. */
  readonly offset: number;
  readonly length: number;
}

/** All places are bytes from the start of memory. */
export interface Program {
  /** Where the memory ends. */
  readonly end: number;
  readonly capacity: number;
  /** Floats of packed parameters, padding included. */
  readonly packed: number;
  readonly weights: number;
  readonly gradient: number;
  readonly first: number;
  readonly second: number;
  /** [capacity][steps][inputSize] */
  readonly input: number;
  /** i32 [capacity], or f32 [capacity][outputs] */
  readonly labels: number;
  /** [capacity][16] */
  readonly output: number;
  /** f64 [capacity] */
  readonly losses: number;
  readonly blocks: readonly Block[];
  /** Writes what stays constant, once. */
  prepare(floats: Float32Array): void;
  /** Draws what dropout keeps, each unit for all steps of a row; rate 0 keeps everything. */
  drop(kernel: KernelFunctions, first: number, rows: number, rate: number, seed: number): void;
  /** Outputs and losses. */
  predict(kernel: KernelFunctions, first: number, rows: number): void;
  /** The same, keeping what the way back needs. */
  forward(kernel: KernelFunctions, first: number, rows: number): void;
  /** Needs the forward pass of the same rows. */
  backward(kernel: KernelFunctions, first: number, rows: number, batch: number): void;
  /** The gradients of every `stride`th block from `first` on. Needs the backward pass of all rows. */
  sum(kernel: KernelFunctions, first: number, stride: number, rows: number): void;
  /** The gradient of one block from rows [first, first + rows) alone, into `out`. Needs their backward pass. */
  part(kernel: KernelFunctions, block: number, first: number, rows: number, out: number): void;
  /** Multiplies what rows [first, first + rows) add to the gradient. Needs their backward pass. */
  weigh(kernel: KernelFunctions, first: number, rows: number, factor: number): void;
  /** Rebuilds what depends on the weights of a block. */
  refresh(kernel: KernelFunctions, block: number): void;
  /** From the flat order of torch to the packed order at `place`. */
  pack(flat: Float32Array, floats: Float32Array, place: number): void;
  unpack(floats: Float32Array, place: number, flat: Float32Array): void;
}
