/** What a node says of a transaction, believed only where it fits together and, where there is a second node, where both say it. */
import {
  formatTransactionReceipt,
  type RpcTransactionReceipt,
  type TransactionReceipt,
} from 'viem';
import { Fault, type Hex } from '#kit';
import type { Ask } from './ask-node.ts';

/** A receipt in a block that the node has, and that block's time. */
export interface Sound {
  readonly receipt: TransactionReceipt;
  /** Unix seconds. */
  readonly at: number;
}

interface RawBlock {
  readonly hash: Hex;
  readonly timestamp: Hex;
  readonly transactions: readonly Hex[];
}

/** A reorganisation looks like a lie for a moment: this often it must be seen. */
const DOUBTS = 4;

/** Asks for receipts; remembers how often an answer did not fit. */
export class Witness {
  readonly #nodes: readonly Ask[];
  #doubts = 0;

  /** How often in a row the last answers did not fit. */
  get doubts(): number {
    return this.#doubts;
  }

  /** @param nodes The node that is used, and a second one where there is one. */
  constructor(nodes: readonly Ask[]) {
    this.#nodes = nodes;
  }

  /**
   * The receipt, or `undefined` while a node does not have it or its block.
   *
   * @throws Fault `chain/node-lies` where receipt, block and hash do not fit together, `chain/nodes-differ` where two nodes do not.
   */
  async receipt(hash: Hex): Promise<Sound | undefined> {
    const said = await Promise.all(this.#nodes.map((ask) => this.#from(ask, hash)));
    const [first, second] = said;
    if (said.some((one) => one === undefined)) return undefined;
    if (second && fingerprint(first!) !== fingerprint(second)) {
      this.#doubt('chain/nodes-differ', `two nodes say different things of transaction ${hash}`);
      return undefined;
    }
    this.#doubts = 0;
    return first;
  }

  /** Whether every node says that the account has used this nonce. */
  async used(sender: Hex, nonce: number): Promise<boolean> {
    const counts = await Promise.all(
      this.#nodes.map((ask) => ask('eth_getTransactionCount', [sender, 'latest'])),
    );
    return counts.every((count) => Number(count) > nonce);
  }

  async #from(ask: Ask, hash: Hex): Promise<Sound | undefined> {
    const raw = (await ask('eth_getTransactionReceipt', [hash])) as RpcTransactionReceipt | null;
    if (!raw) return undefined;
    const block = (await ask('eth_getBlockByNumber', [raw.blockNumber, false])) as RawBlock | null;
    // A node behind a balancer may know the receipt before the block.
    if (!block) return undefined;
    const fits =
      raw.transactionHash === hash &&
      raw.blockHash === block.hash &&
      block.transactions.includes(hash) &&
      raw.logs.every((log) => log.transactionHash === hash && log.blockHash === block.hash);
    if (!fits) {
      this.#doubt('chain/node-lies', `the receipt of transaction ${hash} does not fit its block`);
      return undefined;
    }
    return { receipt: formatTransactionReceipt(raw), at: Number(block.timestamp) };
  }

  #doubt(code: string, what: string): void {
    if (++this.#doubts < DOUBTS) return;
    this.#doubts = 0;
    throw new Fault(
      code,
      `${what}; nothing more was sent: name another node, then ask for the same again`,
    );
  }
}

function fingerprint({ receipt }: Sound): string {
  const { blockHash, status, logs } = receipt;
  return JSON.stringify([
    blockHash,
    status,
    logs.map((log) => [log.address, log.topics, log.data]),
  ]);
}
