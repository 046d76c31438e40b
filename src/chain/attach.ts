import { readFileSync } from 'node:fs';
import { type Node, reachAnvil } from './anvil.ts';

/** The node that a process file names, where it still runs and is ours. */
export async function attach(file: string): Promise<Node | undefined> {
  let known: Omit<Node, 'rpc'>;
  try {
    known = JSON.parse(readFileSync(file, 'utf8')) as typeof known;
  } catch {
    return undefined;
  }
  const node = await reachAnvil(known.pid, known.port, known.socket);
  if (node?.instance === known.instance && node.genesis === known.genesis) return node;
  node?.rpc.close();
  return undefined;
}

/** Looks once a second whether the process is still there, and says so each time it is not. */
export function watchProcess(pid: () => number | undefined, gone: () => unknown): NodeJS.Timeout {
  const look = (): void => {
    const known = pid();
    if (known !== undefined && !isThere(known)) gone();
  };
  return setInterval(look, 1000).unref();
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Asks a node to end. */
export function stop(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // Already gone.
  }
}
