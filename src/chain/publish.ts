/** What the hub writes on chain: models, scores, heads of the journal. */
import { parseEventLogs } from 'viem';
import type { Hex } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger } from './deployment.ts';
import { checkpointsAbi } from './generated/checkpoints-abi.ts';
import { modelsAbi } from './generated/models-abi.ts';
import { scoresAbi } from './generated/scores-abi.ts';
import { deed, type Deed, transact } from './transact.ts';

export interface RegisteredModel {
  readonly round: number;
  readonly hash: Hex;
  readonly status: 'unknown' | 'candidate' | 'shadow' | 'active' | 'retired';
  readonly cid: string;
  readonly metricsHash: Hex;
  readonly registeredAt: number;
}

const NO_HASH: Hex = `0x${'00'.repeat(32)}`;
const STATUSES = ['unknown', 'candidate', 'shadow', 'active', 'retired'] as const;

/**
 * Enters a round's model as a candidate.
 *
 * @throws Fault `chain/reverted`, `meta.error` `AlreadyRegistered`.
 */
export async function registerModel(
  ledger: Ledger,
  operator: Account,
  model: {
    readonly round: number;
    readonly hash: Hex;
    readonly cid: string;
    readonly metricsHash?: Hex;
  },
  when: When,
): Promise<Deed> {
  const args = [BigInt(model.round), model.hash, model.cid, model.metricsHash ?? NO_HASH] as const;
  const call = {
    address: ledger.deployment.models,
    abi: modelsAbi,
    functionName: 'register',
    args,
  } as const;
  return deed(await transact(ledger, operator, call, when));
}

/** The register's row of a model, and whether it is the one the agent must run. */
export async function readModel(
  { chain, deployment }: Ledger,
  hash: Hex,
): Promise<RegisteredModel> {
  const call = {
    address: deployment.models,
    abi: modelsAbi,
    functionName: 'modelOf',
    args: [hash],
  } as const;
  const model = await chain.client.readContract(call);
  return {
    hash,
    cid: model.cid,
    metricsHash: model.metricsHash,
    status: STATUSES[model.status]!,
    round: Number(model.round),
    registeredAt: Number(model.registeredAt),
  };
}

/** Hash of the model that a vote activated, or `undefined` before the first. */
export async function activeModel({ chain, deployment }: Ledger): Promise<Hex | undefined> {
  const hash = await chain.client.readContract({
    address: deployment.models,
    abi: modelsAbi,
    functionName: 'active',
  });
  return hash === NO_HASH ? undefined : hash;
}

/** Commits an epoch's scores; a root once committed stands for ever. */
export async function commitScores(
  ledger: Ledger,
  operator: Account,
  scores: { readonly epoch: number; readonly root: Hex; readonly cid: string },
  when: When,
): Promise<Deed> {
  const args = [BigInt(scores.epoch), scores.root, scores.cid] as const;
  const call = {
    address: ledger.deployment.scores,
    abi: scoresAbi,
    functionName: 'commit',
    args,
  } as const;
  return deed(await transact(ledger, operator, call, when));
}

/** The root committed for an epoch, or `undefined`. */
export async function scoresRoot(
  { chain, deployment }: Ledger,
  epoch: number,
): Promise<Hex | undefined> {
  const call = {
    address: deployment.scores,
    abi: scoresAbi,
    functionName: 'rootOf',
    args: [BigInt(epoch)],
  } as const;
  const root = await chain.client.readContract(call);
  return root === NO_HASH ? undefined : root;
}

/** Writes the journal's head: index and hash of its last entry. */
export async function checkpoint(
  ledger: Ledger,
  operator: Account,
  head: { readonly index: number; readonly hash: Hex },
  when: When,
): Promise<Deed> {
  const args = [BigInt(head.index), head.hash] as const;
  const call = {
    address: ledger.deployment.checkpoints,
    abi: checkpointsAbi,
    functionName: 'checkpoint',
    args,
  } as const;
  return deed(await transact(ledger, operator, call, when));
}

/** The last journal head on chain, or `undefined`. */
export async function lastCheckpoint({
  chain,
  deployment,
}: Ledger): Promise<
  { readonly index: number; readonly hash: Hex; readonly at: number } | undefined
> {
  const call = {
    address: deployment.checkpoints,
    abi: checkpointsAbi,
    functionName: 'head',
  } as const;
  const [index, at, hash] = await chain.client.readContract(call);
  return at === 0n ? undefined : { index: Number(index), hash, at: Number(at) };
}

/** Every journal head on chain, oldest first, as its events tell. */
export async function readCheckpoints({
  chain,
  deployment,
}: Ledger): Promise<readonly { readonly index: number; readonly hash: Hex }[]> {
  const logs = await chain.events({
    address: deployment.checkpoints,
    fromBlock: deployment.block,
  });
  return parseEventLogs({
    abi: checkpointsAbi,
    logs: [...logs],
    eventName: 'JournalCheckpoint',
  }).map(({ args }) => ({ index: Number(args.index), hash: args.hash }));
}
