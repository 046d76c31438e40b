/** One share on its way out of the pool, by the member's own signature. */
import { redeem as redeemOnChain, redeemInKind, requestExit } from '#chain';
import { Fault } from '#kit';
import {
  accountOf,
  type EntryData,
  type MemberPlan,
  now,
  type SeasonContext,
  type Stage,
} from '#season';
import { noteLeft } from './exit-queue.ts';
import { amountsOf, leastFor, type Way } from './leaving.ts';

/** A share, how it leaves, and the request under whose name it does. */
export interface Leave {
  readonly member: MemberPlan;
  readonly id: bigint;
  readonly way: Way;
  readonly key: string;
  readonly order: {
    /** Quote units that it is worth. */
    readonly value: bigint;
    /** Indexes of assets left behind. */
    readonly without: readonly number[];
  };
}

const STEPS: Readonly<Record<Way, string>> = {
  'at once': 'redeem',
  queue: 'request',
  'in kind': 'in-kind',
};
const ALL = 1_000_000;

/** Sends what the share's way asks for, or finds it where it was sent, and writes it down. */
export async function leave(season: SeasonContext, stage: Stage, what: Leave): Promise<void> {
  const { member, id, way, key, order } = what;
  const account = accountOf(season, member);
  const name = `${key}/${id}`;
  const when = { at: season.chain.now(), key: `${name}/${STEPS[way]}` };
  const gone = { member: member.id, name, by: key, sold: [] };
  if (way === 'in kind') {
    const exit = await redeemInKind(season, account, { id, without: order.without }, when);
    const taken = amountsOf(season.deployment, exit);
    return noteLeft(season, stage, { ...gone, exit, taken });
  }
  if (way === 'at once') {
    try {
      const minAssets = leastFor(order.value);
      const exit = await redeemOnChain(season, account, { id, minAssets }, when);
      return await noteLeft(season, stage, { ...gone, exit });
    } catch (error) {
      if (!(error instanceof Fault) || error.meta['error'] !== 'NotEnough') throw error;
    }
  }
  const asked = { ...when, key: `${name}/${STEPS.queue}` };
  const { txHash } = await requestExit(season, account, id, asked);
  const queuedShare = { member: member.id, nft: Number(id), by: key, txHash };
  season.record.once(`${name}/queued`, 'exit/queued', queuedShare, now(season));
}

/** What was sent under a name: by a hub that was killed before it wrote it down. */
export function sentUnder(
  season: SeasonContext,
  member: MemberPlan,
  key: string,
): readonly { readonly id: bigint; readonly way: Way }[] {
  const minted = season.journal
    .after(0, ALL, ['share/minted'])
    .map(({ data }) => data as EntryData<'share/minted'>);
  const ways: readonly Way[] = ['queue', 'at once', 'in kind'];
  return minted
    .filter((one) => one.member === member.id)
    .flatMap(({ nft }) => {
      const way = ways.find((one) => season.chain.knows(`${key}/${nft}/${STEPS[one]}`));
      return way ? [{ id: BigInt(nft), way }] : [];
    });
}
