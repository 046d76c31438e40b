/** The parts of an ONNX graph as protocol buffers; numbers are fields of `onnx.proto` (IR version 8). */
import { concatBytes } from '#kit';
import { bytes, integer, message, text, type Wire } from './protobuf.ts';

const FLOAT = 1;
const INT64 = 7;

/** An input or output and its sizes; a text names a size that is free. */
export interface Port {
  readonly name: string;
  readonly sizes: readonly (number | string)[];
}

export interface Graph {
  readonly nodes: readonly Wire[];
  readonly constants: readonly Wire[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly about: Readonly<Record<string, string>>;
}

/** One operation; attributes are whole numbers or lists of them. */
export function node(
  operation: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Wire {
  const [ATTRIBUTE, INT, INTS] = [5, 2, 7];
  return concatBytes(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operation),
    ...Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number'
        ? message(ATTRIBUTE, [text(1, name), integer(3, value), integer(20, INT)])
        : message(ATTRIBUTE, [
            text(1, name),
            ...value.map((n) => integer(8, n)),
            integer(20, INTS),
          ]),
    ),
  );
}

export function floats(name: string, sizes: readonly number[], values: ArrayLike<number>): Wire {
  const data = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) data.setFloat32(i * 4, values[i]!, true);
  return tensor(name, sizes, FLOAT, new Uint8Array(data.buffer));
}

export function whole(name: string, sizes: readonly number[], values: readonly number[]): Wire {
  const data = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => data.setBigInt64(i * 8, BigInt(value), true));
  return tensor(name, sizes, INT64, new Uint8Array(data.buffer));
}

function tensor(name: string, sizes: readonly number[], type: number, data: Uint8Array): Wire {
  return concatBytes(
    ...sizes.map((size) => integer(1, size)),
    integer(2, type),
    text(8, name),
    bytes(9, data),
  );
}

/** The whole file, for operator set 17. */
export function onnxFile({ nodes, constants, inputs, outputs, about }: Graph): Wire {
  const graph = [
    ...nodes.map((part) => bytes(1, part)),
    text(2, 'hanse'),
    ...constants.map((part) => bytes(5, part)),
    ...inputs.map((port) => bytes(11, value(port))),
    ...outputs.map((port) => bytes(12, value(port))),
  ];
  return concatBytes(
    integer(1, 8),
    text(2, 'hanse'),
    message(7, graph),
    message(8, [text(1, ''), integer(2, 17)]),
    ...Object.entries(about).map(([key, entry]) => message(14, [text(1, key), text(2, entry)])),
  );
}

function value({ name, sizes }: Port): Wire {
  const dims = sizes.map((size) =>
    message(1, [typeof size === 'string' ? text(2, size) : integer(1, size)]),
  );
  const shaped = message(1, [integer(1, FLOAT), message(2, dims)]);
  return concatBytes(text(1, name), bytes(2, shaped));
}
