/** Values finished rounds and measures members' own parts from stored sums, to publish them and to check what was published. */
import { Fault } from '#kit';
import type { Awaitable } from '#members/keys';
import { averageUpdate } from '#rounds/member';
import type { Archive } from './archive.ts';
import type { ScoredRound } from './contribution/scores.ts';
import { type MemberNovelty, measureNovelty, type NoveltyRule } from './contribution/novelty.ts';
import { valueRound } from './contribution/value-round.ts';
import type { BlobPort } from './request.ts';
import { resultOf, type RoundResult } from './finish.ts';
import { readWeights } from './record.ts';

/** Where finished rounds are kept. */
export interface RoundSource {
  readonly archive: Archive;
  readonly blobs: BlobPort;
}

/**
 * @param loss validation loss of a model
 * @throws Fault `rounds/no-record` where no such round finished.
 */
export async function revalueRound(
  source: RoundSource,
  about: { readonly season: string; readonly round: number },
  loss: (weights: Float32Array) => Awaitable<number>,
): Promise<ScoredRound> {
  const { record, sums, before } = await readRound(source, about);
  return valueRound({ record, sums }, before, loss);
}

/**
 * What is new in members' updates, by {@link measureNovelty}.
 *
 * @throws Fault `rounds/no-record` where one of the rounds did not finish.
 */
export async function remeasureNovelty(
  source: RoundSource,
  about: {
    readonly season: string;
    readonly members: readonly number[];
    readonly rounds: readonly number[];
  },
  rule: Pick<NoveltyRule, 'kind' | 'echoMilli'>,
): Promise<MemberNovelty[] | undefined> {
  const { season } = about;
  return measureNovelty(about, rule, async (round) => {
    const { record, sums, before, weights } = await readRound(source, { season, round });
    const { encoding, largestCohort, rule } = record;
    // Variates behind the weights say the same once more, and only where a strategy has them.
    const width = rule.kind === 'variates' ? weights.length / 2 : weights.length;
    const kept = record.cohorts.flatMap(({ survivors }, i) =>
      sums[i] ? [{ survivors, sum: sums[i] }] : [],
    );
    return {
      cohorts: kept.map(({ survivors }) => survivors),
      updates: kept.map(({ sum }) =>
        averageUpdate([sum], encoding, largestCohort).subarray(0, width),
      ),
      weights: kept.map(({ sum }) => sum.weight),
      change: weights.subarray(0, width).map((x, i) => x - before[i]!),
    };
  });
}

async function readRound(
  { archive, blobs }: RoundSource,
  { season, round }: { readonly season: string; readonly round: number },
): Promise<RoundResult & { readonly before: Float32Array }> {
  const record = archive.record(season, round);
  if (!record) {
    const why = `season ${season} has no finished round ${round}`;
    throw new Fault('rounds/no-record', why);
  }
  const before = readWeights(await blobs.get(record.before.cid));
  return { ...(await resultOf(record, blobs)), before };
}
