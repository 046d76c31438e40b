import { Fault } from './fault.ts';
import type { Hex } from './brand.ts';

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const LETTERS = ENCODER.encode('0123456789abcdef');
/** Where the letters of a text are put together: a text grown letter by letter is slow to read later. */
const LINE = ENCODER.encode(`0x${'0'.repeat(4096)}`);

/** Bytes as lower-case `0x…`. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '';
  let at = 2;
  for (let i = 0; i < bytes.length; i++) {
    if (at >= LINE.length) {
      text += DECODER.decode(LINE.subarray(text === '' ? 0 : 2));
      at = 2;
    }
    LINE[at++] = LETTERS[bytes[i]! >> 4]!;
    LINE[at++] = LETTERS[bytes[i]! & 15]!;
  }
  return (text + DECODER.decode(LINE.subarray(text === '' ? 0 : 2, at))) as Hex;
}

/**
 * `0x…` as bytes.
 *
 * @throws Fault `kit/bad-hex` where the text is not `0x` and pairs of hex digits.
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, (text.length - 2) >> 1));
  let bad = (text.length % 2) | Number(!text.startsWith('0x'));
  for (let i = 0, at = 2; i < bytes.length; i++, at += 2) {
    const byte = (digit(text.charCodeAt(at)) << 4) | digit(text.charCodeAt(at + 1));
    bytes[i] = byte;
    bad |= byte >> 8;
  }
  if (bad === 0) return bytes;
  throw new Fault(
    'kit/bad-hex',
    `"${text.slice(0, 80)}" is not hex; write 0x and pairs of hex digits`,
  );
}

/** What each character counts as a hex digit; others count so much that no byte can hold it. */
const DIGITS = Uint16Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 256 : digit;
});

function digit(code: number): number {
  return code < 128 ? DIGITS[code]! : 256;
}

/** Byte strings one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text) as Uint8Array<ArrayBuffer>;
}
