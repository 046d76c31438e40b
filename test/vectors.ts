/** The worked numbers every room must reproduce, by their id. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Vector {
  readonly id: string;
  readonly inputs: unknown;
  readonly expected: unknown;
}

const all = (
  JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as {
    vectors: Vector[];
  }
).vectors;

/**
 * Inputs and expectations of one vector, in the shape the calling test states.
 *
 * @example const { inputs, expected } = vector<{ total: string }, { sum: string }>('V07');
 */
export function vector<Inputs, Expected>(id: string): { inputs: Inputs; expected: Expected } {
  const found = all.find((entry) => entry.id === id);
  if (!found) throw new Error(`test/vectors.json has no vector ${id}`);
  return { inputs: found.inputs as Inputs, expected: found.expected as Expected };
}
