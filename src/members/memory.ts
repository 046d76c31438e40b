/**
 * What a member must not forget across a kill: an append-only log of named facts, each flushed before anyone is told.
 * A line torn by a crash was never acted upon, so it is dropped.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { canonicalJson, Fault } from '#kit';
import { flushFolder } from './durable.ts';

/** Named facts. A fact set once never changes. */
export interface FactMemory {
  /** The fact of that name, as it was given. */
  recall(name: string): unknown;
  /**
   * Keeps a fact; on return it is on disk. The same value again is fine.
   * @throws Fault `members/fact-changed` where the name already holds another value.
   */
  remember(name: string, value: unknown): void;
}

/** The log on disk. */
export class MemberMemory implements FactMemory {
  readonly #facts = new Map<string, unknown>();
  readonly #file: number;

  /** @throws Fault `members/bad-memory` where a line other than the last cannot be read. */
  constructor(path: string) {
    if (existsSync(path)) {
      const text = readFileSync(path, 'utf8');
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
      whole.split('\n').forEach((line, i) => {
        if (line) readLine(this.#facts, path, line, i + 1);
      });
    }
    this.#file = openSync(path, 'a', 0o600);
    flushFolder(dirname(path));
  }

  recall(name: string): unknown {
    return this.#facts.get(name);
  }

  remember(name: string, value: unknown): void {
    if (this.#facts.has(name)) return assertSame(name, this.#facts.get(name), value);
    const line = Buffer.from(`${canonicalJson([name, value])}\n`);
    for (let done = 0; done < line.length;) done += writeSync(this.#file, line, done);
    fsyncSync(this.#file);
    this.#facts.set(name, value);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/**
 * The facts in a log that another process may be writing to; a line torn or not yet whole is left where it is.
 *
 * @throws Fault `members/bad-memory`
 */
export function readFacts(path: string): Pick<FactMemory, 'recall'> {
  const facts = new Map<string, unknown>();
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    whole.split('\n').forEach((line, i) => {
      if (line) readLine(facts, path, line, i + 1);
    });
  }
  return { recall: (name) => facts.get(name) };
}

/** Facts kept only while the process lives: for tests and simulations. */
export class VolatileMemory implements FactMemory {
  readonly #facts = new Map<string, unknown>();

  recall(name: string): unknown {
    return this.#facts.get(name);
  }

  remember(name: string, value: unknown): void {
    if (this.#facts.has(name)) return assertSame(name, this.#facts.get(name), value);
    this.#facts.set(name, value);
  }
}

function assertSame(name: string, kept: unknown, given: unknown): void {
  if (canonicalJson(kept) === canonicalJson(given)) return;
  throw new Fault('members/fact-changed', `${name} is already kept with another value`, {
    meta: { name },
  });
}

function readLine(facts: Map<string, unknown>, path: string, line: string, number: number): void {
  try {
    const [name, value] = JSON.parse(line) as [string, unknown];
    facts.set(name, value);
  } catch (cause) {
    throw new Fault(
      'members/bad-memory',
      `${path} line ${number} cannot be read; restore the file, for without it the member could answer a round twice`,
      { cause },
    );
  }
}
