/** Reads a reference file: every length is checked against the others before anything is computed. */
import { Fault } from '#kit';
import type { SequenceData } from './data.ts';
import { checkShape, type LstmShape, parameterCount } from './shape.ts';

export interface Reference {
  readonly shape: LstmShape;
  readonly batch: number;
  readonly learningRate: number;
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  readonly losses: readonly number[];
  readonly data: SequenceData;
}

const MOST_NUMBERS = 50_000_000;

/** @throws Fault `models/bad-reference` */
export function readReference(json: unknown): Reference {
  const file = record(json, 'the file');
  const x = numbers(file['x'], 'x');
  const y = numbers(file['y'], 'y');
  const losses = numbers(file['losses'], 'losses');
  const layers = list(file['layers'], 'layers').map((layer, l) => record(layer, `layers[${l}]`));
  const slopes = list(file['glayers'], 'glayers').map((layer, l) => record(layer, `glayers[${l}]`));
  const head = record(file['head'], 'head');
  const headSlope = record(file['ghead'], 'ghead');
  if (layers.length < 1 || layers.length > 3)
    refuse(`layers has ${layers.length} entries; 1 to 3 are supported`);
  if (slopes.length !== layers.length)
    refuse(`glayers has ${slopes.length} entries for ${layers.length} layers`);

  const batch = y.length;
  const hidden = divided(numbers(layers[0]!['b'], 'layers[0].b').length, 4, 'layers[0].b');
  const inputSize = divided(
    numbers(layers[0]!['wih'], 'layers[0].wih').length,
    4 * hidden,
    'layers[0].wih',
  );
  const steps = divided(x.length, batch * inputSize, 'x');
  const outputs = numbers(head['b'], 'head.b').length;
  const shape: LstmShape = { inputSize, steps, hidden, layers: layers.length, outputs };
  try {
    checkShape(shape);
  } catch (error) {
    throw new Fault(
      'models/bad-reference',
      `the lengths make no supported network: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  const lr = file['lr'] ?? 1e-3;
  if (typeof lr !== 'number' || !(lr > 0 && lr < Infinity))
    refuse(`lr is ${String(lr)}; use a positive number`);
  y.forEach((label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= outputs) {
      refuse(`y[${i}] is ${label}; use a whole number from 0 to ${outputs - 1}`);
    }
  });

  const flat = (
    rows: readonly Record<string, unknown>[],
    top: Record<string, unknown>,
    mark: string,
  ): Float32Array => {
    const weights = new Float32Array(parameterCount(shape));
    let offset = 0;
    const put = (
      from: Record<string, unknown>,
      key: string,
      name: string,
      length: number,
    ): void => {
      const values = numbers(from[key], name);
      if (values.length !== length)
        refuse(`${name} has ${values.length} numbers; the other lengths ask for ${length}`);
      weights.set(values, offset);
      offset += length;
    };
    rows.forEach((layer, l) => {
      put(layer, 'wih', `${mark}layers[${l}].wih`, 4 * hidden * (l > 0 ? hidden : inputSize));
      put(layer, 'whh', `${mark}layers[${l}].whh`, 4 * hidden * hidden);
      put(layer, 'b', `${mark}layers[${l}].b`, 4 * hidden);
    });
    put(top, 'w', `${mark}head.w`, outputs * hidden);
    put(top, 'b', `${mark}head.b`, outputs);
    return weights;
  };
  return {
    shape,
    batch,
    learningRate: lr,
    weights: flat(layers, head, ''),
    gradient: flat(slopes, headSlope, 'g'),
    losses,
    data: {
      rows: Float32Array.from(x),
      ends: Int32Array.from({ length: batch }, (_, i) => (i + 1) * steps - 1),
      labels: Int32Array.from(y),
    },
  };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(`${name} is not an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value))
    refuse(`${name} is ${value === undefined ? 'missing' : 'not an array'}`);
  return value;
}

function numbers(value: unknown, name: string): number[] {
  const values = list(value, name);
  if (values.length === 0) refuse(`${name} is empty`);
  if (values.length > MOST_NUMBERS)
    refuse(`${name} has ${values.length} numbers, at most ${MOST_NUMBERS}`);
  const bad = values.findIndex(
    (entry) => typeof entry !== 'number' || !Number.isFinite(Math.fround(entry)),
  );
  if (bad >= 0)
    refuse(`${name}[${bad}] is ${JSON.stringify(values[bad])}; use finite 32-bit numbers`);
  return values as number[];
}

function divided(length: number, by: number, name: string): number {
  if (length % by !== 0) refuse(`${name} has ${length} numbers, which is no multiple of ${by}`);
  return length / by;
}

function refuse(message: string): never {
  throw new Fault('models/bad-reference', message);
}
