/** From a node's log to an event of ours. */
import { type AbiEvent, type AbiParameter, decodeAbiParameters, toEventSelector } from 'viem';
import { type Address, Fault, type Hex } from '#kit';
import { ownArtifact, uniswapArtifact } from '../artifacts.ts';
import type { Deployment } from '../deployment.ts';
import { checkpointsAbi } from '../generated/checkpoints-abi.ts';
import { contributionsAbi } from '../generated/contributions-abi.ts';
import { councilAbi } from '../generated/council-abi.ts';
import { mandateAbi } from '../generated/mandate-abi.ts';
import { membersAbi } from '../generated/members-abi.ts';
import { modelsAbi } from '../generated/models-abi.ts';
import { scoresAbi } from '../generated/scores-abi.ts';
import { stakesAbi } from '../generated/stakes-abi.ts';
import { vaultAbi } from '../generated/vault-abi.ts';
import type { Emitter } from './event.ts';

/** A log as JSON-RPC gives it. */
export interface RawLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  /** Not all nodes send it. */
  readonly blockTimestamp?: Hex | null;
  readonly transactionHash: Hex;
  readonly logIndex: Hex;
  readonly removed?: boolean;
}

/** What a log says. */
export interface Decoded {
  readonly contract: Emitter;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

type Inputs = readonly (AbiParameter & { readonly indexed?: boolean })[];
interface Known {
  readonly contract: Emitter;
  readonly name: string;
  readonly topics: Inputs;
  readonly data: Inputs;
}

/** Topic of Uniswap v3's `Swap`. */
export const SWAP: Hex = toEventSelector(
  'Swap(address,address,int256,int256,uint160,uint128,int24)',
);

/** Which addresses to ask for, and how to read what they emit. */
export interface Dictionary {
  readonly addresses: readonly Address[];
  /** `undefined` for an event that no ABI of ours knows. */
  decode(log: RawLog): Decoded | undefined;
}

/** The events of a deployment's contracts. */
export function dictionaryOf(deployment: Deployment): Dictionary {
  const contracts = new Map<string, { contract: Emitter; events: Map<Hex, Known> }>();
  const add = (contract: Emitter, address: Address, abi: readonly unknown[]): void => {
    contracts.set(address.toLowerCase(), { contract, events: eventsOf(contract, abi) });
  };
  add('vault', deployment.vault, vaultAbi);
  add('council', deployment.council, councilAbi);
  add('models', deployment.models, modelsAbi);
  add('scores', deployment.scores, scoresAbi);
  add('checkpoints', deployment.checkpoints, checkpointsAbi);
  add('contributions', deployment.contributions, contributionsAbi);
  add('mandate', deployment.mandate, mandateAbi);
  // Deployments of before have no such register.
  if (deployment.members) add('members', deployment.members, membersAbi);
  if (deployment.stakes) add('stakes', deployment.stakes, stakesAbi);
  add('treasury', deployment.treasury, ownArtifact('Treasury').abi);
  const pool = eventsOf('pool', uniswapArtifact('pool').abi);
  return {
    addresses: [...contracts.keys()] as Address[],
    decode(log) {
      const topic = log.topics[0]!;
      const events = contracts.get(log.address.toLowerCase())?.events;
      const known = events ? events.get(topic) : topic === SWAP ? pool.get(topic) : undefined;
      return known && read(known, log);
    },
  };
}

function eventsOf(contract: Emitter, abi: readonly unknown[]): Map<Hex, Known> {
  const events = (abi as readonly { type: string }[]).filter((item) => item.type === 'event');
  return new Map(
    (events as unknown as readonly AbiEvent[]).map((item) => {
      const inputs: Inputs = item.inputs;
      const known: Known = {
        contract,
        name: item.name,
        topics: inputs.filter((input) => input.indexed),
        data: inputs.filter((input) => !input.indexed),
      };
      return [toEventSelector(item), known];
    }),
  );
}

function read({ contract, name, topics, data }: Known, log: RawLog): Decoded {
  const args: Record<string, unknown> = {};
  try {
    topics.forEach((input, i) => {
      args[input.name!] = decodeAbiParameters([input], log.topics[i + 1]!)[0];
    });
    const values = decodeAbiParameters(data, log.data) as readonly unknown[];
    data.forEach((input, i) => (args[input.name!] = values[i]));
  } catch (cause) {
    throw new Fault(
      'chain/bad-log',
      `the node's log ${Number(log.logIndex)} of block ${Number(log.blockNumber)} is no ${name} event; ask another node`,
      { cause },
    );
  }
  return { contract, name, args };
}
