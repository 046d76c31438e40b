/** From the cohorts' sums to one update: their weighted mean, or a middle that a few poisoned cohorts cannot move far. */
import { averageUpdate, type Encoding, type WeightedSum } from '#rounds/member';

/** How cohorts are combined. Median and trimmed mean (Yin et al. 2018) count each cohort once, whatever its weight. */
export type Combination =
  | { readonly kind: 'mean' }
  /** Longer updates are shortened to the median length first (Sun et al. 2019, with a bound that nobody has to choose). */
  | { readonly kind: 'clipped-mean' }
  | { readonly kind: 'median' }
  | { readonly kind: 'clipped-median' }
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
  const { kind } = combination;
  if (kind === 'clipped-mean' || kind === 'clipped-median') shorten(updates);
  if (kind === 'clipped-mean') return weightedMean(updates, parts);
  const drop =
    kind === 'trimmed-mean'
      ? Math.floor((parts.length * Math.min(499, combination.trimMilli)) / 1000)
      : Math.floor((parts.length - 1) / 2);
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

/** Shortens all that are longer than the median length (the lower of two middle ones) to it, in place. */
function shorten(updates: readonly Float32Array[]): void {
  const lengths = updates.map((update) => {
    let squares = 0;
    for (let i = 0; i < update.length; i++) squares += update[i]! * update[i]!;
    return Math.sqrt(squares);
  });
  const limit = lengths.toSorted((a, b) => a - b)[(lengths.length - 1) >> 1]!;
  for (const [k, update] of updates.entries()) {
    if (lengths[k]! <= limit) continue;
    for (let i = 0; i < update.length; i++) update[i] = (update[i]! * limit) / lengths[k]!;
  }
}

function weightedMean(
  updates: readonly Float32Array[],
  parts: readonly WeightedSum[],
): Float32Array<ArrayBuffer> {
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const out = new Float32Array(updates[0]!.length);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const [k, update] of updates.entries()) sum += update[i]! * parts[k]!.weight;
    out[i] = sum / weight;
  }
  return out;
}
