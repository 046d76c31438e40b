/** Every kind of network gives the same bits in all widths, with and without the engine's pairing of operations. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KernelBuild } from './kernel.ts';
import { libraryOf } from './library.ts';

const SCRIPT = resolve('test/fixtures/training/kinds.ts');
const PAIRING = process.arch === 'x64' ? ['--experimental-wasm-revectorize'] : [];

function hashes(build: KernelBuild, flags: readonly string[] = []): string {
  return execFileSync(process.execPath, [...flags, SCRIPT, build], { encoding: 'utf8' });
}

describe.each(['exact', 'fast'] as const)('%s', (family) => {
  it('has one result for all kinds of networks', () => {
    const narrow = hashes(`${family}128`);
    expect(narrow.trim().split('\n')).toHaveLength(4);
    expect(hashes(`${family}256`)).toBe(narrow);
    expect(hashes(`${family}128`, PAIRING)).toBe(narrow);
    expect(hashes(`${family}256`, PAIRING)).toBe(narrow);
    if (libraryOf(family)) expect(hashes(`${family}512`, PAIRING)).toBe(narrow);
    else console.warn(`${family}512 was not tried: no compiler, or no registers of 512 bits`);
  });
});
