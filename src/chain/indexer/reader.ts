/** What the index asks a node: headers, and the logs of a range of blocks that did not change while they were read. */
import { type PublicClient, pad } from 'viem';
import { type Address, Fault, type Hex } from '#kit';
import { type Dictionary, type RawLog, SWAP } from './decode.ts';

/** A block's header, as much as is needed. */
export interface Header {
  readonly number: number;
  readonly hash: Hex;
  readonly parent: Hex;
  /** Unix seconds. */
  readonly at: number;
}

/** Logs of the blocks `from` to `to`, in order, and the header of `to`. */
export interface Range {
  readonly last: Header;
  readonly logs: readonly RawLog[];
  /** Unix seconds of every block that has logs. */
  readonly times: ReadonlyMap<number, number>;
}

/** The chain changed while it was read; reading again helps. */
export class Moved extends Error {}

type Ask = (call: { method: string; params: readonly unknown[] }) => Promise<unknown>;

/** Reads from one node and, where there is a second, believes only what both say. */
export class ChainReader {
  readonly #nodes: readonly Ask[];
  readonly #vault: Address;
  readonly #dictionary: Dictionary;

  constructor(clients: readonly PublicClient[], vault: Address, dictionary: Dictionary) {
    this.#nodes = clients.map((client) => client.request as unknown as Ask);
    this.#vault = vault;
    this.#dictionary = dictionary;
  }

  async chainId(): Promise<number> {
    return Number(await this.#nodes[0]!({ method: 'eth_chainId', params: [] }));
  }

  /** The header of a block, or `undefined` where the node has none of that number. */
  header(number: number): Promise<Header | undefined> {
    return headerFrom(this.#nodes[0]!, number);
  }

  /** The newest block that all nodes should have. */
  async head(): Promise<Header> {
    const heads = await Promise.all(this.#nodes.map((ask) => headerFrom(ask, 'latest')));
    return heads.reduce((low, head) => (head!.number < low!.number ? head : low))!;
  }

  /**
   * @param parent Hash that the block before `from` must have; `undefined` at the start.
   * @param pools Pools listed before `from`; those listed within the range are found in it.
   * @throws {@link Moved}; Fault `chain/nodes-differ` where a second node says something else.
   */
  async range(
    from: number,
    to: number,
    parent: Hex | undefined,
    pools: ReadonlySet<string>,
  ): Promise<Range> {
    const [range, ...others] = await Promise.all(
      this.#nodes.map((ask) => this.#rangeOf(ask, from, to, parent, pools)),
    );
    for (const other of others) {
      if (other.last.hash === range!.last.hash && sameLogs(range!.logs, other.logs)) continue;
      throw new Fault(
        'chain/nodes-differ',
        `two nodes disagree about the blocks ${from} to ${to}; nothing of them was believed: ask a third`,
        { meta: { from, to } },
      );
    }
    return range!;
  }

  async #rangeOf(
    ask: Ask,
    from: number,
    to: number,
    parent: Hex | undefined,
    pools: ReadonlySet<string>,
  ): Promise<Range> {
    const [first, before] = await Promise.all([headerFrom(ask, from), headerFrom(ask, to)]);
    if (!first || !before || (parent !== undefined && first.parent !== parent)) throw new Moved();
    const own = await logs(ask, from, to, { address: this.#dictionary.addresses });
    const swapped = await this.#swaps(ask, from, to, own, pools);
    const last = await headerFrom(ask, to);
    if (last?.hash !== before.hash) throw new Moved();
    const all = [...own, ...swapped].sort(byPlace);
    const stray = all.find(
      ({ removed, blockNumber, blockHash }) =>
        removed || (Number(blockNumber) === to && blockHash !== last.hash),
    );
    if (stray) throw new Moved();
    return { last, logs: all, times: await timesOf(ask, all, last) };
  }

  /** Swaps whose proceeds went to the vault: exits sell in the pools and say only the sum. */
  async #swaps(
    ask: Ask,
    from: number,
    to: number,
    own: readonly RawLog[],
    pools: ReadonlySet<string>,
  ): Promise<readonly RawLog[]> {
    const address = new Set(pools);
    for (const log of own) {
      const event = this.#dictionary.decode(log);
      if (event?.name === 'AssetListed') address.add(String(event.args['pool']).toLowerCase());
    }
    if (address.size === 0) return [];
    const topics = [SWAP, null, pad(this.#vault)];
    return logs(ask, from, to, { address: [...address], topics });
  }
}

async function headerFrom(ask: Ask, which: number | 'latest'): Promise<Header | undefined> {
  const tag = which === 'latest' ? which : `0x${which.toString(16)}`;
  const block = (await ask({ method: 'eth_getBlockByNumber', params: [tag, false] })) as {
    number: Hex;
    hash: Hex;
    parentHash: Hex;
    timestamp: Hex;
  } | null;
  if (!block) return undefined;
  const { number, hash, parentHash, timestamp } = block;
  return { number: Number(number), hash, parent: parentHash, at: Number(timestamp) };
}

async function logs(
  ask: Ask,
  from: number,
  to: number,
  filter: { address: readonly string[]; topics?: readonly (Hex | null)[] },
): Promise<readonly RawLog[]> {
  const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
  return (await ask({ method: 'eth_getLogs', params: [{ ...filter, ...range }] })) as RawLog[];
}

/** Most nodes send a block's time with its logs; of the others its header is asked for. */
async function timesOf(
  ask: Ask,
  all: readonly RawLog[],
  last: Header,
): Promise<ReadonlyMap<number, number>> {
  const times = new Map([[last.number, last.at]]);
  for (const { blockNumber, blockHash, blockTimestamp } of all) {
    const number = Number(blockNumber);
    if (times.has(number)) continue;
    if (blockTimestamp) {
      times.set(number, Number(blockTimestamp));
      continue;
    }
    const header = await headerFrom(ask, number);
    if (header?.hash !== blockHash) throw new Moved();
    times.set(number, header.at);
  }
  return times;
}

function byPlace(a: RawLog, b: RawLog): number {
  return Number(a.blockNumber) - Number(b.blockNumber) || Number(a.logIndex) - Number(b.logIndex);
}

function sameLogs(ours: readonly RawLog[], theirs: readonly RawLog[]): boolean {
  const key = (log: RawLog): string =>
    [log.blockHash, Number(log.logIndex), log.address.toLowerCase(), log.topics, log.data].join();
  return ours.length === theirs.length && ours.every((log, i) => key(log) === key(theirs[i]!));
}
