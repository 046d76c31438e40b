/** Values a finished round anew from its stored sums, to check what was published. */
import { Fault } from '#kit';
import type { Awaitable } from '#members/keys';
import type { Archive } from './archive.ts';
import type { ScoredRound } from './contribution/scores.ts';
import { valueRound } from './contribution/value-round.ts';
import type { BlobPort } from './engine.ts';
import { resultOf } from './finish.ts';
import { readWeights } from './record.ts';

/**
 * @param loss validation loss of a model
 * @throws Fault `rounds/no-record` where no such round finished.
 */
export async function revalueRound(
  source: { readonly archive: Archive; readonly blobs: BlobPort },
  about: { readonly season: string; readonly round: number },
  loss: (weights: Float32Array) => Awaitable<number>,
): Promise<ScoredRound> {
  const record = source.archive.record(about.season, about.round);
  if (!record) {
    const why = `season ${about.season} has no finished round ${about.round}`;
    throw new Fault('rounds/no-record', why);
  }
  const { sums } = await resultOf(record, source.blobs);
  const before = readWeights(await source.blobs.get(record.before.cid));
  return valueRound({ record, sums }, before, loss);
}
