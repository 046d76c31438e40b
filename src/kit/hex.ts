import { Fault } from './fault.ts';
import type { Hex } from './brand.ts';

const DIGITS = '0123456789abcdef';

/** Bytes as lower-case `0x…`. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '0x';
  for (const byte of bytes) text += DIGITS[byte >> 4]! + DIGITS[byte & 15]!;
  return text as Hex;
}

/**
 * `0x…` as bytes.
 *
 * @throws Fault `kit/bad-hex` where the text is not `0x` and pairs of hex digits.
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) {
    throw new Fault(
      'kit/bad-hex',
      `"${text.slice(0, 80)}" is not hex; write 0x and pairs of hex digits`,
    );
  }
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let i = 0, at = 2; i < bytes.length; i++, at += 2)
    bytes[i] = (digit(text.charCodeAt(at)) << 4) | digit(text.charCodeAt(at + 1));
  return bytes;
}

/** What a hex digit counts: letters of either case stand nine places behind the digits in their low four bits. */
function digit(code: number): number {
  return (code & 15) + (code > 57 ? 9 : 0);
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
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}
