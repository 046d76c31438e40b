/** Every guard of the contracts is in the list of mutations, and the list names no other guard, and no test that does not exist. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractGuards } from './contract-guards.ts';

type Row = {
  readonly file: string;
  readonly guard: string;
  readonly nth: number;
  /** Null for a guard that was not tried since it came, or went unnoticed. */
  readonly noticedBy: string | null;
};

const CONTRACTS = resolve(import.meta.dirname, '../contracts/evm');
const guards = contractGuards(resolve(CONTRACTS, 'src'));
const rows = JSON.parse(readFileSync(resolve(CONTRACTS, 'mutations.json'), 'utf8')) as Row[];
const keyOf = ({ file, guard, nth }: { file: string; guard: string; nth: number }): string =>
  `${file} ${nth} ${guard}`;

describe('guards of the contracts', () => {
  it('finds every refusal in the sources', () => {
    expect(guards.length).toBeGreaterThan(100);
    expect(guards.map(({ file }) => file)).toContain('Swaps.sol');
    expect(new Set(guards.map(keyOf)).size).toBe(guards.length);
  });

  it('lists each of them, and none that is gone', () => {
    expect(rows.map(keyOf)).toEqual(guards.map(keyOf));
  });

  it('are all noticed by a test when they are removed', () => {
    expect(rows.filter(({ noticedBy }) => noticedBy === null).map(keyOf)).toEqual([]);
  });

  it('names tests that exist', () => {
    const folder = resolve(CONTRACTS, 'test');
    const sources = readdirSync(folder).map((name) => readFileSync(resolve(folder, name), 'utf8'));
    const gone = rows
      .map(({ noticedBy }) => noticedBy)
      .filter((name) => name !== null)
      .filter((name) => {
        const [suite, test] = name.split('.');
        const source = sources.find((text) => text.includes(`contract ${suite} `));
        // A set-up that fails says that what was cut out was more than the guard.
        if (test === 'setUp') return true;
        return !source || (test !== undefined && !source.includes(`function ${test}(`));
      });
    expect(gone).toEqual([]);
  });
});
