/** A JSON header and raw bytes in one body: 4 bytes of header length (little-endian), the header, the bytes. */
import { concatBytes, Fault, utf8 } from '#kit';

const LONGEST_HEADER = 64 * 1024;

/** Writes one body. */
export function writeFrame(header: unknown, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = utf8(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  return concatBytes(length, text, bytes);
}

/** @throws Fault `rounds/malformed` where the body is no frame. */
export function readFrame(body: Uint8Array): { header: unknown; bytes: Uint8Array } {
  if (body.length >= 4) {
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const end = 4 + view.getUint32(0, true);
    if (end <= body.length && end <= 4 + LONGEST_HEADER) {
      try {
        const header: unknown = JSON.parse(new TextDecoder().decode(body.subarray(4, end)));
        return { header, bytes: body.subarray(end) };
      } catch {
        // Falls through to the one refusal.
      }
    }
  }
  throw new Fault('rounds/malformed', 'the body is no frame of a JSON header and bytes');
}
