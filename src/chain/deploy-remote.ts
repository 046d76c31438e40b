/** Deploys our contracts on any EVM chain, one transaction at a time, each written down before it is sent: a second run sends none twice. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  encodeDeployData,
  getContractAddress,
  keccak256,
  type PublicClient,
  TransactionNotFoundError,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { type Address, Fault, hashOf, type Hex } from '#kit';
import type { Artifact } from './artifacts.ts';
import { councilAbi } from './generated/council-abi.ts';
import { stakesAbi } from './generated/stakes-abi.ts';
import { vaultAbi } from './generated/vault-abi.ts';
import {
  type ContractsPlan,
  deployOwnContracts,
  type OwnContracts,
  type Yard,
} from './own-contracts.ts';
import { hostOf } from './remote/ask-node.ts';
import { nodeClient } from './remote/remote-chain.ts';

/** How often a transaction is looked for, and the milliseconds between two looks. */
const [LOOKS, PAUSE] = [600, 500];

export interface RemoteOrder {
  readonly rpcUrl: string;
  /** What the chain must answer; a wrong one costs real money. */
  readonly chainId: number;
  readonly deployer: PrivateKeyAccount;
  readonly plan: ContractsPlan;
  /** Where the transactions are written down. */
  readonly recordFile: string;
  /** Told each step. */
  readonly log: (line: string) => void;
}

export interface RemoteDeployment extends OwnContracts {
  readonly chainId: number;
  readonly gasUsed: bigint;
}

interface Step {
  readonly name: string;
  readonly raw: Hex;
  readonly address: Address;
}

interface RecordOfSteps {
  readonly chainId: number;
  readonly planHash: Hex;
  readonly base: number;
  readonly steps: Step[];
}

/**
 * Deploys what is missing, then verifies all.
 *
 * @throws Fault `chain/unreachable`, `chain/wrong-chain`, `chain/no-pool`, `chain/no-funds`, `chain/other-deployment`,
 * `chain/bad-record`, `chain/nonce-moved`, `chain/bad-deployment`.
 */
export async function deployRemote(order: RemoteOrder): Promise<RemoteDeployment> {
  const client = nodeClient(order.rpcUrl);
  const chainId = await client.getChainId();
  if (chainId !== order.chainId) {
    throw new Fault(
      'chain/wrong-chain',
      `the node at ${hostOf(order.rpcUrl)} is of chain ${chainId}, not ${order.chainId}; check its address`,
    );
  }
  for (const pool of order.plan.pools) {
    if (await client.getCode({ address: pool })) continue;
    throw new Fault(
      'chain/no-pool',
      `no contract stands at the pool address ${pool} on chain ${chainId}; check it`,
    );
  }
  const record = await openRecord(order, client);
  const yard = new RemoteYard(order, client, record);
  const contracts = await deployOwnContracts(yard, order.plan);
  await verify(client, contracts);
  return { ...contracts, chainId, gasUsed: yard.gasUsed };
}

class RemoteYard implements Yard {
  gasUsed = 0n;
  readonly #order: RemoteOrder;
  readonly #client: PublicClient;
  readonly #record: RecordOfSteps;
  #step = 0;

  constructor(order: RemoteOrder, client: PublicClient, record: RecordOfSteps) {
    this.#order = order;
    this.#client = client;
    this.#record = record;
  }

  async deploy(name: string, artifact: Artifact, args: readonly unknown[]): Promise<Address> {
    const address = this.addressAfter(0);
    const index = this.#step++;
    const { steps } = this.#record;
    if (!steps[index]) {
      const data = encodeDeployData({ ...artifact, args });
      steps.push({ name, address, raw: await this.#sign(index, name, data) });
      save(this.#order.recordFile, this.#record);
    }
    const { raw } = steps[index]!;
    const gas = await this.#mined(raw);
    this.gasUsed += gas;
    this.#order.log(`${name.padEnd(14)} ${address}  ${gas} gas`);
    return address;
  }

  addressAfter(steps: number): Address {
    const nonce = BigInt(this.#record.base + this.#step + steps);
    return getContractAddress({ from: this.#order.deployer.address, nonce });
  }

  async #sign(index: number, name: string, data: Hex): Promise<Hex> {
    const { deployer, chainId } = this.#order;
    const { address } = deployer;
    const [nonce, gas, fees, balance] = await Promise.all([
      this.#client.getTransactionCount({ address, blockTag: 'pending' }),
      this.#client.estimateGas({ account: address, data }),
      this.#client.estimateFeesPerGas(),
      this.#client.getBalance({ address }),
    ]);
    if (nonce !== this.#record.base + index) {
      throw new Fault(
        'chain/nonce-moved',
        `${address} sent something else meanwhile (nonce ${nonce}, not ${this.#record.base + index}); deploy with a fresh account`,
      );
    }
    if (balance < gas * fees.maxFeePerGas) {
      throw new Fault(
        'chain/no-funds',
        `${address} has ${balance} wei and ${name} may cost ${gas * fees.maxFeePerGas}; send it more`,
      );
    }
    return deployer.signTransaction({
      type: 'eip1559',
      chainId,
      nonce,
      data,
      gas: (gas * 11n) / 10n,
      ...fees,
    });
  }

  /** Sends the transaction unless the chain has it, and waits for it. */
  async #mined(raw: Hex): Promise<bigint> {
    const hash = keccak256(raw);
    if (!(await this.#knows(hash))) {
      try {
        await this.#client.sendRawTransaction({ serializedTransaction: raw });
      } catch (error) {
        // The answer was lost, and sent again it is known: then it is on its way.
        if (!(await this.#knows(hash))) throw error;
      }
    }
    const receipt = await this.#receipt(hash);
    if (receipt.status === 'success') return receipt.gasUsed;
    throw new Fault(
      'chain/bad-deployment',
      `transaction ${hash} failed; look at it on the chain's explorer`,
    );
  }

  /** Asks for the receipt itself, not for new blocks: on a chain that makes one for each transaction there may be no other. */
  async #receipt(hash: Hex): Promise<TransactionReceipt> {
    for (let look = 0; look < LOOKS; look++) {
      if (look > 0) await sleep(PAUSE);
      const receipt = await this.#client.getTransactionReceipt({ hash }).catch((error: unknown) => {
        if (error instanceof TransactionReceiptNotFoundError) return undefined;
        throw error;
      });
      if (receipt) return receipt;
    }
    throw new Fault(
      'chain/stuck',
      `transaction ${hash} is not mined after ${(LOOKS * PAUSE) / 1000} s; deploy again to go on waiting: nothing in ${this.#order.recordFile} is sent twice`,
    );
  }

  #knows(hash: Hex): Promise<boolean> {
    return this.#client.getTransaction({ hash }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof TransactionNotFoundError) return false;
        throw error;
      },
    );
  }
}

/** The record of an earlier run, or a new one that starts at the deployer's present nonce. */
async function openRecord(order: RemoteOrder, client: PublicClient): Promise<RecordOfSteps> {
  const planHash = hashOf(order.plan);
  const { chainId, recordFile } = order;
  let text: string | undefined;
  try {
    text = readFileSync(recordFile, 'utf8');
  } catch {
    text = undefined;
  }
  if (text !== undefined) {
    const record = readSteps(text, recordFile);
    if (record.planHash === planHash && record.chainId === chainId) return record;
    throw new Fault(
      'chain/other-deployment',
      `${recordFile} records another deployment; name another file`,
    );
  }
  const { address } = order.deployer;
  const base = await client.getTransactionCount({ address, blockTag: 'pending' });
  const record = { chainId, planHash, base, steps: [] };
  save(recordFile, record);
  return record;
}

function readSteps(text: string, file: string): RecordOfSteps {
  try {
    const record = JSON.parse(text) as RecordOfSteps | null;
    if (record && Array.isArray(record.steps)) return record;
  } catch {
    // Told below.
  }
  throw new Fault(
    'chain/bad-record',
    `${file} is no record of a deployment; name another recordFile, or restore it from a copy`,
  );
}

function save(file: string, record: RecordOfSteps): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}

/** Asks the contracts themselves whether they know one another. */
async function verify(client: PublicClient, contracts: OwnContracts): Promise<void> {
  const vault = { address: contracts.vault, abi: vaultAbi } as const;
  const said = {
    council: await client.readContract({ ...vault, functionName: 'governor' }),
    annex: await client.readContract({ ...vault, functionName: 'annex' }),
    liquidity: await client.readContract({ ...vault, functionName: 'liquidity' }),
    art: await client.readContract({ ...vault, functionName: 'art' }),
    contributions: await client.readContract({ ...vault, functionName: 'contributions' }),
    treasury: await client.readContract({ ...vault, functionName: 'treasury' }),
    vault: await client.readContract({
      address: contracts.council,
      abi: councilAbi,
      functionName: 'shares',
    }),
  };
  if (contracts.stakes) {
    const { stakes: address } = contracts;
    const known = await client.readContract({ address, abi: stakesAbi, functionName: 'vault' });
    if (known !== contracts.vault) {
      throw new Fault(
        'chain/bad-deployment',
        `the stakes at ${address} are of another vault, ${known}; no vote may name them`,
      );
    }
  }
  for (const [name, address] of Object.entries(said)) {
    if (address === contracts[name as keyof OwnContracts]) continue;
    throw new Fault(
      'chain/bad-deployment',
      `a contract names ${address} as ${name}; nothing may be paid in`,
    );
  }
}
