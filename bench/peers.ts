/** The packages we are measured against: installed beside, never among the product's own dependencies. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '#kit';
import { alone } from './alone.ts';

export const peersFolder = join(import.meta.dirname, 'peers');

/**
 * The module of a peer named in `bench/peers/package.json`; installs all peers when they are missing or the lock has changed.
 *
 * @throws Fault `bench/no-peer` where they cannot be installed or loaded.
 */
export async function peerModule<Module>(name: string): Promise<Module> {
  installPeers();
  try {
    const path = createRequire(join(peersFolder, 'package.json')).resolve(name);
    return (await import(pathToFileURL(path).href)) as Module;
  } catch (cause) {
    throw new Fault('bench/no-peer', `cannot load ${name} from bench/peers; is it in its lock?`, {
      cause,
    });
  }
}

/** `name version`, as the lock has it. */
export function peerName(name: string): string {
  const text = readFileSync(join(peersFolder, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  return `${name} ${dependencies[name] ?? '(not listed)'}`;
}

/** Installs all peers when they are missing or the lock has changed; of two who ask at once one waits for the other. */
export function installPeers(): void {
  alone(join(peersFolder, '.lock'), install);
}

function install(): void {
  const lock = createHash('sha256').update(readFileSync(join(peersFolder, 'package-lock.json')));
  const want = lock.digest('hex');
  const stamp = join(peersFolder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  console.error('installing the peers of the benchmarks …');
  // Our standard output carries the result, so npm writes to standard error.
  const { status } = spawnSync('npm', ['ci', '--prefix', peersFolder, '--ignore-scripts'], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    throw new Fault(
      'bench/no-peer',
      'npm ci in bench/peers failed; see its message above, check the network and try again',
    );
  }
  writeFileSync(stamp, want);
}
