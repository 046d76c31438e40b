/** Where each weight of an LSTM stands: torch's flat order outside, blocks of eight units inside, hidden padded. */
import type { NetworkSpec } from './kernel.ts';

/** One layer of the packed parameters. */
export interface PackedLayer {
  /** In floats. */
  readonly offset: number;
  /** Columns before those of h: the inputs of the layer, padded above the first. */
  readonly inputs: number;
  readonly K: number;
}

export interface LstmPacking {
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

/** Flat order, per layer: w_ih [4H][I], w_hh [4H][H], b [4H] (gates i, f, g, o); then the head w [C][H], b [C]. */
export function lstmPacking(spec: NetworkSpec): LstmPacking {
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

  /** Calls `visit` with the packed place of every parameter, in the flat order. */
  function walk(visit: (place: number) => void): void {
    layers.forEach((layer, l) => {
      const inputs = l > 0 ? hidden : spec.inputSize;
      const place = (gate: number, unit: number, k: number): number =>
        layer.offset + ((unit >> 3) * layer.K + k) * 32 + gate * 8 + (unit & 7);
      const rows = (columns: number, first: number): void => {
        for (let gate = 0; gate < 4; gate++) {
          for (let unit = 0; unit < hidden; unit++) {
            for (let k = 0; k < columns; k++) visit(place(gate, unit, first + k));
          }
        }
      };
      rows(inputs, 0);
      rows(hidden, layer.inputs);
      rows(1, layer.K - 1);
    });
    for (let c = 0; c < outputs; c++) for (let k = 0; k < hidden; k++) visit(head + c * H + k);
    for (let c = 0; c < outputs; c++) visit(head + outputs * H + c);
  }

  return {
    layers,
    head,
    size,
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
