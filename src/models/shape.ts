import { Fault } from '#kit';

/** A recurrent network with a dense head on its last output. */
export interface LstmShape {
  /** Features of one row. */
  readonly inputSize: number;
  /** Rows of one window. */
  readonly steps: number;
  readonly hidden: number;
  /** 1 to 3. */
  readonly layers: number;
  /** Classes, or values of a regression; at most 16. */
  readonly outputs: number;
  /** What the outputs mean: probabilities of classes (the default), or plain values. */
  readonly head?: 'classes' | 'values';
}

/** One named tensor among the flat weights. */
export interface TensorPlace {
  /** As a torch module with members `lstm` and `head` names it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** In the flat weights. */
  readonly offset: number;
  readonly length: number;
}

const LIMITS = {
  inputSize: [1, 1024],
  steps: [1, 4096],
  hidden: [1, 512],
  layers: [1, 3],
  outputs: [1, 16],
} as const;

/** @throws Fault `models/bad-shape` naming the first field out of range */
export function checkShape(shape: LstmShape): void {
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
  if (headOf(shape) === 'classes' && shape.outputs < 2) {
    throw new Fault('models/bad-shape', `outputs is ${shape.outputs}; classes need at least 2`, {
      meta: { field: 'outputs', value: shape.outputs },
    });
  }
}

export function headOf(shape: LstmShape): 'classes' | 'values' {
  return shape.head ?? 'classes';
}

/**
 * The flat order of weights: per layer w_ih [4H][I], w_hh [4H][H], b [4H] with gates i, f, g, o (one bias, where torch
 * has two that are added), then the head's w [C][H] and b [C].
 */
export function tensorPlaces(shape: LstmShape): TensorPlace[] {
  checkShape(shape);
  const { hidden, outputs } = shape;
  const tensors: TensorPlace[] = [];
  let offset = 0;
  const add = (name: string, dims: number[]): void => {
    const length = dims.reduce((product, dim) => product * dim, 1);
    tensors.push({ name, shape: dims, offset, length });
    offset += length;
  };
  for (let l = 0; l < shape.layers; l++) {
    add(`lstm.weight_ih_l${l}`, [4 * hidden, l > 0 ? hidden : shape.inputSize]);
    add(`lstm.weight_hh_l${l}`, [4 * hidden, hidden]);
    add(`lstm.bias_ih_l${l}`, [4 * hidden]);
  }
  add('head.weight', [outputs, hidden]);
  add('head.bias', [outputs]);
  return tensors;
}

/** How many weights there are. The default of 25 features, 64 hidden units, 1 layer, 3 classes has 23,235. */
export function parameterCount(shape: LstmShape): number {
  const last = tensorPlaces(shape).at(-1)!;
  return last.offset + last.length;
}
