/** Weights as a safetensors file: eight bytes of length, a JSON header, then the tensors, little-endian. */
import { concatBytes, Fault, utf8 } from '#kit';
import { headOf, kindOf, type NetworkShape, type TensorPlace, tensorPlaces } from './shape.ts';
import { checkWeights } from './weights.ts';

export interface SavedModel {
  readonly shape: NetworkShape;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

const MOST_BYTES = 64 * 2 ** 20;
const MOST_HEADER = 100_000;
/** What tensors alone do not say. */
const STEPS = 'hanse.steps';
const HEAD = 'hanse.head';
const KIND = 'hanse.kind';
const KINDS = ['lstm', 'gru', 'tcn', 'mlp'] as const;
const HEADS = ['classes', 'values'] as const;

/**
 * Writes flat weights under torch's names (`lstm.weight_ih_l0`, …), so that `safetensors.torch.load_file` reads them.
 *
 * @throws Fault `models/bad-weights`
 */
export function toSafetensors(
  shape: NetworkShape,
  weights: Float32Array,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  checkWeights(shape, weights);
  const tensors = tensorPlaces(shape).map(({ name, shape, offset, length }) => [
    name,
    { dtype: 'F32', shape, data_offsets: [offset * 4, (offset + length) * 4] },
  ]);
  const about = {
    ...metadata,
    [STEPS]: String(shape.steps),
    [HEAD]: headOf(shape),
    [KIND]: kindOf(shape),
  };
  const json = JSON.stringify({ __metadata__: about, ...Object.fromEntries(tensors) });
  // Padded with spaces so that the tensors begin at a multiple of eight.
  const header = utf8(json + ' '.repeat((8 - (utf8(json).length % 8)) % 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  const data = new Uint8Array(weights.length * 4);
  const view = new DataView(data.buffer);
  weights.forEach((weight, i) => view.setFloat32(i * 4, weight, true));
  return concatBytes(length, header, data);
}

/**
 * Reads what {@link toSafetensors} wrote, and trusts nothing in it.
 *
 * @throws Fault `models/too-large`, `models/truncated`, `models/bad-safetensors` (header, dtype, offsets),
 *   `models/bad-shape`, `models/bad-weights` (NaN, infinite)
 */
export function fromSafetensors(bytes: Uint8Array): SavedModel {
  if (bytes.length > MOST_BYTES) {
    throw new Fault(
      'models/too-large',
      `the file has ${bytes.length} bytes, at most ${MOST_BYTES} are read`,
    );
  }
  const { tensors, metadata, start } = readHeader(bytes);
  const shape = shapeOf(tensors, metadata);
  const places = tensorPlaces(shape);
  if (tensors.size !== places.length)
    refuse(`there are ${tensors.size} tensors; a network of this shape has ${places.length}`);
  const data = bytes.subarray(start);
  const count = places.at(-1)!.offset + places.at(-1)!.length;
  const sizes = [...tensors.values()].reduce((most, { to }) => Math.max(most, to), 0);
  if (data.length < sizes) {
    throw new Fault(
      'models/truncated',
      `the file ends after ${data.length} of ${sizes} bytes of weights; fetch it again`,
    );
  }
  if (data.length !== count * 4)
    refuse(`there are ${data.length} bytes of weights; the shape needs ${count * 4}`);
  const weights = new Float32Array(count);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (const place of places) read(view, place, tensors.get(place.name), weights);
  checkWeights(shape, weights);
  return { shape, weights, metadata };
}

function read(
  view: DataView,
  place: TensorPlace,
  entry: Entry | undefined,
  weights: Float32Array,
): void {
  if (!entry) return refuse(`the tensor ${place.name} is missing`);
  if (entry.shape.join() !== place.shape.join()) {
    refuse(
      `${place.name} has shape [${entry.shape.join(', ')}]; it should be [${place.shape.join(', ')}]`,
    );
  }
  if (entry.to - entry.from !== place.length * 4) {
    refuse(
      `${place.name} takes ${entry.to - entry.from} bytes; its shape needs ${place.length * 4}`,
    );
  }
  for (let i = 0; i < place.length; i++)
    weights[place.offset + i] = view.getFloat32(entry.from + i * 4, true);
}

function readHeader(bytes: Uint8Array): {
  tensors: Map<string, Entry>;
  metadata: Record<string, string>;
  start: number;
} {
  if (bytes.length < 8)
    throw new Fault('models/truncated', `the file has ${bytes.length} bytes; fetch it again`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > MOST_HEADER)
    refuse(`the header has ${length} bytes, at most ${MOST_HEADER} are read`);
  const start = 8 + Number(length);
  if (bytes.length < start)
    throw new Fault('models/truncated', `the file ends inside its header; fetch it again`);
  const header = parse(bytes.slice(8, start));
  const tensors = new Map<string, Entry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = readMetadata(value);
    else tensors.set(name, readEntry(name, value));
  }
  // Places must follow one another without a gap: nothing hides between tensors, and none overlap.
  let end = 0;
  for (const [name, entry] of [...tensors].sort(([, a], [, b]) => a.from - b.from)) {
    if (entry.from !== end) refuse(`${name} begins at byte ${entry.from}; it should at ${end}`);
    end = entry.to;
  }
  return { tensors, metadata, start };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch (cause) {
    throw new Fault('models/bad-safetensors', 'the header is not JSON; give a safetensors file', {
      cause,
    });
  }
  return refuse('the header is not an object');
}

function readMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value)) return refuse('__metadata__ is not an object');
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== 'string') return refuse(`metadata ${key} is not a text`);
    return [key, text];
  });
  return Object.fromEntries(entries);
}

function readEntry(name: string, value: unknown): Entry {
  if (!isRecord(value)) return refuse(`${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== 'F32') refuse(`${name} has dtype ${String(dtype)}; only F32 is read`);
  if (!isCounts(shape) || shape.length > 3) return refuse(`${name} has no usable shape`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    return refuse(`${name} has no usable data_offsets`);
  return { shape, from: offsets[0]!, to: offsets[1]! };
}

/** Sizes follow from the tensors; `tensorPlaces` then says whether all of them fit together. */
function shapeOf(tensors: Map<string, Entry>, metadata: Record<string, string>): NetworkShape {
  const kind = KINDS.find((name) => name === (metadata[KIND] ?? 'lstm'));
  if (!kind) return refuse(`the kind is ${metadata[KIND]}; use one of ${KINDS.join(', ')}`);
  const head = HEADS.find((name) => name === (metadata[HEAD] ?? 'classes'));
  if (!head) return refuse(`the head is ${metadata[HEAD]}; use one of ${HEADS.join(', ')}`);
  const recurrent = kind === 'lstm' || kind === 'gru';
  const nameOf = (l: number): string =>
    recurrent ? `${kind}.weight_ih_l${l}` : `${kind}.${l}.weight`;
  const first = tensors.get(nameOf(0))?.shape;
  const top = tensors.get('head.weight')?.shape;
  if (first?.[1] === undefined || top?.[1] === undefined) {
    return refuse(`this is no ${kind} with a head: ${nameOf(0)} or head.weight is missing`);
  }
  let layers = 1;
  while (tensors.has(nameOf(layers))) layers++;
  const steps = Number(metadata[STEPS]);
  return {
    ...(kind !== 'lstm' && { kind }),
    inputSize: kind === 'mlp' ? first[1] / steps : first[1],
    steps,
    hidden: top[1],
    layers,
    outputs: top[0]!,
    ...(head !== 'classes' && { head }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function refuse(message: string): never {
  throw new Fault('models/bad-safetensors', message);
}
