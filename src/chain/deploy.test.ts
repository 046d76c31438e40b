/** A deployment that breaks off is finished by the next run, with the same addresses and nothing sent twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '#kit';
import { type RemoteOrder } from './deploy-remote.ts';
import {
  type Chain,
  DEFAULTS,
  deployAll,
  type DeployConfig,
  deployRemote,
  openChain,
  verifyDeployment,
} from './index.ts';

const GENESIS = 1_725_000_000;
const CONFIG: DeployConfig = {
  ...DEFAULTS,
  assets: [{ symbol: 'BTC', decimals: 8, price: '60000', targetBps: 4000 }],
  agentExpiry: GENESIS + 86_400,
  mandate: {
    thresholdMicro: 550_000,
    planBps: 2000,
    slippageBps: 50,
    intervalSeconds: 300,
    strategyHash: `0x${'00'.repeat(32)}`,
  },
};

let dir: string;
let chain: Chain;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hanse-deploy-'));
  chain = await openChain({ dir, genesisTime: GENESIS });
});
afterEach(async () => {
  await chain.close('stop');
  rmSync(dir, { recursive: true, force: true });
});

/** The same chain, whose `after`-th transaction from now never comes back. */
function breaking(whole: Chain, after: number): Chain {
  let left = after;
  return new Proxy(whole, {
    get(target, name) {
      if (name === 'send' && left-- <= 0) throw new Fault('test/broken', 'the power went out');
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('deployAll', () => {
  it('is finished by the next run', async () => {
    for (const after of [3, 5, 12]) {
      await expect(deployAll(breaking(chain, after), CONFIG, GENESIS)).rejects.toMatchObject({
        code: 'test/broken',
      });
    }
    const deployment = await deployAll(chain, CONFIG, GENESIS);
    const height = chain.height();
    expect(await deployAll(chain, CONFIG, GENESIS)).toEqual(deployment);
    expect(chain.height()).toBe(height);
    await verifyDeployment(chain, deployment);
    const other = { ...CONFIG, mintPrice: 1n };
    await expect(deployAll(chain, other, GENESIS)).rejects.toMatchObject({
      code: 'chain/other-deployment',
    });
    const forged = { ...deployment, vault: deployment.council };
    await expect(verifyDeployment(chain, forged)).rejects.toMatchObject({
      code: 'chain/code-differs',
      meta: { name: 'vault' },
    });
  });
});

describe('deployRemote', () => {
  // The first account of the public development mnemonic.
  const deployer = privateKeyToAccount(
    '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  );

  it('deploys on a chain that it knows only by its address, and resumes', async () => {
    const local = await deployAll(chain, CONFIG, GENESIS);
    const rpcUrl = chain.rpcUrl;
    const order: RemoteOrder = {
      rpcUrl,
      chainId: chain.chainId,
      deployer,
      recordFile: join(dir, 'record.json'),
      log: () => undefined,
      plan: {
        name: 'Elsewhere',
        symbol: 'ELSE',
        quote: local.quote.address,
        pools: local.assets.map(({ pool }) => pool),
        targetBps: [5000],
        guardian: deployer.address,
        operator: deployer.address,
        agent: deployer.address,
        agentExpiry: GENESIS + 86_400,
        mintPrice: 1n,
        epochSeconds: 86_400,
        limits: DEFAULTS.limits,
        policy: DEFAULTS.policy,
        rules: DEFAULTS.rules,
        mandate: CONFIG.mandate,
      },
    };
    await expect(deployRemote({ ...order, chainId: 1 })).rejects.toMatchObject({
      code: 'chain/wrong-chain',
    });
    const nowhere = { ...order.plan, pools: [deployer.address] };
    await expect(deployRemote({ ...order, plan: nowhere })).rejects.toMatchObject({
      code: 'chain/no-pool',
    });
    let steps = 0;
    const stopping = (): void => {
      if (++steps === 4) throw new Fault('test/broken', 'the power went out');
    };
    await expect(deployRemote({ ...order, log: stopping })).rejects.toMatchObject({
      code: 'test/broken',
    });
    const first = await deployRemote(order);
    expect(await deployRemote(order)).toEqual(first);
    expect(first.gasUsed).toBeGreaterThan(10_000_000n);
    const other = { ...order.plan, symbol: 'OTHER' };
    await expect(deployRemote({ ...order, plan: other })).rejects.toMatchObject({
      code: 'chain/other-deployment',
    });
  });
});
