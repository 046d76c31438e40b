/** Starts the embedded chain's node as a process of its own, which outlives a killed hub. */
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, type Hex } from '#kit';
import { DEV_ACCOUNTS, DEV_MNEMONIC } from './accounts.ts';
import { connectRpc, connectSocket, type Rpc } from './rpc.ts';

export const CHAIN_ID = 31_337;

/** A running node and how to reach it. */
export interface Node {
  readonly pid: number;
  readonly port: number;
  /** Its socket in the file system, where it has one. */
  readonly socket?: string;
  /** Random per process: tells our node from any other. */
  readonly instance: Hex;
  readonly genesis: Hex;
  readonly rpc: Rpc;
}

/** Longest path of a socket that every system takes. */
const LONGEST_PATH = 100;
/** Tries after which a node that answers over TCP only is taken as it is. */
const SOCKET_TRIES = 200;

/**
 * Starts a node on a free loopback port – that of its forerunner in this folder, where it is free – and waits until it answers.
 *
 * @param genesisTime Unix seconds of block 0.
 * @throws Fault `chain/no-anvil` where no binary is found, `chain/no-start` where it does not come up.
 */
export async function startAnvil(dir: string, genesisTime: number): Promise<Node> {
  const binary = findAnvil();
  const port = await freePort(portBefore(dir)).catch(() => freePort(0));
  const log = openSync(join(dir, 'anvil.log'), 'a');
  const options = {
    host: '127.0.0.1',
    port,
    'chain-id': CHAIN_ID,
    timestamp: genesisTime,
    mnemonic: DEV_MNEMONIC,
    accounts: DEV_ACCOUNTS,
    balance: 1_000_000,
    hardfork: 'cancun',
    'block-base-fee-per-gas': 0,
    'gas-price': 10_000_000_000,
    'gas-limit': 1_000_000_000,
  };
  // A refused transaction is explained from the state before it; older states are never asked for, and would fill the memory.
  const socket = socketIn(dir);
  if (socket) rmSync(socket, { force: true });
  const ipc = socket ? ['--ipc', socket] : [];
  const flags = [...ipc, '--quiet', '--prune-history=8', '--no-request-size-limit', '--no-cors'];
  const settings = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(binary, [...flags, ...settings], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const failures: string[] = [];
  child.once('error', (error) => failures.push(error.message));
  child.once('exit', (code) => failures.push(`it ended with code ${code}`));
  for (let tries = 0; tries < 1000 && failures.length === 0; tries++) {
    const way = tries < SOCKET_TRIES ? socket : undefined;
    const node = child.pid === undefined ? undefined : await reachAnvil(child.pid, port, way);
    if (node) return node;
    await sleep(10);
  }
  throw new Fault(
    'chain/no-start',
    `anvil did not come up on port ${port} (${failures[0] ?? 'no answer in 10 s'}); read ${join(dir, 'anvil.log')}`,
  );
}

function socketIn(dir: string): string | undefined {
  const path = join(dir, 'anvil.ipc');
  return process.platform === 'win32' || Buffer.byteLength(path) > LONGEST_PATH ? undefined : path;
}

/** The node at `port`, spoken to through its socket where it has one; `undefined` where none answers. */
export async function reachAnvil(
  pid: number,
  port: number,
  socket?: string,
): Promise<Node | undefined> {
  const rpc = socket ? connectSocket(socket) : connectRpc(port);
  try {
    const [metadata, block] = await rpc.batch([
      { method: 'anvil_metadata' },
      { method: 'eth_getBlockByNumber', params: ['0x0', false] },
    ]);
    if (metadata!.ok && block!.ok) {
      const { instanceId } = metadata!.result as { instanceId: Hex };
      const { hash } = block!.result as { hash: Hex };
      const way = socket ? { socket } : {};
      return { pid, port, ...way, instance: instanceId, genesis: hash, rpc };
    }
  } catch {
    // Not up, or not a node: the caller tries again or starts one.
  }
  rpc.close();
  return undefined;
}

function findAnvil(): string {
  const require = createRequire(import.meta.url);
  try {
    const found = join(
      require.resolve('@foundry-rs/anvil-linux-amd64/package.json'),
      '..',
      'bin',
      'anvil',
    );
    if (process.platform === 'linux' && process.arch === 'x64' && existsSync(found)) return found;
  } catch {
    // An optional dependency that this platform does not have.
  }
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, process.platform === 'win32' ? 'anvil.exe' : 'anvil');
    if (folder && existsSync(path)) return path;
  }
  throw new Fault(
    'chain/no-anvil',
    'anvil was not found; install Foundry (getfoundry.sh) and put it on the PATH',
  );
}

/** Whoever was told the address of the node that was killed should find the next one there. */
function portBefore(dir: string): number {
  try {
    return (JSON.parse(readFileSync(join(dir, 'node.json'), 'utf8')) as { port: number }).port;
  } catch {
    return 0;
  }
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
