/** A look at each new global model before it is taken: what makes the validation loss jump is rolled back. */
import type { Judge } from '#rounds';
import type { Examiner } from './examiner.ts';

/**
 * How much of its loss a model may lose in one round, in thousandths. Noise and chance move an honest round by less than two
 * (docs/federation.md); what a poisoner gains from staying below this it pays for in score.
 */
const TOLERANCE_MILLI = 20;

/** Refuses a model whose validation loss is no number, or jumped above that of the model before. */
export function canary({ value }: Pick<Examiner, 'value'>): Judge {
  return (candidate, before) => {
    const [is, was] = [value(candidate), value(before)];
    if (!Number.isFinite(is)) return 'its validation loss is not a number';
    if (is <= was * (1 + TOLERANCE_MILLI / 1000)) return null;
    return `its validation loss would rise from ${was.toFixed(4)} to ${is.toFixed(4)}, by more than ${TOLERANCE_MILLI / 10} %`;
  };
}
