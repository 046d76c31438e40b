/**
 * A chain behind a node of somebody else's. A deed is tried before it is signed, and what is signed stands in the outbox before the
 * node sees it. It has one nonce: however often its bytes are sent or its fee is raised, it happens at most once.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createPublicClient,
  custom,
  keccak256,
  type Log,
  parseTransaction,
  type PublicClient,
  recoverTransactionAddress,
  RpcRequestError,
} from 'viem';
import { type Address, Fault, type Hex } from '#kit';
import type { Account, DevAccounts } from '../accounts.ts';
import { type Call, type Chain, type Receipt, toReceipt, type When } from '../chain.ts';
import { revertFault } from '../revert.ts';
import { agreeing } from './agreeing.ts';
import { type Ask, askNode, hostOf, PATIENCE, type Patience } from './ask-node.ts';
import { checkNodes } from './check-nodes.ts';
import { type Fees, presentFees } from './fees.ts';
import { openOutbox, type Outbox, type OutboxDeed } from './outbox.ts';
import {
  mined,
  type Performer,
  replacedFault,
  type Resign,
  settle,
  submit,
  WAITING,
  type Waiting,
} from './perform.ts';
import { afford, rehearse, revertData } from './rehearse.ts';
import { type Sound, Witness } from './witness.ts';

export interface RemoteOptions {
  /** Folder of the outbox; created where missing. One process at a time. Left out: nothing is kept, for processes that only read. */
  readonly dir?: string;
  readonly rpcUrl: string;
  /** What the node must answer; a wrong one costs real money. */
  readonly chainId: number;
  /** Who signs; see `accountsFrom`. */
  readonly accounts: DevAccounts;
  /** A second node, of somebody else, that must say the same. */
  readonly witnessUrl?: string;
  readonly patience?: Partial<Patience>;
  readonly waiting?: Partial<Waiting>;
  /** Highest fee per gas in wei; 500 gwei by default. */
  readonly feeCap?: bigint;
  /** Seconds after which the node's newest block is too old to act on; 120 by default. */
  readonly oldestHead?: number;
  /** Milliseconds since the epoch; the machine's clock by default. */
  readonly now?: () => number;
  readonly log?: (line: string) => void;
}

/**
 * Opens the chain, makes sure that it is the right one, and looks after what an earlier process left in the outbox.
 *
 * @throws Fault `chain/bad-url`, `chain/in-use`, `chain/unreachable`, `chain/wrong-chain`, `chain/nodes-differ`.
 */
export async function openRemoteChain(options: RemoteOptions): Promise<Chain> {
  hostOf(options.rpcUrl);
  if (options.dir !== undefined) mkdirSync(options.dir, { recursive: true });
  const outbox = openOutbox(
    options.dir === undefined ? ':memory:' : join(options.dir, 'outbox.sqlite'),
  );
  try {
    const chain = new RemoteChain(options, outbox);
    await chain.check();
    return chain;
  } catch (error) {
    outbox.end();
    throw error;
  }
}

/** A client of a node that is only read from, such as a second one for an index. */
export function nodeClient(url: string, patience: Partial<Patience> = {}): PublicClient {
  return clientOf(askNode(url, { ...PATIENCE, ...patience }));
}

function clientOf(ask: Ask): PublicClient {
  const request = ({ method, params }: { method: string; params?: unknown }): Promise<unknown> =>
    ask(method, (params as readonly unknown[] | undefined) ?? []);
  return createPublicClient({ transport: custom({ request }, { retryCount: 0 }), cacheTime: 0 });
}

class RemoteChain implements Chain {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly accounts: DevAccounts;
  readonly client: PublicClient;
  readonly facts: Chain['facts'];
  readonly #options: RemoteOptions;
  readonly #nodes: readonly Ask[];
  readonly #ask: Ask;
  readonly #outbox: Outbox;
  readonly #queues = new Map<string, Promise<unknown>>();
  #head: { number: number; at: number } = { number: 0, at: 0 };

  constructor(options: RemoteOptions, outbox: Outbox) {
    const { rpcUrl, witnessUrl, chainId, accounts } = options;
    const patience = { ...PATIENCE, ...options.patience };
    this.rpcUrl = rpcUrl;
    this.chainId = chainId;
    this.accounts = accounts;
    this.facts = outbox.facts;
    this.#options = options;
    this.#outbox = outbox;
    this.#nodes = [rpcUrl, ...(witnessUrl ? [witnessUrl] : [])].map((url) =>
      askNode(url, patience),
    );
    const [first, witness] = this.#nodes;
    this.#ask = first!;
    this.client = clientOf(witness ? agreeing(first!, witness) : first!);
  }

  /** The right chain, on every node, and a head that is young. */
  async check(): Promise<void> {
    const { rpcUrl, witnessUrl, oldestHead = 120 } = this.#options;
    const nodes = this.#nodes.map((ask, i) => ({ ask, url: i === 0 ? rpcUrl : witnessUrl! }));
    const wanted = { chainId: this.chainId, oldestHead, now: this.#now() / 1000 };
    const { number, at } = await checkNodes(nodes, wanted);
    this.#saw(number, at);
  }

  send(account: Account, call: Call, when: When): Promise<Receipt> {
    return this.#inTurn(account.address, async () => {
      const known = when.key === undefined ? undefined : this.#outbox.byKey(when.key);
      if (known) return this.#finish(known, this.#resign(account, call, known));
      await this.check();
      await this.#clearWay(account.address);
      const nonce = await this.#nextNonce(account.address);
      const gas = await rehearse(this.#ask, account.address, call);
      const fees = await presentFees(this.#ask, this.#feeCap);
      await afford(this.#ask, account.address, { ...call, gas }, fees);
      const order = { ...call, gas };
      const raw = await this.#sign(account, order, nonce, fees);
      return this.#first(account.address, nonce, raw, fees, when.key, (other) =>
        this.#sign(account, order, nonce, other),
      );
    });
  }

  relay(raw: Hex, when: When): Promise<Receipt> {
    const hash = keccak256(raw);
    return this.#relaying(raw).then(({ sender, nonce }) =>
      this.#inTurn(sender, async () => {
        const known =
          this.#outbox.byHash(hash) ??
          (when.key === undefined ? undefined : this.#outbox.byKey(when.key));
        if (known) return this.#finish(known, undefined);
        await this.check();
        await this.#clearWay(sender);
        const next = await this.#nextNonce(sender);
        if (nonce !== next) {
          throw new Fault(
            'chain/refused',
            `the transaction has nonce ${nonce} and the next of ${sender} is ${next}; nothing was sent: sign it anew`,
            { meta: { nonce, next } },
          );
        }
        return this.#first(sender, nonce, raw, undefined, when.key, undefined);
      }),
    );
  }

  nonce(address: Address): Promise<number> {
    return this.#inTurn(address, () => this.#nextNonce(address));
  }

  async receipt(txHash: Hex): Promise<Receipt | undefined> {
    const sound = await new Witness(this.#nodes).receipt(txHash);
    return sound && toReceipt(sound.receipt, sound.at);
  }

  events(filter: {
    address: Address;
    fromBlock: number;
    toBlock?: number;
  }): Promise<readonly Log[]> {
    return this.client.getLogs({
      address: filter.address,
      fromBlock: BigInt(filter.fromBlock),
      toBlock: filter.toBlock === undefined ? 'latest' : BigInt(filter.toBlock),
    });
  }

  now(): number {
    return this.#head.at;
  }

  height(): number {
    return this.#head.number;
  }

  knows(key: string): boolean {
    return this.#outbox.byKey(key) !== undefined;
  }

  knowsUnder(prefix: string): boolean {
    return this.#outbox.anyUnder(prefix);
  }

  /** The node keeps its own state. */
  async dump(): Promise<void> {}

  async close(): Promise<void> {
    await Promise.allSettled(this.#queues.values());
    this.#outbox.end();
  }

  #sign(account: Account, call: Call, nonce: number, fees: Fees): Promise<Hex> {
    return account.signTransaction({
      type: 'eip1559',
      chainId: this.chainId,
      nonce,
      gas: call.gas!,
      maxFeePerGas: fees.maxFee,
      maxPriorityFeePerGas: fees.tip,
      data: call.data,
      ...(call.to === undefined ? {} : { to: call.to }),
      ...(call.value === undefined ? {} : { value: call.value }),
    });
  }

  /** To raise the fee of a deed of an earlier process: everything but the fee is read from what was signed. */
  #resign(account: Account, call: Call, { attempts, nonce }: OutboxDeed): Resign {
    const { gas, to, value, data } = parseTransaction(attempts[0]!.raw);
    const same = {
      gas: gas!,
      data: data ?? '0x',
      ...(to ? { to } : {}),
      ...(value ? { value } : {}),
    };
    if (same.to?.toLowerCase() !== call.to?.toLowerCase()) return undefined;
    return (fees) => this.#sign(account, same, nonce, fees);
  }

  async #relaying(raw: Hex): Promise<{ sender: Address; nonce: number }> {
    try {
      const { nonce, chainId } = parseTransaction(raw);
      const sender = await recoverTransactionAddress({ serializedTransaction: raw as never });
      if (chainId === this.chainId && nonce !== undefined) return { sender, nonce };
      throw new Error(`it is for chain ${chainId}, not ${this.chainId}`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      throw new Fault(
        'chain/refused',
        `the signed transaction cannot be used: ${why}; nothing was sent: sign it anew`,
        { cause },
      );
    }
  }

  /** Writes a new deed down, sends it and waits for it. */
  async #first(
    sender: Address,
    nonce: number,
    raw: Hex,
    fees: Fees | undefined,
    key: string | undefined,
    resign: Resign,
  ): Promise<Receipt> {
    const attempt = { hash: keccak256(raw), raw, maxFee: fees?.maxFee, tip: fees?.tip };
    const deed = this.#outbox.open({ key, sender, nonce }, { ...attempt, at: this.#now() });
    await submit(this.#performer(), deed);
    return this.#finish(deed, resign);
  }

  /** Waits for a deed, and keeps what became of it. */
  async #finish(deed: OutboxDeed, resign: Resign): Promise<Receipt> {
    if (deed.outcome !== undefined) {
      const { code, message, meta } = JSON.parse(deed.outcome) as Fault;
      throw new Fault(code, message, { meta });
    }
    const performer = this.#performer();
    const sound =
      deed.state === 'replaced'
        ? await mined(performer, deed)
        : await settle(performer, deed, resign);
    if (!sound) throw replacedFault(deed);
    const { receipt, at } = sound;
    this.#saw(Number(receipt.blockNumber), at);
    if (receipt.status === 'reverted') {
      const fault = await this.#explain(sound);
      const { code, message, meta } = fault;
      const text = JSON.stringify({ code, message, meta }, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      this.#outbox.close(deed.id, 'failed', receipt.transactionHash, text);
      throw fault;
    }
    this.#outbox.close(deed.id, 'mined', receipt.transactionHash);
    return toReceipt(receipt, at);
  }

  async #explain({ receipt }: Sound): Promise<Fault> {
    const { transactionHash: txHash, gasUsed, blockNumber, from, to } = receipt;
    let data: Hex | undefined;
    try {
      const { input } = (await this.#ask('eth_getTransactionByHash', [txHash])) as { input: Hex };
      const block = `0x${blockNumber.toString(16)}`;
      await this.#ask('eth_call', [{ from, to, data: input }, block]);
    } catch (error) {
      if (error instanceof RpcRequestError) data = revertData(error);
    }
    return revertFault(data, { txHash, gasUsed, sent: true });
  }

  /** Deeds of an earlier process come first: a new one behind them would wait for their nonces anyway. */
  async #clearWay(sender: Address): Promise<void> {
    for (const deed of this.#outbox.waiting(sender)) {
      this.#options.log?.(`chain: nonce ${deed.nonce} of ${sender} was left open; looking for it`);
      await this.#finish(deed, undefined).catch((error: unknown) => {
        if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
      });
    }
  }

  async #nextNonce(sender: Address): Promise<number> {
    const count = async (tag: string): Promise<number> =>
      Number(await this.#ask('eth_getTransactionCount', [sender, tag]));
    const [latest, pending] = await Promise.all([count('latest'), count('pending')]);
    const ours = this.#outbox.next(sender);
    if (pending > Math.max(latest, ours)) {
      throw new Fault(
        'chain/foreign-pending',
        `${sender} has a transaction waiting (nonce ${pending - 1}) that was not sent here; another program uses this key: wait for it, or stop it`,
        { meta: { latest, pending } },
      );
    }
    return Math.max(latest, ours);
  }

  #performer(): Performer {
    return {
      ask: this.#ask,
      witness: new Witness(this.#nodes),
      outbox: this.#outbox,
      waiting: { ...WAITING, ...this.#options.waiting },
      feeCap: this.#feeCap,
      now: () => this.#now(),
      log: (line) => this.#options.log?.(line),
    };
  }

  get #feeCap(): bigint {
    return this.#options.feeCap ?? 500n * 10n ** 9n;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #saw(number: number, at: number): void {
    if (number >= this.#head.number) this.#head = { number, at };
  }

  #inTurn<T>(sender: Address, deed: () => Promise<T>): Promise<T> {
    const name = sender.toLowerCase();
    const turn = (this.#queues.get(name) ?? Promise.resolve()).then(deed, deed);
    this.#queues.set(
      name,
      turn.then(
        () => undefined,
        () => undefined,
      ),
    );
    return turn;
  }
}
