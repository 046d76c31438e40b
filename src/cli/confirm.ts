import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { Fault } from '#kit';
import { name } from './options.ts';

/** The options of every command that moves money. */
export interface DeedOptions {
  readonly yes?: boolean;
  readonly once?: string;
}

/** Said of what was begun before and is asked for again. */
export const BEGUN = 'This was begun before and its outcome never told: it goes on.';

/** Adds them. */
export function deedOptions(command: Command): Command {
  return command
    .option('--yes', 'do not ask (for scripts)')
    .option(
      '--once <name>',
      'a name for this deed: called again with it, it is not done again',
      name,
    );
}

/**
 * Says what is about to be done and asks whether it should be.
 *
 * @throws Fault `cli/declined` for no, `cli/bad-argument` where nobody can be asked
 */
export async function confirm(what: string, { yes }: DeedOptions): Promise<void> {
  console.error(what);
  if (yes) return;
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const silence = new AbortController();
  reader.once('close', () => silence.abort());
  try {
    const answer = await reader.question('Go on? [y/N] ', { signal: silence.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch (cause) {
    throw new Fault(
      'cli/bad-argument',
      'this moves money and nobody is there to confirm it; add --yes where that is meant',
      { cause },
    );
  } finally {
    reader.close();
  }
  throw new Fault('cli/declined', 'nothing was done');
}

/**
 * Does a deed under a name, so that a lost answer can be asked for again.
 *
 * @throws Fault whatever the hub answers; where it did not, with the name under which to ask again
 */
export async function doOnce<T>(
  { once }: DeedOptions,
  deed: (once: string) => Promise<T>,
): Promise<T> {
  const chosen = once ?? randomUUID();
  try {
    return await deed(chosen);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'cli/no-hub') throw error;
    throw new Fault(
      error.code,
      `${error.message}; call it again with --once ${chosen}, then nothing is done twice`,
      { cause: error },
    );
  }
}
