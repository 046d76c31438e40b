/** The index against nodes that lie, lag and forget, and against kill -9. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { openPool, playPool, type Pool } from '../../../test/fixtures/pool.ts';
import { checkPool } from '#treasury/evm';
import { type Chain, type ChainIndex, type IndexOptions, openIndex, readEvents } from '../index.ts';

type Ask = (call: { method: string; params: unknown[] }) => Promise<unknown>;
type Client = Chain['client'];

const ROOT = resolve(import.meta.dirname, '../../..');
let pool: Pool;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hanse-indexer-'));
  pool = await openPool();
  await playPool(pool, seededRandom(3), 80);
});
afterAll(async () => {
  await pool?.close();
  rmSync(dir, { recursive: true, force: true });
});

function open(options: Partial<IndexOptions> = {}): ChainIndex {
  const { chain, deployment } = pool.ledger;
  const database = new DatabaseSync(':memory:');
  return openIndex({ database, chain, deployment, projections: [], ...options });
}

/** The node, whose answers pass through `change`. */
function meddling(change: (method: string, answer: unknown, params: unknown[]) => unknown): Client {
  const request: Ask = async (call) =>
    change(call.method, await (pool.ledger.chain.client.request as Ask)(call), call.params);
  return { request } as unknown as Client;
}

const through = (client: Client): Pick<Chain, 'client' | 'chainId'> => ({
  client,
  chainId: pool.ledger.chain.chainId,
});

describe('the index', () => {
  it('goes on where it was when its process is killed at any moment', async () => {
    const file = join(dir, 'killed.sqlite');
    // A projection that tells of each event while its transaction is still open.
    const script = `
      import { writeSync } from 'node:fs';
      import { createPublicClient, http } from 'viem';
      import { openIndex } from '#chain';
      import { openDatabase } from '#store';
      import { treasuryProjection } from '#treasury/evm';
      const client = createPublicClient({ transport: http(${JSON.stringify(pool.rpcUrl)}) });
      const telling = { name: 't', version: 1, schema: '', start: () => ({ apply: () => writeSync(1, '.'), reload() {} }) };
      const index = openIndex({ database: openDatabase(${JSON.stringify(file)}), chain: { client, chainId: 31337 },
        deployment: ${JSON.stringify(pool.ledger.deployment)}, projections: [treasuryProjection, telling], span: 1 });
      writeSync(1, index.position().block + ' ');
      await index.catchUp();
      writeSync(1, 'done');`;
    const began: number[] = [];
    for (const kill of [25, 60, Infinity]) {
      const hub = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      await new Promise<void>((over) => {
        hub.stdout.on('data', (part: Buffer) => {
          text += part.toString();
          if (text.split('.').length > kill) hub.kill('SIGKILL');
        });
        hub.once('close', () => over());
      });
      began.push(Number.parseInt(text, 10));
      expect(text.endsWith('done')).toBe(kill === Infinity);
    }
    expect(began[0]).toBe(-1);
    expect(began[1]).toBeGreaterThan(began[0]!);
    expect(began[2]).toBeGreaterThan(began[1]!);
    const killed = new DatabaseSync(file);
    const whole = open();
    await whole.catchUp();
    expect(readEvents(killed)).toEqual(readEvents(whole.database));
    expect(await checkPool(killed, pool.ledger)).toEqual([]);
  });

  it('asks for the time of a block where the node does not send it with the logs', async () => {
    const client = meddling((method, answer) =>
      method === 'eth_getLogs'
        ? (answer as { blockTimestamp?: string }[]).map(({ blockTimestamp: _, ...log }) => log)
        : answer,
    );
    const index = open({ chain: through(client), span: 40 });
    await index.catchUp();
    const whole = open();
    await whole.catchUp();
    expect(readEvents(index.database)).toEqual(readEvents(whole.database));
  });

  it('narrows a range that the node refuses', async () => {
    let refused = 0;
    const client = meddling((method, answer, params) => {
      if (method !== 'eth_getLogs') return answer;
      const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }];
      if (Number(toBlock) - Number(fromBlock) < 20) return answer;
      refused++;
      throw new Error('query returned more than 10000 results');
    });
    const index = open({ chain: through(client) });
    expect((await index.catchUp()).block).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(20);
  });

  it('believes nothing that a second node does not confirm', async () => {
    const hiding = meddling((method, answer) =>
      method === 'eth_getLogs' ? (answer as unknown[]).slice(0, -1) : answer,
    );
    const index = open({ witness: hiding });
    await expect(index.catchUp()).rejects.toMatchObject({ code: 'chain/nodes-differ' });
    expect(readEvents(index.database)).toEqual([]);
    const honest = open({ witness: pool.ledger.chain.client });
    expect((await honest.catchUp()).events).toBeGreaterThan(100);
  });

  it('waits for a foreign node that lags, and takes nothing back', async () => {
    let lag = 0;
    const client = meddling(() => undefined);
    const request: Ask = async ({ method, params }) => {
      const real = pool.ledger.chain.client.request as Ask;
      if (method !== 'eth_getBlockByNumber' || lag === 0) return real({ method, params });
      const head = (await real({ method, params: ['latest', false] })) as { number: string };
      const last = Number(head.number) - lag;
      if (params[0] === 'latest')
        return real({ method, params: [`0x${last.toString(16)}`, false] });
      return Number(params[0]) > last ? null : real({ method, params });
    };
    const index = open({ chain: through({ ...client, request } as never), shorter: 'wait' });
    const before = await index.catchUp();
    lag = 30;
    expect(await index.catchUp()).toEqual({ ...before, events: 0, lag: 30 });
    lag = 0;
    expect(await index.catchUp()).toEqual({ ...before, events: 0 });
  });

  it('refuses another chain and another deployment, and builds anew under other rules', async () => {
    const { deployment, chain } = pool.ledger;
    const other = meddling((method, answer) => (method === 'eth_chainId' ? '0x1' : answer));
    await expect(open({ chain: through(other) }).catchUp()).rejects.toMatchObject({
      code: 'chain/wrong-chain',
    });
    const index = open();
    const first = await index.catchUp();
    const { database } = index;
    const moved = { ...deployment, vault: deployment.council };
    await expect(open({ database, deployment: moved }).catchUp()).rejects.toMatchObject({
      code: 'chain/other-index',
    });
    const rule = { name: 'r', version: 2, schema: '', start: () => ({ apply() {}, reload() {} }) };
    const again = openIndex({ database, chain, deployment, projections: [rule] });
    expect((await again.catchUp()).events).toBe(first.events);
    expect((await again.catchUp()).events).toBe(0);
  });

  it('leaves the newest blocks for later where it is told to', async () => {
    const index = open({ confirmations: 12 });
    const { block } = await index.catchUp();
    const head = Number(await pool.ledger.chain.client.getBlockNumber());
    expect(block).toBe(head - 12);
  });
});
