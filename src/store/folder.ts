import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '#kit';

/**
 * Makes a folder and those it lies in, readable by its owner only, and sees that it can be written to. Made step by step: asked for
 * all at once under `/proc`, Node tries for ever.
 *
 * @throws Fault `store/cannot-write` naming the folder
 */
export function makeFolder(path: string): void {
  try {
    make(resolve(path));
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Fault(
      'store/cannot-write',
      `the folder ${path} cannot be written to (${why}); choose another with --dir or HANSE_DIR`,
      { cause, meta: { path } },
    );
  }
}

function make(path: string): void {
  const known = statSync(path, { throwIfNoEntry: false });
  if (known?.isDirectory()) return;
  if (dirname(path) !== path && !known) make(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
