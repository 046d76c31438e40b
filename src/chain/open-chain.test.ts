/** Kills the node and the hub in mid-stream; nothing acknowledged is lost, nothing is sent twice, every block is the same again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Fault, type Hex } from '#kit';
import { type Chain, openChain } from './index.ts';

const GENESIS = 1_725_000_000;
const ROOT = resolve(import.meta.dirname, '../..');
const SINK: Hex = '0x00000000000000000000000000000000000000aa';

let dirs: string[] = [];
let chains: Chain[] = [];
let children: ChildProcess[] = [];

beforeEach(() => {
  dirs = [];
  chains = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const chain of chains) await chain.close('stop').catch(() => undefined);
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hanse-chain-'));
  dirs.push(dir);
  return dir;
}

async function open(dir: string, log?: (line: string) => void): Promise<Chain> {
  const chain = await openChain({ dir, genesisTime: GENESIS, ...(log ? { log } : {}) });
  chains.push(chain);
  return chain;
}

const pay = (chain: Chain, i: number): Promise<{ blockHash: Hex; txHash: Hex }> =>
  chain.send(
    chain.accounts.member(i % 5),
    { to: SINK, data: '0x', value: BigInt(i + 1) },
    { at: GENESIS + 300 * (i + 1), key: `pay/${i}` },
  );

async function blocks(chain: Chain): Promise<(Hex | null)[]> {
  const numbers = Array.from({ length: chain.height() + 1 }, (_, i) => BigInt(i));
  return Promise.all(
    numbers.map(async (blockNumber) => (await chain.client.getBlock({ blockNumber })).hash),
  );
}

const nodeOf = (dir: string): number =>
  (JSON.parse(readFileSync(join(dir, 'node.json'), 'utf8')) as { pid: number }).pid;

/** What an undisturbed chain holds after `n` payments. */
async function undisturbed(n: number): Promise<{ hashes: (Hex | null)[]; sunk: bigint }> {
  const chain = await open(folder());
  for (let i = 0; i < n; i++) await pay(chain, i);
  return { hashes: await blocks(chain), sunk: await chain.client.getBalance({ address: SINK }) };
}

describe('the embedded chain', () => {
  it('recovers by itself when its node is killed in mid-stream, with and without a dump', async () => {
    const expected = await undisturbed(60);
    const dir = folder();
    const lines: string[] = [];
    const chain = await open(dir, (line) => lines.push(line));
    for (let i = 0; i < 60; i++) {
      if (i === 10 || i === 31 || i === 50) {
        const sent = pay(chain, i);
        process.kill(nodeOf(dir), 'SIGKILL');
        await sent;
        continue;
      }
      if (i === 25) await chain.dump('now');
      await pay(chain, i);
    }
    expect(lines.filter((line) => line.includes('replayed')).length).toBeGreaterThanOrEqual(3);
    expect(await blocks(chain)).toEqual(expected.hashes);
    expect(await chain.client.getBalance({ address: SINK })).toBe(expected.sunk);
  });

  it('brings its node back although nobody asks it anything: others read from it', async () => {
    const dir = folder();
    const chain = await open(dir);
    for (let i = 0; i < 3; i++) await pay(chain, i);
    const url = chain.rpcUrl;
    const before = nodeOf(dir);
    process.kill(before, 'SIGKILL');
    const ask = { jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] };
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ask),
    };
    const height = async (): Promise<unknown> => {
      const answer = await fetch(url, init).catch(() => undefined);
      return ((await answer?.json()) as { result?: unknown } | undefined)?.result;
    };
    const back = async (): Promise<void> => {
      expect(await height()).toBe('0x3');
      expect(nodeOf(dir)).not.toBe(before);
    };
    await vi.waitFor(back, 250_000);
    await pay(chain, 3);
  });

  it('keeps every acknowledged transaction when the hub is killed, whether the node lives on or not', async () => {
    const dir = folder();
    const script = `
      import { openChain } from '#chain';
      const chain = await openChain({ dir: ${JSON.stringify(dir)}, genesisTime: ${GENESIS} });
      for (let i = chain.height(); ; i++) {
        const { txHash } = await chain.send(chain.accounts.member(i % 5),
          { to: '${SINK}', data: '0x', value: BigInt(i + 1) }, { at: ${GENESIS} + 300 * (i + 1), key: 'pay/' + i });
        process.stdout.write(i + ' ' + txHash + '\\n');
      }`;
    const acknowledged = new Map<number, string>();
    for (const round of [0, 1, 2]) {
      const hub = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(hub);
      const until = acknowledged.size + 15 + 4 * round;
      let text = '';
      await new Promise<void>((done) => {
        hub.stdout.on('data', (part: Buffer) => {
          text += part.toString();
          if (acknowledged.size + text.split('\n').length - 1 >= until) hub.kill('SIGKILL');
        });
        hub.once('close', () => done());
      });
      for (const line of text.split('\n').slice(0, -1)) {
        const [i, hash] = line.split(' ');
        acknowledged.set(Number(i), hash!);
      }
      if (round === 1) process.kill(nodeOf(dir), 'SIGKILL');
    }
    const chain = await open(dir);
    const height = chain.height();
    expect(height).toBeGreaterThanOrEqual(acknowledged.size);
    for (const [i, hash] of acknowledged) {
      const block = await chain.client.getBlock({ blockNumber: BigInt(i + 1) });
      expect(block.transactions).toEqual([hash]);
    }
    const expected = await undisturbed(height);
    expect(await blocks(chain)).toEqual(expected.hashes);
    expect(await chain.client.getBalance({ address: SINK })).toBe(expected.sunk);
  });

  it('does a named deed once, and gives the same receipt again', async () => {
    const chain = await open(folder());
    const first = await pay(chain, 0);
    expect(await pay(chain, 0)).toEqual(first);
    expect(chain.height()).toBe(1);
  });

  it('relays what a member signed itself, once, and refuses a wrong nonce without a trace', async () => {
    const dir = folder();
    const chain = await open(dir);
    const member = chain.accounts.member(0);
    const sign = async (nonce: number): Promise<Hex> =>
      member.signTransaction({
        type: 'eip1559',
        chainId: chain.chainId,
        nonce,
        to: SINK,
        value: 5n,
        gas: 21_000n,
        maxFeePerGas: 10n ** 10n,
        maxPriorityFeePerGas: 10n ** 10n,
      });
    const raw = await sign(await chain.nonce(member.address));
    const first = await chain.relay(raw, { at: GENESIS + 1 });
    expect(await chain.relay(raw, { at: GENESIS + 9 })).toEqual(first);
    const foreign = await sign(0);
    expect(foreign).toBe(raw);
    const bad = `${raw.slice(0, -2)}00` as Hex;
    await expect(chain.relay(bad, { at: GENESIS + 9 })).rejects.toMatchObject({
      code: 'chain/refused',
    });
    await pay(chain, 1);
    expect(chain.height()).toBe(2);
    process.kill(nodeOf(dir), 'SIGKILL');
    await pay(chain, 2);
    expect(chain.height()).toBe(3);
  });

  it('lets one hub at a time use a folder, and refuses another beginning', async () => {
    const dir = folder();
    const chain = await open(dir);
    await expect(openChain({ dir, genesisTime: GENESIS })).rejects.toMatchObject({
      code: 'chain/in-use',
    });
    await chain.close('stop');
    await expect(openChain({ dir, genesisTime: GENESIS + 1 })).rejects.toBeInstanceOf(Fault);
  });
});
