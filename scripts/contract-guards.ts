// The guards of the contracts: every `if (…) revert Something(…);` in contracts/evm/src, over one line or several.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Guard = {
  /** File under contracts/evm/src. */
  file: string;
  /** The guard on one line. */
  guard: string;
  /** Which of the guards that read the same in this file, from 1. */
  nth: number;
  /** Where it begins, in bytes, as source maps count. */
  at: number;
};

const GUARD =
  /if \((?:[^;{}]|\n)*?\) revert \w+\([^;]*\);|if \((?:[^;{}]|\n)*?\) \{\s*revert \w+\([^;]*\);\s*\}/g;

/** All guards, by file and place. Only the local outside world (`src/local`) is left out. */
export function contractGuards(sources: string): Guard[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sol') && !name.startsWith('local'))
    .sort();
  return files.flatMap((file) => {
    const text = readFileSync(join(sources, file), 'utf8');
    const seen = new Map<string, number>();
    return [...text.matchAll(GUARD)].map((match) => {
      const guard = match[0].replace(/\s+/g, ' ');
      const nth = (seen.get(guard) ?? 0) + 1;
      seen.set(guard, nth);
      return { file, guard, nth, at: Buffer.byteLength(text.slice(0, match.index)) };
    });
  });
}
