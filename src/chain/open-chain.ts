/**
 * The embedded chain: a node of our own behind a write-ahead log.
 *
 * A transaction is signed, written to the log with its block's time, and only then sent. Block n holds entry n and nothing else, so
 * after any crash the log says what the node must hold, and replaying raw bytes at the same times gives the same blocks.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createPublicClient,
  custom,
  formatTransactionReceipt,
  keccak256,
  type Log,
  type PublicClient,
  type RpcTransactionReceipt,
} from 'viem';
import { anvil } from 'viem/chains';
import { Fault, type Address, type Hex } from '#kit';
import { devAccounts, type Account, type DevAccounts } from './accounts.ts';
import { CHAIN_ID, type Node, startAnvil } from './anvil.ts';
import { attach, stop, watchProcess } from './attach.ts';
import { type Call, type Chain, type Receipt, toReceipt, type When } from './chain.ts';
import { revertFault } from './revert.ts';
import { type Entry, openWriteAhead, type WriteAhead } from './write-ahead.ts';

export interface ChainOptions {
  /** Folder that holds log, dump and process file; created where missing. */
  readonly dir: string;
  /** Unix seconds of block 0; must be the same for an existing folder. */
  readonly genesisTime: number;
  /** `process` where the folder need not outlive a power cut, only killed processes; `full` by default. */
  readonly durability?: 'full' | 'process';
  /** Told in one line what recovery did. */
  readonly log?: (line: string) => void;
}

/** What the node made of a transaction. */
type Mined =
  | { readonly ok: true; readonly receipt: RpcTransactionReceipt }
  | { readonly ok: false; readonly message: string };

const GAS_PRICE = 10_000_000_000n;
const GAS_LIMIT = 8_000_000n;
/** So many blocks are replayed faster than a dump is written. */
const FEW_BLOCKS = 256;

/**
 * Opens the chain in `dir`: attaches to the node that still runs, or starts one, and replays what it lacks.
 *
 * @throws Fault `chain/in-use`, `chain/no-anvil`, `chain/no-start`, `chain/other-genesis`.
 */
export async function openChain(options: ChainOptions): Promise<Chain> {
  mkdirSync(options.dir, { recursive: true });
  const log = openWriteAhead(join(options.dir, 'chain.sqlite'), options.durability);
  try {
    const genesisTime = log.get('genesisTime');
    if (genesisTime !== undefined && Number(genesisTime) !== options.genesisTime) {
      throw new Fault(
        'chain/other-genesis',
        `the chain in ${options.dir} began at ${genesisTime}, not ${options.genesisTime}; use another folder or that time`,
      );
    }
    log.set('genesisTime', String(options.genesisTime));
    const chain = new EmbeddedChain(options, log);
    await chain.recover();
    chain.watch();
    return chain;
  } catch (error) {
    log.close();
    throw error;
  }
}

class EmbeddedChain implements Chain {
  readonly chainId = CHAIN_ID;
  readonly accounts: DevAccounts = devAccounts();
  readonly client: PublicClient;
  readonly facts: Chain['facts'];
  readonly #options: ChainOptions;
  readonly #log: WriteAhead;
  readonly #nonces = new Map<string, number>();
  #node: Node | undefined;
  #watch?: NodeJS.Timeout;
  #queue: Promise<unknown> = Promise.resolve();
  #healing: Promise<void> | undefined;
  #height = 0;
  #time: number;

  constructor(options: ChainOptions, log: WriteAhead) {
    this.#options = options;
    this.#log = log;
    this.#time = options.genesisTime;
    this.facts = log;
    const request = async (asked: { method: string; params?: unknown }): Promise<unknown> =>
      this.#ask(asked.method, (asked.params as readonly unknown[] | undefined) ?? []);
    this.client = createPublicClient({
      chain: anvil,
      transport: custom({ request }, { retryCount: 0 }),
      cacheTime: 0,
    });
  }

  get rpcUrl(): string {
    return `http://127.0.0.1:${this.#live().port}`;
  }

  send(account: Account, call: Call, when: When): Promise<Receipt> {
    const early = this.#signEarly(account, call, when);
    return this.#inTurn(async () => {
      const done = await this.#already(when.key);
      if (done) return done;
      const nonce = await this.#nextNonce(account.address);
      const signed = await early;
      const raw = signed?.nonce === nonce ? signed.raw : await this.#sign(account, call, nonce);
      return this.#submit(raw, when, account.address.toLowerCase());
    });
  }

  /** Signs while the node still works on the transaction before, where the key is ours and the nonce can be foretold. */
  async #signEarly(
    account: Account,
    call: Call,
    { key }: When,
  ): Promise<{ readonly nonce: number; readonly raw: Hex } | undefined> {
    const nonce = this.#nonces.get(account.address.toLowerCase());
    const ours = account === this.accounts.agent || account === this.accounts.arbitrageur;
    if (!ours || nonce === undefined || (key !== undefined && this.knows(key))) return undefined;
    return { nonce, raw: await this.#sign(account, call, nonce) };
  }

  #sign(account: Account, call: Call, nonce: number): Promise<Hex> {
    return account.signTransaction({
      type: 'eip1559',
      chainId: CHAIN_ID,
      nonce,
      gas: call.gas ?? GAS_LIMIT,
      maxFeePerGas: GAS_PRICE,
      maxPriorityFeePerGas: GAS_PRICE,
      data: call.data,
      ...(call.to === undefined ? {} : { to: call.to }),
      ...(call.value === undefined ? {} : { value: call.value }),
    });
  }

  relay(raw: Hex, when: When): Promise<Receipt> {
    return this.#inTurn(async () => {
      const done = (await this.#already(when.key)) ?? (await this.receipt(keccak256(raw)));
      if (done) return done;
      // The sender is unknown here; its nonce is asked for anew the next time.
      this.#nonces.clear();
      return this.#submit(raw, when, undefined);
    });
  }

  nonce(address: Address): Promise<number> {
    return this.#inTurn(() => this.#nextNonce(address));
  }

  async receipt(txHash: Hex): Promise<Receipt | undefined> {
    const found = (await this.#ask('eth_getTransactionReceipt', [
      txHash,
    ])) as RpcTransactionReceipt | null;
    if (!found) return undefined;
    const receipt = formatTransactionReceipt(found);
    const entry = this.#log.at(Number(receipt.blockNumber));
    return toReceipt(receipt, entry?.at ?? this.#time);
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
    return this.#time;
  }

  height(): number {
    return this.#height;
  }

  knows(key: string): boolean {
    return this.#log.byKey(key) !== undefined;
  }

  knowsUnder(prefix: string): boolean {
    return this.#log.anyUnder(prefix);
  }

  dump(when: 'now' | 'due'): Promise<void> {
    return this.#inTurn(async () => {
      const last = Number(this.#log.get('dumped') ?? 0);
      if (when === 'due' && this.#height < 2 * last + FEW_BLOCKS) return;
      const state = (await this.#ask('anvil_dumpState')) as Hex;
      const file = join(this.#options.dir, 'state.hex');
      writeFileSync(`${file}.new`, state, { flush: true });
      renameSync(`${file}.new`, file);
      this.#log.set('dumped', String(this.#height));
    });
  }

  async close(node: 'keep' | 'stop'): Promise<void> {
    clearInterval(this.#watch);
    if (node === 'stop' && this.#node) {
      // Without the dump everything is replayed from the log: a full disk must not keep the node alive.
      if (this.#options.durability !== 'process')
        await this.dump('now').catch((error: unknown) =>
          this.#options.log?.(`chain: no dump: ${error}`),
        );
      stop(this.#node.pid);
      rmSync(join(this.#options.dir, 'node.json'), { force: true });
    }
    await this.#queue.catch(() => undefined);
    this.#node?.rpc.close();
    this.#node = undefined;
    this.#log.close();
  }

  /** Brings a node that is gone back at once, not when the hub needs it next: members read from it too. */
  watch(): void {
    const note = (error: unknown): void => this.#options.log?.(`chain: not back yet: ${error}`);
    const ask = (): unknown => this.#inTurn(() => this.#ask('eth_blockNumber')).catch(note);
    this.#watch = watchProcess(() => this.#node?.pid, ask);
  }

  /** Attaches to the node that the process file names, or starts one; then sends every entry it lacks. */
  async recover(): Promise<void> {
    this.#nonces.clear();
    this.#node?.rpc.close();
    const file = join(this.#options.dir, 'node.json');
    let node = await attach(file);
    this.#node = node;
    if (!node) {
      node = await startAnvil(this.#options.dir, this.#options.genesisTime);
      this.#node = node;
      const { rpc: _rpc, ...known } = node;
      writeFileSync(file, JSON.stringify(known), { flush: true });
      await this.#load();
    }
    const last = this.#log.last();
    const held = await this.#heldBlocks();
    for (let block = held + 1; block <= (last?.block ?? 0); block++) {
      const entry = this.#log.at(block)!;
      const answer = await this.#mine(entry);
      if (!answer.ok) {
        // It may have been mined while nobody listened.
        if (await node.rpc.ask('eth_getTransactionReceipt', [entry.hash])) continue;
        // Only the last entry can have been refused: it was never acknowledged, so it is taken back.
        if (block !== last!.block) throw corrupt(this.#options.dir, block, answer.message);
        this.#log.dropLast(entry.hash);
      }
    }
    const end = this.#log.last();
    this.#height = end?.block ?? 0;
    this.#time = end?.at ?? this.#options.genesisTime;
    const sent = this.#height - held;
    if (sent > 0) this.#options.log?.(`chain: replayed ${sent} transactions after block ${held}`);
  }

  /** Loads the last dump, where there is one that our log knows. */
  async #load(): Promise<void> {
    let state: string;
    try {
      state = readFileSync(join(this.#options.dir, 'state.hex'), 'utf8');
    } catch {
      return;
    }
    await this.#live().rpc.ask('anvil_loadState', [state]);
  }

  /** How many blocks the node holds, all of them ours. */
  async #heldBlocks(): Promise<number> {
    const block = (await this.#live().rpc.ask('eth_getBlockByNumber', ['latest', false])) as {
      number: Hex;
      transactions: readonly Hex[];
    };
    const height = Number(block.number);
    if (height > 0 && this.#log.at(height)?.hash !== block.transactions[0])
      throw corrupt(this.#options.dir, height, 'the node holds another transaction');
    return height;
  }

  async #submit(raw: Hex, when: When, sender: string | undefined): Promise<Receipt> {
    const entry: Entry = {
      block: this.#height + 1,
      hash: keccak256(raw),
      raw,
      at: Math.max(Math.floor(when.at), this.#time),
      key: when.key,
    };
    this.#log.append(entry);
    const receiptOf = (): Promise<unknown> => this.#ask('eth_getTransactionReceipt', [entry.hash]);
    let answer: Mined;
    try {
      answer = await this.#mine(entry);
    } catch (error) {
      await this.#heal(error);
      const receipt = await receiptOf();
      if (!receipt) throw error;
      answer = { ok: true, receipt: receipt as RpcTransactionReceipt };
    }
    // Who else noticed that the node was gone may have sent this with all that it lacked.
    const mined = answer.ok ? null : await receiptOf();
    if (mined) answer = { ok: true, receipt: mined as RpcTransactionReceipt };
    if (!answer.ok) {
      this.#log.dropLast(entry.hash);
      this.#nonces.clear();
      throw new Fault('chain/refused', `the chain refused the transaction: ${answer.message}`);
    }
    this.#height = entry.block;
    this.#time = entry.at;
    const nonce = sender === undefined ? undefined : this.#nonces.get(sender);
    if (sender !== undefined && nonce !== undefined) this.#nonces.set(sender, nonce + 1);
    const receipt = formatTransactionReceipt(answer.receipt);
    if (receipt.status === 'reverted') throw await this.#explain(entry.hash, receipt.gasUsed);
    return toReceipt(receipt, entry.at);
  }

  async #mine(entry: Entry): Promise<Mined> {
    const [, sent] = await this.#live().rpc.batch([
      { method: 'evm_setNextBlockTimestamp', params: [entry.at] },
      { method: 'eth_sendRawTransactionSync', params: [entry.raw] },
    ]);
    return sent!.ok
      ? { ok: true, receipt: sent!.result as RpcTransactionReceipt }
      : { ok: false, message: sent!.message };
  }

  async #explain(txHash: Hex, gasUsed: bigint): Promise<Fault> {
    const call = { method: 'debug_traceTransaction', params: [txHash, { tracer: 'callTracer' }] };
    const [trace] = await this.#live().rpc.batch([call]);
    // The state before a transaction of long ago is gone, and with it the reason.
    const output = trace!.ok ? (trace!.result as { output?: Hex }).output : undefined;
    return revertFault(output, { txHash, gasUsed });
  }

  async #already(key: string | undefined): Promise<Receipt | undefined> {
    const entry = key === undefined ? undefined : this.#log.byKey(key);
    if (!entry) return undefined;
    const found = (await this.#ask('eth_getTransactionReceipt', [
      entry.hash,
    ])) as RpcTransactionReceipt;
    const receipt = formatTransactionReceipt(found);
    if (receipt.status === 'reverted') throw await this.#explain(entry.hash, receipt.gasUsed);
    return toReceipt(receipt, entry.at);
  }

  async #nextNonce(address: Address): Promise<number> {
    const sender = address.toLowerCase();
    const known = this.#nonces.get(sender);
    if (known !== undefined) return known;
    const nonce = Number(await this.#ask('eth_getTransactionCount', [address, 'latest']));
    this.#nonces.set(sender, nonce);
    return nonce;
  }

  /** One call; where the node is gone, recovers it and asks again. */
  async #ask(method: string, params: readonly unknown[] = []): Promise<unknown> {
    try {
      return await this.#live().rpc.ask(method, params);
    } catch (error) {
      await this.#heal(error);
      return this.#live().rpc.ask(method, params);
    }
  }

  /** Recovers once for all who noticed; any other error is thrown on. */
  async #heal(thrown: unknown): Promise<void> {
    if (!(thrown instanceof Fault) || thrown.code !== 'chain/unreachable') throw thrown;
    this.#options.log?.(`chain: ${thrown.message}; recovering`);
    this.#healing ??= this.recover().finally(() => (this.#healing = undefined));
    await this.#healing;
  }

  #inTurn<T>(deed: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(deed, deed);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #live(): Node {
    if (!this.#node) throw new Fault('chain/closed', 'the chain is closed; open it again');
    return this.#node;
  }
}

function corrupt(dir: string, block: number, why: string): Fault {
  return new Fault(
    'chain/log-differs',
    `the chain log in ${dir} and the node differ at block ${block}: ${why}; stop the node and remove state.hex to replay from the start`,
  );
}
