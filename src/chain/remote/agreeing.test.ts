/** Two nodes and one truth: what they differ on is not shown, what one of them merely does not know yet is. */
import { RpcRequestError } from 'viem';
import { describe, expect, it } from 'vitest';
import { agreeing } from './agreeing.ts';
import type { Ask } from './ask-node.ts';

const CALL = { to: '0x01', data: '0x' };

interface Script {
  /** Number of the newest block. */
  readonly head: number;
  /** What the state shows at a block. */
  readonly shows: (block: number) => string;
  /** Which chain its blocks are of. */
  readonly fork?: string;
}

/** A node that plays by a script; `asked` collects the blocks that it was asked about. */
function node({ head, shows, fork = 'main' }: Script): { ask: Ask; asked: unknown[] } {
  const asked: unknown[] = [];
  const blockOf = (tag: unknown): number => (tag === 'latest' ? head : Number(tag));
  const ask: Ask = (method, params = []) => {
    if (method === 'eth_getBlockByNumber') {
      const number = blockOf(params[0]);
      const header = { number: `0x${number.toString(16)}`, hash: `${fork} ${number}` };
      return Promise.resolve(number > head ? null : header);
    }
    const tag = method === 'eth_call' ? params[1] : 'latest';
    asked.push(tag);
    if (blockOf(tag) > head) return Promise.reject(refused('header not found'));
    try {
      return Promise.resolve(shows(blockOf(tag)));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };
  return { ask, asked };
}

function refused(message: string): RpcRequestError {
  return new RpcRequestError({ body: {}, error: { code: 3, message }, url: 'node' });
}

const read = (one: { ask: Ask }, other: { ask: Ask }): Promise<unknown> =>
  agreeing(one.ask, other.ask)('eth_call', [CALL, 'latest']);

describe('what two nodes say', () => {
  it('is believed at once where it is the same', async () => {
    const [one, other] = [node({ head: 9, shows: () => 'a' }), node({ head: 9, shows: () => 'a' })];
    expect(await read(one, other)).toBe('a');
    expect([one.asked, other.asked]).toEqual([['latest'], ['latest']]);
  });

  it('is compared at a block that both have where one is ahead', async () => {
    const shows = (block: number): string => `at ${block}`;
    const [one, other] = [node({ head: 9, shows }), node({ head: 7, shows })];
    expect(await read(one, other)).toBe('at 7');
    expect(await read(other, one)).toBe('at 7');
  });

  it('is refused where it differs at the same block, whoever lies', async () => {
    const [one, other] = [node({ head: 9, shows: () => 'a' }), node({ head: 9, shows: () => 'b' })];
    await expect(read(one, other)).rejects.toMatchObject({ code: 'chain/nodes-differ' });
    const silent = node({
      head: 9,
      shows: () => {
        throw refused('execution reverted');
      },
    });
    await expect(read(one, silent)).rejects.toMatchObject({ code: 'chain/nodes-differ' });
    await expect(read(silent, one)).rejects.toMatchObject({ code: 'chain/nodes-differ' });
  });

  it('is refused where they have no block in common', async () => {
    const shows = (block: number): string => `at ${block}`;
    const [one, other] = [node({ head: 9, shows }), node({ head: 7, shows, fork: 'other' })];
    await expect(read(one, other)).rejects.toMatchObject({ code: 'chain/nodes-differ' });
  });

  it('is a refusal where both refuse', async () => {
    const no = (message: string) =>
      node({
        head: 9,
        shows: () => {
          throw refused(message);
        },
      });
    await expect(read(no('execution reverted'), no('VM error'))).rejects.toThrow(RpcRequestError);
  });

  it('is asked of the first alone where it is not about the state', async () => {
    const [one, other] = [node({ head: 9, shows: () => 'a' }), node({ head: 9, shows: () => 'b' })];
    expect(await agreeing(one.ask, other.ask)('eth_gasPrice')).toBe('a');
    expect(other.asked).toEqual([]);
  });
});
