/** From the cohorts' sums to one update: their weighted mean, or a middle that a few poisoned cohorts cannot move far. */
import { averageUpdate, type Encoding, type WeightedSum } from '#rounds/member';

/** How cohorts are combined. Median and trimmed mean (Yin et al. 2018) count each cohort once, whatever its weight. */
export type Combination =
  | { readonly kind: 'mean' }
  | { readonly kind: 'median' }
  /** Leaves that many thousandths of the cohorts out on either side of each coordinate. */
  | { readonly kind: 'trimmed-mean'; readonly trimMilli: number };

/** The update that the cohorts give together. At least one sum is needed. */
export function combineSums(
  parts: readonly WeightedSum[],
  combination: Combination,
  encoding: Encoding,
  largestCohort: number,
): Float32Array<ArrayBuffer> {
  if (combination.kind === 'mean') return averageUpdate(parts, encoding, largestCohort);
  const updates = parts.map((part) => averageUpdate([part], encoding, largestCohort));
  const drop =
    combination.kind === 'median'
      ? Math.floor((parts.length - 1) / 2)
      : Math.floor((parts.length * Math.min(499, combination.trimMilli)) / 1000);
  const out = new Float32Array(updates[0]!.length);
  const column = new Float32Array(parts.length);
  for (let i = 0; i < out.length; i++) {
    for (let k = 0; k < column.length; k++) column[k] = updates[k]![i]!;
    column.sort();
    let sum = 0;
    for (let k = drop; k < column.length - drop; k++) sum += column[k]!;
    out[i] = sum / (column.length - 2 * drop);
  }
  return out;
}
