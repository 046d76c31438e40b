/** A vector in the making, to which key streams are added and from which they are taken: what most of a round's work consists of. */
import { addStream, subtractStream, toSigned } from './ring.ts';
import { RING_KERNEL } from './ring-kernel.ts';

/** Streams come as packed coordinates, in chunks of whole groups. */
export interface RingSum {
  add(stream: Iterable<Uint8Array>): void;
  subtract(stream: Iterable<Uint8Array>): void;
  /** The signed coordinates. To be called in the end, whatever happened: the sum's memory serves the next one. */
  close(): Int32Array<ArrayBuffer>;
}

/** Begins with the coordinates of `start`, which stay as they are; in WebAssembly where there is one with SIMD. */
export function openSum(start: Int32Array): RingSum {
  return kernel === undefined ? scalarSum(start) : kernelSum(kernel, start);
}

/** The same without WebAssembly. */
export function scalarSum(start: Int32Array): RingSum {
  const sum = new Int32Array(start);
  return {
    add: (stream) => addStream(sum, stream),
    subtract: (stream) => subtractStream(sum, stream),
    close() {
      toSigned(sum);
      return sum;
    },
  };
}

interface Kernel {
  readonly memory: WebAssembly.Memory;
  add(sum: number, words: number, groups: number): void;
  subtract(sum: number, words: number, groups: number): void;
  enter(sum: number, groups: number): void;
  leave(sum: number, groups: number): void;
}

const PAGE = 65_536;
const GROUP = 8;
const GROUP_BYTES = 20;
/** The first page takes the chunk at work; sums lie behind it. */
const CHUNK = Math.floor(PAGE / GROUP_BYTES) * GROUP_BYTES;

const kernel = startKernel();
/** Where the memory of closed sums begins, by its length; and where nothing was placed yet. */
const free = new Map<number, number[]>();
let end = PAGE;
let opened = 0;

function startKernel(): Kernel | undefined {
  try {
    const bytes = Uint8Array.from(atob(RING_KERNEL), (letter) => letter.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    return exports as unknown as Kernel;
  } catch {
    return undefined;
  }
}

function kernelSum(door: Kernel, start: Int32Array): RingSum {
  const { length } = start;
  const groups = length / GROUP;
  const at = place(door, 4 * length);
  new Int32Array(door.memory.buffer, at, length).set(start);
  door.enter(at, groups);
  const each = (stream: Iterable<Uint8Array>, work: Kernel['add']): void => {
    // Another sum may have made the memory grow since, which leaves old views of it empty.
    const page = new Uint8Array(door.memory.buffer, 0, CHUNK);
    let sum = at;
    for (const chunk of stream) {
      for (let from = 0; from < chunk.length; from += CHUNK) {
        const part = chunk.subarray(from, from + CHUNK);
        page.set(part);
        const count = Math.min(part.length / GROUP_BYTES, (at + 4 * length - sum) / (4 * GROUP));
        work(sum, 0, count);
        sum += 4 * GROUP * count;
      }
    }
  };
  return {
    add: (stream) => each(stream, door.add),
    subtract: (stream) => each(stream, door.subtract),
    close() {
      door.leave(at, groups);
      const coordinates = new Int32Array(door.memory.buffer, at, length).slice();
      giveBack(at, 4 * length);
      return coordinates;
    },
  };
}

function place(door: Kernel, bytes: number): number {
  opened += 1;
  const kept = free.get(bytes)?.pop();
  if (kept !== undefined) return kept;
  const at = end;
  end += Math.ceil(bytes / 16) * 16;
  const missing = end - door.memory.buffer.byteLength;
  if (missing > 0) door.memory.grow(Math.ceil(missing / PAGE));
  return at;
}

function giveBack(at: number, bytes: number): void {
  opened -= 1;
  if (opened === 0) {
    // Nothing is open: vectors of another length find the whole memory.
    free.clear();
    end = PAGE;
    return;
  }
  const kept = free.get(bytes) ?? [];
  kept.push(at);
  free.set(bytes, kept);
}
