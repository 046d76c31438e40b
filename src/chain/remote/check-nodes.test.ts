/** Which nodes are used at all. */
import { describe, expect, it } from 'vitest';
import { checkNodes, type Node } from './check-nodes.ts';

const NOW = 1_800_000_000;

function node(name: string, age: number, chainId = 8453): Node {
  const header = { number: '0x10', timestamp: `0x${(NOW - age).toString(16)}` };
  const ask = (method: string): Promise<unknown> =>
    Promise.resolve(method === 'eth_chainId' ? `0x${chainId.toString(16)}` : header);
  return { ask, url: `https://${name}.example.com/key` };
}

const check = (...nodes: Node[]): ReturnType<typeof checkNodes> =>
  checkNodes(nodes, { chainId: 8453, oldestHead: 120, now: NOW });

describe('nodes', () => {
  it('are used where all are of the chain and young', async () => {
    expect(await check(node('one', 10), node('two', 100))).toMatchObject({ number: 16 });
  });

  it('are refused by name where one is of another chain, or old', async () => {
    const wrong = {
      code: 'chain/wrong-chain',
      message: expect.stringMatching(/two\.example\.com/),
    };
    await expect(check(node('one', 0), node('two', 0, 1))).rejects.toMatchObject(wrong);
    for (const old of ['one', 'two']) {
      const nodes = ['one', 'two'].map((name) => node(name, name === old ? 121 : 0));
      const refusal = check(...nodes);
      await expect(refusal).rejects.toMatchObject({ code: 'chain/node-lags' });
      await expect(refusal).rejects.toThrow(`${old}.example.com`);
      await expect(refusal).rejects.not.toThrow('key');
    }
  });

  it('are refused where one claims the future: the others are old beside it', async () => {
    await expect(check(node('one', -1_000_000), node('two', 0))).rejects.toMatchObject({
      code: 'chain/node-lags',
    });
  });
});
