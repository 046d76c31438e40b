/** Whether nodes may be used: all of the right chain, each with a head that is young. */
import { Fault, type Hex } from '#kit';
import { type Ask, hostOf } from './ask-node.ts';

/** A node, and its address for what is said of it. */
export interface Node {
  readonly ask: Ask;
  readonly url: string;
}

/** What is wanted of each. */
export interface Wanted {
  readonly chainId: number;
  /** Seconds after which a newest block is too old. */
  readonly oldestHead: number;
  /** Unix seconds. */
  readonly now: number;
}

interface Header {
  readonly number: Hex;
  readonly timestamp: Hex;
}

/**
 * Asks them; gives the head of the first.
 *
 * @throws Fault `chain/wrong-chain`; `chain/node-lags` where a head is old by the clock or by that of another node
 */
export async function checkNodes(
  nodes: readonly Node[],
  { chainId: expected, oldestHead, now: clock }: Wanted,
): Promise<{ readonly number: number; readonly at: number }> {
  for (const { ask, url } of nodes) {
    const chainId = Number(await ask('eth_chainId'));
    if (chainId === expected) continue;
    throw new Fault(
      'chain/wrong-chain',
      `the node at ${hostOf(url)} is of chain ${chainId}, not ${expected}; nothing was sent: check its address`,
      { meta: { chainId, expected } },
    );
  }
  const heads = await Promise.all(
    nodes.map(async ({ ask, url }) => {
      const { number, timestamp } = (await ask('eth_getBlockByNumber', [
        'latest',
        false,
      ])) as Header;
      return { number: Number(number), at: Number(timestamp), url };
    }),
  );
  const now = Math.max(clock, ...heads.map(({ at }) => at));
  // What the slower of two nodes does not know yet is not believed of the other either, so neither may be slow.
  for (const { number, at, url } of heads) {
    const age = Math.floor(now - at);
    if (age <= oldestHead) continue;
    throw new Fault(
      'chain/node-lags',
      `the newest block that the node at ${hostOf(url)} knows is ${age} s old, more than ${oldestHead}; nothing was sent: wait, or name another node`,
      { meta: { age, block: number } },
    );
  }
  return heads[0]!;
}
