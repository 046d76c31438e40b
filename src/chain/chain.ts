/** What the rest of the house sees of a chain. */
import type { Abi, Log, PublicClient, TransactionReceipt } from 'viem';
import type { Address, Hex } from '#kit';
import type { Account, DevAccounts } from './accounts.ts';

/** When a deed happens, and what it is called. */
export interface When {
  /** Unix seconds of the block; never earlier than the block before. */
  readonly at: number;
  /** A name for the deed: asked for twice, it is done once and gives the same receipt. */
  readonly key?: string;
}

/** A transaction to be signed. */
export interface Call {
  /** Left out: a deployment. */
  readonly to?: Address;
  readonly data: Hex;
  readonly value?: bigint;
  /** Gas limit; 8 million by default. Nothing is estimated. */
  readonly gas?: bigint;
}

/** What a mined transaction did. */
export interface Receipt {
  readonly txHash: Hex;
  readonly blockNumber: number;
  readonly blockHash: Hex;
  /** Unix seconds of its block. */
  readonly at: number;
  readonly gasUsed: bigint;
  /** Wei paid for the gas. */
  readonly fee: bigint;
  readonly contractAddress: Address | undefined;
  readonly logs: readonly Log[];
}

/** A view call. */
export interface View {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args?: readonly unknown[];
}

/** A chain on which every transaction is durable before it is sent and sent exactly once. */
export interface Chain {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly client: PublicClient;
  readonly accounts: DevAccounts;
  /**
   * Signs and sends; answers when mined. Calls are served one after the other.
   *
   * @throws Fault `chain/reverted` with the contract's error name in `meta.error` and its arguments in `meta.args`.
   */
  send(account: Account, call: Call, when: When): Promise<Receipt>;
  /**
   * Sends what somebody else signed.
   *
   * @throws Fault `chain/reverted`; `chain/refused` for a wrong nonce, chain id or signature.
   */
  relay(raw: Hex, when: When): Promise<Receipt>;
  /** The next nonce of an account, for transactions signed elsewhere. */
  nonce(address: Address): Promise<number>;
  /** Receipt of a transaction of this chain, or `undefined`. */
  receipt(txHash: Hex): Promise<Receipt | undefined>;
  /** Logs of `address` from block `fromBlock` on. */
  events(filter: {
    readonly address: Address;
    readonly fromBlock: number;
    readonly toBlock?: number;
  }): Promise<readonly Log[]>;
  /** Unix seconds of the last block. */
  now(): number;
  /** Number of the last block. */
  height(): number;
  /** Whether a deed of this name was done. */
  knows(key: string): boolean;
  /** Whether any deed was done whose name begins so. */
  knowsUnder(prefix: string): boolean;
  /** Small durable facts beside the log. */
  readonly facts: { get(name: string): string | undefined; set(name: string, value: string): void };
  /**
   * Writes the node's state to disk, so that a restart replays less: `now`, or when it is `due`, the chain having grown to
   * twice what it was the last time. A dump holds all blocks; written at every step, dumps would cost more than the chain.
   */
  dump(when: 'now' | 'due'): Promise<void>;
  /** Closes the log. `keep` leaves the node running for the next owner; `stop` dumps and ends it. */
  close(node: 'keep' | 'stop'): Promise<void>;
}

/** A receipt as viem gives it, in our words. */
export function toReceipt(receipt: TransactionReceipt, at: number): Receipt {
  return {
    txHash: receipt.transactionHash,
    blockNumber: Number(receipt.blockNumber),
    blockHash: receipt.blockHash,
    at,
    gasUsed: receipt.gasUsed,
    fee: receipt.gasUsed * receipt.effectiveGasPrice,
    contractAddress: receipt.contractAddress ?? undefined,
    logs: receipt.logs,
  };
}
