/** Shares that wait to leave: settled as soon as the vault was marked after they asked. */
import { type Exit, exitIsDue, exitRequestedAt, readVault, settleExit } from '#chain';
import { Fault, formatDecimal, type Hex } from '#kit';
import {
  type EntryData,
  money,
  now,
  type SeasonContext,
  type Stage,
  WEIGHT_DECIMALS,
} from '#season';
import { namedAmounts } from './leaving.ts';
import { poolOf } from './pool.ts';
import { valueNow, worthNow } from './value.ts';

export type Queued = EntryData<'exit/queued'> & { readonly txHash: Hex };
export type Left = EntryData<'share/left'> & { readonly txHash: Hex };

const ALL = 1_000_000;
/** A settlement that the contract refuses is tried again under a new name, so often at most. */
const TRIES = 1000;

/** Every share that left. */
export function left(season: SeasonContext): Left[] {
  return season.journal.after(0, ALL, ['share/left']).map(({ data }) => data as Left);
}

/** Shares in the queue as the journal has it: those that wait, or all that ever did. */
export function queuedShares(
  season: SeasonContext,
  which: 'waiting' | 'all' = 'waiting',
): Queued[] {
  const lines = season.journal.after(0, ALL, ['exit/queued', 'exit/cancelled', 'share/left']);
  const asked = lines.filter(({ kind }) => kind === 'exit/queued');
  if (which === 'all') return asked.map(({ data }) => data as Queued);
  const waiting = new Map<number, Queued>();
  for (const { kind, data } of lines) {
    const line = data as Queued;
    if (kind === 'exit/queued') waiting.set(line.nft, line);
    else waiting.delete(line.nft);
  }
  return [...waiting.values()];
}

/** Settles whatever can be settled; what cannot waits for the next mark. */
export async function settleQueue(season: SeasonContext, stage: Stage): Promise<void> {
  let settled = false;
  for (const { nft, member, by } of queuedShares(season)) {
    const before = await heldNow(season);
    const exit = await settle(season, BigInt(nft));
    if (!exit) continue;
    const after = await heldNow(season);
    const sold = before.map((amount, index) => amount - after[index]!);
    await noteLeft(season, stage, { member, exit, name: `settled/${nft}`, by, sold });
    settled = true;
  }
  if (settled) await stage.desk?.books.refresh();
}

/**
 * Keeps the queue moving: after every decision of the agent the vault has been marked anew.
 *
 * @returns the way to stop
 */
export function watchQueue(season: SeasonContext, stage: Stage): () => void {
  let asked = false;
  return season.journal.listen(({ kind }) => {
    if (kind !== 'decision' || asked || queuedShares(season).length === 0) return;
    asked = true;
    season.interludes
      .run(() => settleQueue(season, stage))
      .catch((error: unknown) => season.log.warn({ err: error }, 'the exit queue was not settled'))
      .finally(() => (asked = false));
  });
}

/** A share that left. */
interface Leave {
  readonly member: string;
  readonly exit: Exit;
  /** Names its journal entries. */
  readonly name: string;
  /** The request it was asked with. */
  readonly by: string;
  /** What was sold for it, base units by asset. */
  readonly sold: readonly bigint[];
  /** What it took along, base units by asset, where it left in kind. */
  readonly taken?: readonly bigint[];
}

/** Writes down that a share left, what was sold for it, and what was claimed with it. */
export async function noteLeft(season: SeasonContext, stage: Stage, leave: Leave): Promise<void> {
  const { member, exit, name, by, sold, taken } = leave;
  const { txHash } = exit;
  const isNew = season.record.find(`${name}/left`) === undefined;
  const kind = taken && {
    taken: namedAmounts(poolOf(season), taken),
    worth: money(exit.assets + worthNow(season, stage, taken)),
  };
  const entry = season.record.once(
    `${name}/left`,
    'share/left',
    {
      ...{ member, nft: Number(exit.id), by, txHash },
      weight: formatDecimal(exit.weight, WEIGHT_DECIMALS),
      assets: money(exit.assets),
      rewards: money(exit.rewards),
      sold: namedAmounts(poolOf(season), sold),
      ...kind,
      nav: await valueNow(season, stage),
    },
    now(season),
  );
  if (isNew) stage.desk?.books.left(entry.data as EntryData<'share/left'>);
  if (exit.rewards === 0n) return;
  const paid = { member, kind: 'holder', amount: money(exit.rewards), txHash } as const;
  season.record.once(
    `${name}/rewards`,
    'claim/paid',
    { ...paid, nfts: [Number(exit.id)] },
    now(season),
  );
}

async function heldNow(season: SeasonContext): Promise<bigint[]> {
  return (await readVault(season)).positions.map(({ held }) => held);
}

/** Settles a share, or finds the settlement that was sent before a crash; undefined where it must wait. */
async function settle(season: SeasonContext, id: bigint): Promise<Exit | undefined> {
  const { operator } = season.chain.accounts;
  for (let n = 0; n < TRIES; n++) {
    const key = `settle/${id}/${n}`;
    if (!season.chain.knows(key)) {
      const waits = (await exitRequestedAt(season, id)) > 0;
      if (!waits || !(await exitIsDue(season, id))) return undefined;
    }
    try {
      return await settleExit(season, operator, id, { at: season.chain.now(), key });
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    }
  }
  return undefined;
}
