/** What a compiled kernel offers, and where it comes from. Pointers and strides are bytes, counts are elements. */

type Pointer = number;

/** The functions of `kernels/index.ts`, in its order of parameters. */
export interface KernelFunctions {
  initialise(): void;
  clear(bytes: number, at: Pointer): void;
  scale(bytes: number, count: number, stride: number, at: Pointer, factor: number): void;
  spreadInput(
    ...args: [
      rows: number,
      first: number,
      B: number,
      T: number,
      I: number,
      K: number,
      source: Pointer,
      Z: Pointer,
    ]
  ): void;
  recurrentForward(
    ...args: [
      ...[
        gru: number,
        rows: number,
        first: number,
        B: number,
        H: number,
        K: number,
        hidden: number,
      ],
      ...[Z: Pointer, Zn: Pointer, up: Pointer, upRow: number, mask: Pointer],
      ...[W: Pointer, G: Pointer, S: Pointer, Sn: Pointer, Tc: Pointer, fresh: number],
    ]
  ): void;
  recurrentBackward(
    ...args: [
      ...[gru: number, rows: number, first: number, B: number, H: number, WT: Pointer],
      ...[panels: number, G: Pointer, S: Pointer, Tc: Pointer, dH: Pointer, dX: Pointer],
      ...[mask: Pointer, dS: Pointer, dZ: Pointer],
    ]
  ): void;
  recurrentGradient(
    ...args: [
      ...[rows: number, block: number, B: number, from: number, to: number, H: number, K: number],
      ...[Z: Pointer, G: Pointer, dW: Pointer, inputs: number],
    ]
  ): void;
  recurrentRowsGradient(
    ...args: [
      ...[rows: number, first: number, block: number, B: number, T: number, H: number, K: number],
      ...[Z: Pointer, G: Pointer, out: Pointer],
    ]
  ): void;
  clearUnread(block: number, inputs: number, K: number, dW: Pointer): void;
  drawMask(
    ...args: [
      ...[rows: number, first: number, B: number, H: number],
      ...[rate: number, seed: number, mask: Pointer],
    ]
  ): void;
  transposeBlock(
    ...args: [
      block: number,
      H: number,
      K: number,
      from: number,
      panels: number,
      W: Pointer,
      WT: Pointer,
    ]
  ): void;
  placeInput(
    ...args: [
      ...[rows: number, first: number, size: number, source: Pointer, target: Pointer],
      ...[stride: number, lead: number],
    ]
  ): void;
  convolveForward(
    ...args: [
      ...[rows: number, first: number, B: number, T: number, C: number, N: number],
      ...[taps: number, dilation: number, x: Pointer, xRow: number, W: Pointer],
      ...[y: Pointer, yRow: number, mask: Pointer, maskStep: number],
    ]
  ): void;
  rectifyBackward(
    ...args: [
      ...[rows: number, first: number, B: number, T: number, N: number, y: Pointer, yRow: number],
      ...[dy: Pointer, dyRow: number, mask: Pointer, maskStep: number],
    ]
  ): void;
  convolveBackward(
    ...args: [
      ...[rows: number, first: number, T: number, C: number, N: number, taps: number],
      ...[dilation: number, dy: Pointer, dyRow: number, WT: Pointer, dx: Pointer, dxRow: number],
    ]
  ): void;
  convolveGradient(
    ...args: [
      ...[rows: number, panel: number, T: number, C: number, N: number, taps: number],
      ...[dilation: number, x: Pointer, xRow: number, dy: Pointer, dyRow: number, dW: Pointer],
    ]
  ): void;
  transposePanel(
    ...args: [panel: number, C: number, N: number, taps: number, W: Pointer, WT: Pointer]
  ): void;
  placeLast(
    ...args: [
      ...[rows: number, first: number, B: number, N: number],
      ...[panels: Pointer, dy: Pointer, dyRow: number],
    ]
  ): void;
  headForward(
    ...args: [
      ...[rows: number, first: number, H: number, C: number, classes: number],
      ...[h: Pointer, hRow: number, W: Pointer, out: Pointer],
    ]
  ): void;
  headLoss(
    ...args: [
      ...[rows: number, first: number, C: number, classes: number],
      ...[out: Pointer, labels: Pointer, losses: Pointer],
    ]
  ): void;
  headBackward(
    ...args: [
      ...[
        rows: number,
        first: number,
        B: number,
        H: number,
        C: number,
        classes: number,
        batch: number,
      ],
      ...[W: Pointer, out: Pointer, labels: Pointer, dOut: Pointer, dH: Pointer],
    ]
  ): void;
  headGradient(
    ...args: [
      rows: number,
      H: number,
      C: number,
      h: Pointer,
      hRow: number,
      dOut: Pointer,
      dW: Pointer,
    ]
  ): void;
  sumOfSquares(n: number, g: Pointer): number;
  adam(
    ...args: [
      ...[n: number, w: Pointer, g: Pointer, m: Pointer, v: Pointer, scale: number, rate: number],
      ...[
        beta1: number,
        beta2: number,
        epsilon: number,
        power1: number,
        power2: number,
        decay: number,
      ],
    ]
  ): void;
  momentum(
    ...args: [
      ...[n: number, w: Pointer, g: Pointer, m: Pointer, scale: number],
      ...[rate: number, coefficient: number, decay: number],
    ]
  ): void;
}

/** What a thread of a crew needs to begin. Everything here can be posted to a worker. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly spec: NetworkSpec;
  readonly part: number;
  readonly parties: number;
  /** Where the kernel's library is, if it has one. */
  readonly library?: string | undefined;
}

/**
 * Puts functions of a library, which compute the same bits on the same memory, in the place of those of the module.
 */
export type Link = (
  library: string,
  functions: KernelFunctions,
  memory: WebAssembly.Memory,
) => KernelFunctions;

/** A thread that runs `labour` on what it was given. */
export interface Thread {
  /** Resolves when the thread stands at its first barrier; rejects when it cannot start. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** One build of the arithmetic and a way to run it on more threads, where the runtime has one. */
export interface Kernel {
  /** The build, such as `exact`. */
  readonly name: string;
  readonly module: WebAssembly.Module;
  /** Machine code for what takes longest, where the runtime can load any. */
  readonly library?: { readonly file: string; readonly link: Link };
  readonly startThread?: (start: ThreadStart) => Thread;
}

/** Recurrent networks, a causal convolution through time, and dense layers on the whole window. */
export type NetworkKind = 'lstm' | 'gru' | 'tcn' | 'mlp';

/** A network of fixed shape with room for `capacity` rows in one batch. */
export interface NetworkSpec {
  readonly kind: NetworkKind;
  readonly inputSize: number;
  readonly steps: number;
  readonly hidden: number;
  readonly layers: number;
  readonly outputs: number;
  /** `classes`: softmax and cross-entropy on i32 labels. `values`: mean squared error on f32 targets. */
  readonly head: 'classes' | 'values';
  readonly capacity: number;
}

export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): KernelFunctions {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return instance.exports as unknown as KernelFunctions;
}
