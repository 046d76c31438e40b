/** As much of the protocol buffers wire format as an ONNX file needs. */
import { concatBytes, utf8 } from '#kit';

/** An encoded field, or several. */
export type Wire = Uint8Array<ArrayBuffer>;

export function integer(field: number, value: number): Wire {
  return Uint8Array.from([...varint(BigInt(field << 3)), ...varint(BigInt(value))]);
}

export function bytes(field: number, value: Uint8Array): Wire {
  const head = [...varint(BigInt((field << 3) | 2)), ...varint(BigInt(value.length))];
  return concatBytes(Uint8Array.from(head), value);
}

export function text(field: number, value: string): Wire {
  return bytes(field, utf8(value));
}

export function message(field: number, parts: readonly Wire[]): Wire {
  return bytes(field, concatBytes(...parts));
}

/** Base-128, seven bits a byte; a negative number as its 64-bit complement. */
function varint(value: bigint): number[] {
  const out: number[] = [];
  let left = BigInt.asUintN(64, value);
  do {
    const low = Number(left & 127n);
    left >>= 7n;
    out.push(left > 0n ? low | 128 : low);
  } while (left > 0n);
  return out;
}
