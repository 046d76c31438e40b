/** Who is summed with whom: a draw anyone can repeat from the seed and the list of those who joined. */
import { Fault, seededRandom } from '#kit';

/** Fewer than three would tell a member what another one sent. */
export const SMALLEST_COHORT = 3;
/** Beyond this the pairwise masks cost more than they protect. */
export const LARGEST_COHORT = 128;

/** How cohorts are drawn. */
export interface Draw {
  /** Wanted size; cohorts differ by one at most and are smaller only where too few joined. */
  readonly size: number;
  /** Public randomness. */
  readonly seed: string;
}

/**
 * Draws cohorts from the members who joined, in whatever order they came.
 *
 * @returns cohorts, members ascending within each
 * @throws Fault `rounds/too-few` for fewer than three members.
 */
export function drawCohorts(joined: readonly number[], draw: Draw): number[][] {
  if (joined.length < SMALLEST_COHORT) {
    throw new Fault(
      'rounds/too-few',
      `${joined.length} members joined; a sum needs at least ${SMALLEST_COHORT}`,
    );
  }
  const order = seededRandom(draw.seed).shuffled(ascending(joined));
  const wanted = Math.max(1, Math.floor(order.length / draw.size));
  const count = Math.max(wanted, Math.ceil(order.length / LARGEST_COHORT));
  return Array.from({ length: count }, (_, c) => {
    const from = Math.floor((c * order.length) / count);
    const to = Math.floor(((c + 1) * order.length) / count);
    return ascending(order.slice(from, to));
  });
}

/** How many of a cohort must stay to the end: more than two thirds, so that no two disjoint views both find enough. */
export function thresholdOf(cohortSize: number): number {
  return Math.floor((2 * cohortSize) / 3) + 1;
}

/** Numbers in ascending order. */
export function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
