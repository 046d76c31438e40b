/** Hands out places in a kernel's memory, and knows what stands at its beginning. */

/** The kernel keeps its constants below this; the crew's control block follows. */
export const CONTROL = 2048;
const FREE = 4096;
const PAGE = 65_536;

/** Gives the next place for so many bytes, at a multiple of 64. */
export interface Places {
  floats(count: number): number;
  doubles(count: number): number;
  readonly end: number;
}

export function places(from = FREE): Places {
  let end = from;
  const take = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  return {
    floats: (count) => take(count * 4),
    doubles: (count) => take(count * 8),
    get end() {
      return end;
    },
  };
}

/** Memory for all of a program at once: growing it under load has crashed engines. Shared, for threads. */
export function allocateMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}
