/** What each coalition of a round's cohorts would have made of the model: the losses that scoring starts from. */
import type { Awaitable } from '#members/keys';
import { averageUpdate, moveWeights } from '#rounds/member';
import type { RoundResult } from '../finish.ts';
import type { RoundRecord } from '../record.ts';
import { lossInNano, type ScoredRound } from './scores.ts';

/** What of a finished round its value depends on. */
export interface Valuable {
  readonly record: Pick<RoundRecord, 'round' | 'encoding' | 'largestCohort'> & {
    readonly cohorts: readonly { readonly survivors: readonly number[] }[];
  };
  readonly sums: RoundResult['sums'];
}

/**
 * Values a finished round with 2^m evaluations for m cohorts.
 *
 * @param before global weights before the round
 * @param loss validation loss of a model
 */
export async function valueRound(
  result: Valuable,
  before: Float32Array,
  loss: (weights: Float32Array) => Awaitable<number>,
): Promise<ScoredRound> {
  const { record } = result;
  const kept = record.cohorts.flatMap((cohort, i) => {
    const sum = result.sums[i];
    return sum ? [{ survivors: cohort.survivors, sum }] : [];
  });
  const lossNano: number[] = [];
  for (let mask = 0; mask < 1 << kept.length; mask++) {
    const parts = kept.filter((_, k) => (mask >> k) & 1).map(({ sum }) => sum);
    const moved =
      parts.length === 0
        ? before
        : moveWeights(before, averageUpdate(parts, record.encoding, record.largestCohort));
    lossNano.push(lossInNano(await loss(moved)));
  }
  return { round: record.round, cohorts: kept.map(({ survivors }) => survivors), lossNano };
}
