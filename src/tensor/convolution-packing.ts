/** Where each weight of a network without a state stands: torch's flat order outside, panels of sixteen inside. */
import type { NetworkSpec } from './kernel.ts';
import { paddedHidden, scatter } from './packing.ts';

export interface ConvolutionLayer {
  /** In floats. */
  readonly offset: number;
  /** Channels that come in, padded above the first layer. */
  readonly C: number;
  readonly dilation: number;
  /** Steps of zeros before the first: (taps − 1)·dilation. */
  readonly lead: number;
}

export interface ConvolutionPacking {
  readonly layers: readonly ConvolutionLayer[];
  /** Channels of every layer, padded to a multiple of sixteen. */
  readonly N: number;
  readonly taps: number;
  readonly head: number;
  readonly size: number;
  pack(flat: Float32Array, floats: Float32Array, place: number): void;
  unpack(floats: Float32Array, place: number, flat: Float32Array): void;
}

/** Of a temporal CNN; the reach of a layer doubles with each. */
const TAPS = 3;

/** Flat order, per layer: w [N][C][taps] as torch's Conv1d (Linear: one tap), b [N]; then the head's w [C][N], b [C]. */
export function convolutionPacking(spec: NetworkSpec): ConvolutionPacking {
  const { hidden, outputs } = spec;
  const dense = spec.kind === 'mlp';
  const taps = dense ? 1 : TAPS;
  const N = paddedHidden(hidden);
  const inputs = dense ? spec.steps * spec.inputSize : spec.inputSize;
  let size = 0;
  const layers = Array.from({ length: spec.layers }, (_, l): ConvolutionLayer => {
    const [offset, C, dilation] = [size, l > 0 ? N : inputs, dense ? 1 : 2 ** l];
    size += (taps * C + 1) * N;
    return { offset, C, dilation, lead: (taps - 1) * dilation };
  });
  const head = size;
  size += Math.ceil((outputs * N + outputs) / 16) * 16;

  function walk(visit: (place: number) => void): void {
    layers.forEach(({ offset, C }, l) => {
      const panel = (taps * C + 1) * 16;
      const base = (n: number): number => offset + (n >> 4) * panel + (n & 15);
      const columns = l > 0 ? hidden : inputs;
      for (let n = 0; n < hidden; n++) {
        for (let c = 0; c < columns; c++) {
          for (let tap = 0; tap < taps; tap++) visit(base(n) + (tap * C + c) * 16);
        }
      }
      for (let n = 0; n < hidden; n++) visit(base(n) + taps * C * 16);
    });
    for (let c = 0; c < outputs; c++) for (let k = 0; k < hidden; k++) visit(head + c * N + k);
    for (let c = 0; c < outputs; c++) visit(head + outputs * N + c);
  }

  return { layers, N, taps, head, size, ...scatter(size, walk) };
}
