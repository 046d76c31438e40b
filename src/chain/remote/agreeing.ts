/**
 * What contracts show, as two nodes say it. Each answers for its own newest block at first; where that differs they are asked again
 * for one block that both have, and only what is the same there is believed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { RpcRequestError } from 'viem';
import { Fault, type Hex } from '#kit';
import type { Ask } from './ask-node.ts';

/** Questions about the state of a block, and where among their parameters the block stands. */
const BLOCK_AT: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
};
/** A reorganisation looks like a lie for a moment: this often it must be seen. */
const DOUBTS = 4;
/** Milliseconds between two looks. */
const PAUSE = 200;

/** An answer, or the refusal of the question. */
type Said = { readonly is: unknown } | { readonly refusal: RpcRequestError };

interface Header {
  readonly number: Hex;
  readonly hash: Hex;
}

/**
 * Asks both nodes what is asked of the state, and the first one everything else.
 *
 * @throws Fault `chain/nodes-differ` where they say different things of one block, or have no block in common.
 */
export function agreeing(first: Ask, second: Ask): Ask {
  const both = (method: string, params: readonly unknown[]): Promise<[Said, Said]> =>
    Promise.all([say(first, method, params), say(second, method, params)]);
  return async (method, params = []) => {
    const place = BLOCK_AT[method];
    if (place === undefined) return first(method, params);
    const said = await both(method, params);
    if (same(said)) return told(said[0]);
    for (let doubt = 0; doubt < DOUBTS; doubt++) {
      if (doubt > 0) await sleep(PAUSE);
      const number = await inCommon(first, second);
      if (number === undefined) continue;
      const then = await both(method, params.with(place, number));
      if (same(then)) return told(then[0]);
    }
    throw new Fault(
      'chain/nodes-differ',
      'two nodes say different things of what the contracts hold; neither was believed and nothing was sent: name other nodes, then ask for the same again',
      { meta: { method } },
    );
  };
}

async function say(ask: Ask, method: string, params: readonly unknown[]): Promise<Said> {
  try {
    return { is: await ask(method, params) };
  } catch (error) {
    if (error instanceof RpcRequestError) return { refusal: error };
    throw error;
  }
}

/** The words of a refusal differ from one make of node to another; that it is one does not. */
function same([a, b]: readonly [Said, Said]): boolean {
  return 'is' in a && 'is' in b ? a.is === b.is : 'refusal' in a && 'refusal' in b;
}

function told(said: Said): unknown {
  if ('refusal' in said) throw said.refusal;
  return said.is;
}

/** Number of the newest block that both have, or `undefined` where they have different ones of that number. */
async function inCommon(first: Ask, second: Ask): Promise<Hex | undefined> {
  const header = (ask: Ask, block: string): Promise<Header | null> =>
    ask('eth_getBlockByNumber', [block, false]) as Promise<Header | null>;
  const [a, b] = await Promise.all([header(first, 'latest'), header(second, 'latest')]);
  if (!a || !b) return undefined;
  const { number } = BigInt(a.number) < BigInt(b.number) ? a : b;
  const [one, other] = await Promise.all([header(first, number), header(second, number)]);
  return one && one.hash === other?.hash ? number : undefined;
}
