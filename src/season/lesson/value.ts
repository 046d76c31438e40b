/** What contributions are measured by, for the hub and for whoever measures beside it: the same bits from the same weights. */
import { type Evaluation, lossBeyondPrior, type SequenceData } from '#models';

/**
 * The loss on public windows once each asset's predictions name each class as often as it came, averaged over the windows.
 *
 * @param answers of the model, one a set
 */
export function valueOf(
  sets: readonly SequenceData[],
  answers: readonly Evaluation[],
  outputs: number,
): number {
  let [loss, samples] = [0, 0];
  for (const [i, { probabilities }] of answers.entries()) {
    const set = sets[i]!;
    loss += lossBeyondPrior(probabilities, set.labels, outputs) * set.ends.length;
    samples += set.ends.length;
  }
  return loss / samples;
}
