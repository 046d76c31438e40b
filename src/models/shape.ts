import { Fault } from '#kit';
import type { NetworkKind } from '#tensor';

/** A network on windows of rows, with a dense head on its last output. */
export interface NetworkShape {
  /**
   * `lstm` (the default) and `gru` as torch has them; `tcn`, causal convolutions of 3 taps whose dilation doubles with
   * each layer, and `mlp`, dense layers on the whole window at once, both rectified.
   */
  readonly kind?: NetworkKind;
  /** Features of one row. */
  readonly inputSize: number;
  /** Rows of one window. */
  readonly steps: number;
  /** Units, or channels, of a layer. */
  readonly hidden: number;
  /** 1 to 3; a tcn up to 8. */
  readonly layers: number;
  /** Classes, or values of a regression; at most 16. */
  readonly outputs: number;
  /** What the outputs mean: probabilities of classes (the default), or plain values. */
  readonly head?: 'classes' | 'values';
}

/** A shape whose kind is left at its default. */
export type LstmShape = NetworkShape;

/** One named tensor among the flat weights. */
export interface TensorPlace {
  /** As a torch module with members `lstm` and `head` names it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** In the flat weights. */
  readonly offset: number;
  readonly length: number;
  /** Fresh weights are uniform within ± this. */
  readonly bound: number;
}

const LIMITS = {
  inputSize: [1, 1024],
  steps: [1, 4096],
  hidden: [1, 512],
  layers: [1, 8],
  outputs: [1, 16],
} as const;

/** @throws Fault `models/bad-shape` naming the first field out of range */
export function checkShape(shape: NetworkShape): void {
  for (const [field, [low, high]] of Object.entries(LIMITS)) {
    const value = shape[field as keyof typeof LIMITS];
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new Fault(
        'models/bad-shape',
        `${field} is ${value}; use a whole number from ${low} to ${high}`,
        {
          meta: { field, value },
        },
      );
    }
  }
  if (shape.layers > 3 && kindOf(shape) !== 'tcn') {
    throw new Fault(
      'models/bad-shape',
      `layers is ${shape.layers}; a network of kind ${kindOf(shape)} has at most 3`,
      {
        meta: { field: 'layers', value: shape.layers },
      },
    );
  }
  if (headOf(shape) === 'classes' && shape.outputs < 2) {
    throw new Fault('models/bad-shape', `outputs is ${shape.outputs}; classes need at least 2`, {
      meta: { field: 'outputs', value: shape.outputs },
    });
  }
}

export function headOf(shape: NetworkShape): 'classes' | 'values' {
  return shape.head ?? 'classes';
}

export function kindOf(shape: NetworkShape): NetworkKind {
  return shape.kind ?? 'lstm';
}

/**
 * The flat order of weights. Recurrent, per layer: w_ih [G·H][I], w_hh [G·H][H], b [4H]. An LSTM's gates are i, f, g, o
 * (one bias, where torch has two that are added); a GRU's are r, z, n, with biases for r, for z, and for n beside the
 * input and beside h. Without a state, per layer: w [H][C][taps], b [H]. Then the head's w [outputs][H], b [outputs].
 */
export function tensorPlaces(shape: NetworkShape): TensorPlace[] {
  checkShape(shape);
  const { hidden, outputs } = shape;
  const kind = kindOf(shape);
  const tensors: TensorPlace[] = [];
  let offset = 0;
  const add = (name: string, dims: number[], fan: number): void => {
    const length = dims.reduce((product, dim) => product * dim, 1);
    tensors.push({ name, shape: dims, offset, length, bound: 1 / Math.sqrt(fan) });
    offset += length;
  };
  for (let l = 0; l < shape.layers; l++) {
    if (kind === 'lstm' || kind === 'gru') {
      const gates = kind === 'lstm' ? 4 : 3;
      add(`${kind}.weight_ih_l${l}`, [gates * hidden, l > 0 ? hidden : shape.inputSize], hidden);
      add(`${kind}.weight_hh_l${l}`, [gates * hidden, hidden], hidden);
      add(`${kind}.${kind === 'lstm' ? 'bias_ih' : 'bias'}_l${l}`, [4 * hidden], hidden);
    } else {
      const inputs = kind === 'mlp' ? shape.steps * shape.inputSize : shape.inputSize;
      const columns = l > 0 ? hidden : inputs;
      const dims = kind === 'mlp' ? [hidden, columns] : [hidden, columns, 3];
      add(`${kind}.${l}.weight`, dims, columns * (dims[2] ?? 1));
      add(`${kind}.${l}.bias`, [hidden], columns * (dims[2] ?? 1));
    }
  }
  add('head.weight', [outputs, hidden], hidden);
  add('head.bias', [outputs], hidden);
  return tensors;
}

/** How many weights there are. The default of 25 features, 64 hidden units, 1 layer, 3 classes has 23,235. */
export function parameterCount(shape: NetworkShape): number {
  const last = tensorPlaces(shape).at(-1)!;
  return last.offset + last.length;
}
