/** From `npm run deploy` on a foreign node to verbs and an index on it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFault } from '#kit';
import { checkPool, indexedFlows, treasuryProjection } from '#treasury/evm';
import { DROP, faultyNode } from '../../../test/fixtures/faulty-node.ts';
import { GENESIS, openPool, type Pool } from '../../../test/fixtures/pool.ts';
import {
  accountsFrom,
  approveVault,
  type Chain,
  DEFAULTS,
  deployRemote,
  mintShare,
  openIndex,
  openRemoteChain,
  readRemoteDeployment,
  readStakes,
  readVault,
  type RemoteOrder,
} from '../index.ts';

// The first account of the public development mnemonic.
const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
let pool: Pool;
let dir: string;
let chain: Chain;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hanse-elsewhere-'));
  pool = await openPool();
  chain = await openRemoteChain({
    dir,
    rpcUrl: pool.rpcUrl,
    chainId: 31_337,
    accounts: accountsFrom({ HANSE_OPERATOR_KEY: KEY }),
    waiting: { poll: 10 },
    oldestHead: 10 ** 9,
  });
});
afterAll(async () => {
  await chain?.close('keep');
  await pool?.close();
  rmSync(dir, { recursive: true, force: true });
});

function orderFor(recordFile: string, rpcUrl: string): RemoteOrder {
  const local = pool.ledger.deployment;
  const deployer = privateKeyToAccount(KEY);
  const { address } = deployer;
  return {
    ...{ rpcUrl, chainId: 31_337, deployer, recordFile, log: () => undefined },
    plan: {
      ...{ name: 'Elsewhere', symbol: 'ELSE', quote: local.quote.address, targetBps: [2000, 5000] },
      pools: local.assets.map((asset) => asset.pool),
      ...{ guardian: address, operator: address, agent: address, agentExpiry: GENESIS * 2 },
      ...{ mintPrice: 1n, epochSeconds: 86_400, limits: DEFAULTS.limits },
      ...{ policy: DEFAULTS.policy, rules: DEFAULTS.rules },
      ...{ weighting: { kind: 'capped', capBps: 2000 }, stakes: 'deploy' },
      mandate: {
        ...{ thresholdMicro: 1, planBps: 1, slippageBps: 1, intervalSeconds: 300 },
        strategyHash: `0x${'00'.repeat(32)}`,
      },
    },
  };
}

describe('a deployment on a foreign chain', () => {
  it('is read back from its record, paid into and indexed', async () => {
    const local = pool.ledger.deployment;
    const recordFile = join(dir, 'record.json');
    const own = await deployRemote(orderFor(recordFile, pool.rpcUrl));
    const deployment = await readRemoteDeployment(chain, recordFile, { quoter: local.quoter });
    const { chainId: _chainId, gasUsed: _gasUsed, ...contracts } = own;
    expect(deployment).toMatchObject(contracts);
    expect(deployment).toMatchObject({ weighting: 'capped', stakes: own.stakes });
    const stakes = await readStakes({ chain, deployment });
    expect(stakes).toMatchObject({ address: own.stakes, inForce: false, stakedWeight: 0n });
    expect(deployment.assets).toEqual(local.assets);
    expect(deployment.quote).toEqual(local.quote);
    const ledger = { chain, deployment };
    const member = pool.ledger.chain.accounts.member(5);
    await approveVault(ledger, member, { at: 0, key: 'approve' });
    for (let again = 0; again < 2; again++)
      await mintShare(ledger, member, { assets: 5_000_000n }, { at: 0, key: 'mint' });
    const database = new DatabaseSync(':memory:');
    const projections = [treasuryProjection];
    const firstBlock = deployment.block;
    const index = openIndex({ database, ...ledger, projections, firstBlock, shorter: 'wait' });
    await index.catchUp();
    expect(await checkPool(database, ledger)).toEqual([]);
    expect(indexedFlows(database).map(({ amount }) => amount)).toEqual([5_000_000n]);
  });

  it('is put there through a node that loses answers, each transaction once', async () => {
    const node = await faultyNode(pool.rpcUrl);
    let lost = 0;
    node.meddle = async ({ method }, next) => {
      const answer = await next();
      if (method === 'eth_sendRawTransaction' && lost++ % 2 === 0) throw DROP;
      return answer;
    };
    const recordFile = join(dir, 'lossy.json');
    const order = orderFor(recordFile, node.url);
    const own = await deployRemote(order);
    expect(lost).toBeGreaterThan(5);
    const before = node.sent.size;
    expect(await deployRemote(order)).toMatchObject({ vault: own.vault });
    expect(node.sent.size).toBe(before);
    await node.close();
  });

  it('is refused where the record is of another chain, broken or unfinished', async () => {
    const whole = JSON.parse(readFileSync(join(dir, 'record.json'), 'utf8')) as {
      chainId: number;
      steps: { address: string }[];
    };
    const refusal = async (record: unknown): Promise<unknown> => {
      const file = join(dir, 'other.json');
      writeFileSync(file, typeof record === 'string' ? record : JSON.stringify(record));
      return readRemoteDeployment(chain, file).catch((error: { code: string }) => error.code);
    };
    expect(await refusal('{')).toBe('chain/bad-record');
    expect(await refusal({ ...whole, steps: [] })).toBe('chain/bad-record');
    expect(await refusal({ ...whole, steps: whole.steps.slice(0, 4) })).toBe('chain/bad-record');
    expect(await refusal({ ...whole, chainId: 1 })).toBe('chain/wrong-chain');
    const moved = whole.steps.map((step) => ({ ...step, address: `0x${'77'.repeat(20)}` }));
    expect(await refusal({ ...whole, steps: moved })).toBe('chain/code-differs');
  });

  it('says that the node is gone also where a library asked it', async () => {
    const node = await faultyNode(pool.rpcUrl);
    const patience = { timeout: 60_000, tries: 2, pause: 1 };
    const given = { rpcUrl: node.url, chainId: 31_337, accounts: accountsFrom({}), patience };
    const foreign = await openRemoteChain({
      ...given,
      dir: join(dir, 'gone'),
      oldestHead: 10 ** 9,
    });
    await node.close();
    const { deployment } = pool.ledger;
    const thrown: unknown = await readVault({ chain: foreign, deployment }).catch((error) => error);
    expect(toFault(thrown).code).toBe('chain/unreachable');
    await foreign.close('keep');
  });

  it('names the key that is missing', () => {
    expect(() => chain.accounts.agent).toThrow(/HANSE_AGENT_KEY/);
    expect(chain.accounts.operator.address).toBe(privateKeyToAccount(KEY).address);
    expect(() => accountsFrom({ HANSE_AGENT_KEY: '0x12' })).toThrow(/HANSE_AGENT_KEY is no key/);
    expect(() => chain.accounts.member(0)).toThrow(/sign for themselves/);
  });
});
