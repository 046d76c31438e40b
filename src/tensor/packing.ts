/** Where each weight of a recurrent network stands: torch's flat order outside, blocks of eight units inside. */
import type { NetworkSpec } from './kernel.ts';

/** One layer of the packed parameters. */
export interface PackedLayer {
  /** In floats. */
  readonly offset: number;
  /** Columns before those of h: the inputs of the layer, padded above the first. */
  readonly inputs: number;
  readonly K: number;
}

export interface RecurrentPacking {
  readonly layers: readonly PackedLayer[];
  /** Where the head begins, in floats: [C][H] then [C]. */
  readonly head: number;
  /** Floats in all, a multiple of sixteen. */
  readonly size: number;
  pack(flat: Float32Array, floats: Float32Array, place: number): void;
  unpack(floats: Float32Array, place: number, flat: Float32Array): void;
}

/**
 * Hidden units are padded to a multiple of sixteen. A unit whose weights are all zero puts out exactly 0, and every
 * gradient from or to it is exactly 0, so padding changes no result and stays zero under every optimiser.
 */
export function paddedHidden(hidden: number): number {
  return Math.ceil(hidden / 16) * 16;
}

/** For each matrix, the place among a block's four groups of eight columns of each of its gates, in torch's order. */
const GATES = {
  lstm: { input: [0, 1, 2, 3], hidden: [0, 1, 2, 3] },
  gru: { input: [0, 1, 2], hidden: [0, 1, 3] },
} as const;

/**
 * Flat order, per layer: w_ih [gates·H][I], w_hh [gates·H][H], b [4H]; then the head w [C][H], b [C]. An LSTM's gates
 * are i, f, g, o; a GRU's are r, z, n, and its four biases r, z, and n's beside the input and beside h.
 */
export function recurrentPacking(spec: NetworkSpec): RecurrentPacking {
  const gates = spec.kind === 'gru' ? GATES.gru : GATES.lstm;
  const { hidden, outputs } = spec;
  const H = paddedHidden(hidden);
  let size = 0;
  const layers: PackedLayer[] = [];
  for (let l = 0; l < spec.layers; l++) {
    const inputs = l > 0 ? H : spec.inputSize;
    const K = inputs + H + 1;
    layers.push({ offset: size, inputs, K });
    size += K * 4 * H;
  }
  const head = size;
  size += Math.ceil((outputs * H + outputs) / 16) * 16;

  function walk(visit: (place: number) => void): void {
    layers.forEach((layer, l) => {
      const inputs = l > 0 ? hidden : spec.inputSize;
      const place = (gate: number, unit: number, k: number): number =>
        layer.offset + ((unit >> 3) * layer.K + k) * 32 + gate * 8 + (unit & 7);
      const rows = (groups: readonly number[], columns: number, first: number): void => {
        for (const gate of groups) {
          for (let unit = 0; unit < hidden; unit++) {
            for (let k = 0; k < columns; k++) visit(place(gate, unit, first + k));
          }
        }
      };
      rows(gates.input, inputs, 0);
      rows(gates.hidden, hidden, layer.inputs);
      rows(GATES.lstm.input, 1, layer.K - 1);
    });
    for (let c = 0; c < outputs; c++) for (let k = 0; k < hidden; k++) visit(head + c * H + k);
    for (let c = 0; c < outputs; c++) visit(head + outputs * H + c);
  }

  return { layers, head, size, ...scatter(size, walk) };
}

/** To and from packed parameters, when `walk` calls with the packed place of every parameter in the flat order. */
export function scatter(
  size: number,
  walk: (visit: (place: number) => void) => void,
): Pick<RecurrentPacking, 'pack' | 'unpack'> {
  return {
    pack(flat, floats, place) {
      const base = place / 4;
      floats.fill(0, base, base + size);
      let i = 0;
      walk((at) => {
        floats[base + at] = flat[i++]!;
      });
    },
    unpack(floats, place, flat) {
      const base = place / 4;
      let i = 0;
      walk((at) => {
        flat[i++] = floats[base + at]!;
      });
    },
  };
}
