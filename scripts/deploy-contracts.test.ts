/** What is wrong with a deployment's configuration, key or node is told in a sentence, and keys of providers are not. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, 'deploy-contracts.ts');
const dir = mkdtempSync(join(tmpdir(), 'hanse-deploy-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const KEY = `0x${'42'.repeat(32)}`;
const ADDRESS = `0x${'12'.repeat(20)}`;
const CONFIG = {
  ...{ rpcUrl: 'http://127.0.0.1:9/key-of-a-provider', chainId: 8453, recordFile: 'base.json' },
  ...{ quote: ADDRESS, pools: [{ address: ADDRESS, targetBps: 5000 }], mintPrice: '100000000' },
  ...{ guardian: ADDRESS, operator: ADDRESS, agent: ADDRESS, agentUntil: '2099-01-01' },
  mandate: {
    ...{ thresholdMicro: 1, planBps: 1, slippageBps: 1, intervalSeconds: 300 },
    strategyHash: `0x${'00'.repeat(32)}`,
  },
};

function deploy(config: object | string, key = KEY): { code: number | null; err: string } {
  const file = join(dir, 'config.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  const env = { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', HANSE_DEPLOYER_KEY: key };
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, file], { env, cwd: dir });
  return { code: status, err: String(stderr) };
}

describe('the deployment', () => {
  it.each<[string, object | string, number, RegExp]>([
    ['no JSON', '{', 1, /^deploy\/bad-config: .*config\.json cannot be read/],
    ['a list', [], 2, /expected object/],
    ['no chain', { ...CONFIG, chainId: 0 }, 2, /chainId/],
    ['a day that is past', { ...CONFIG, agentUntil: '2020-01-01' }, 2, /name a day to come/],
    [
      'parts of more than all',
      { ...CONFIG, pools: [...CONFIG.pools, { address: ADDRESS, targetBps: 5001 }] },
      2,
      /may sum to 10000 at most/,
    ],
    ['no node', CONFIG, 1, /^chain\/unreachable: the node at 127\.0\.0\.1:9 did not answer/],
  ])('refuses %s', (_, config, code, sentence) => {
    const said = deploy(config);
    expect(said).toMatchObject({ code, err: expect.stringMatching(sentence) as string });
    expect(said.err).not.toMatch(/key-of-a-provider|at .*:\d+:\d+|internal\//);
  });

  it('refuses what is no key, and does not show it', () => {
    for (const key of ['', '0x12', `0x${'00'.repeat(32)}`]) {
      const { code, err } = deploy(CONFIG, key);
      expect(code).toBeGreaterThan(0);
      expect(err).toMatch(/HANSE_DEPLOYER_KEY/);
    }
  });
});
