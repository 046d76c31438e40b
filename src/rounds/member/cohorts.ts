/** Who is summed with whom: a draw anyone can repeat from the seed and the list of those who joined. */
import { Fault, type Random, seededRandom } from '#kit';

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
  /**
   * Which draw of a series with this seed, from 1: later draws make up for what earlier ones left uneven, so that over a few
   * rounds every two members are together about equally often. Without it each draw stands alone.
   */
  readonly turn?: number;
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
  const members = ascending(joined);
  if (draw.turn === undefined) return cut(seededRandom(draw.seed).shuffled(members), draw.size);
  return evenDraw(members, draw.size, draw.seed, draw.turn);
}

function cut(order: readonly number[], size: number): number[][] {
  const wanted = Math.max(1, Math.floor(order.length / size));
  const count = Math.max(wanted, Math.ceil(order.length / LARGEST_COHORT));
  return Array.from({ length: count }, (_, c) => {
    const from = Math.floor((c * order.length) / count);
    const to = Math.floor(((c + 1) * order.length) / count);
    return ascending(order.slice(from, to));
  });
}

/** Shuffles to choose from at each turn. */
const CANDIDATES = 48;
/** Groups larger than this are even enough by chance. */
const EVEN_UP_TO = 64;

/**
 * Of several shuffles the one after which meetings are spread most evenly, turn by turn as if the same members had joined each
 * time: so the draw follows from seed, turn and members alone, and everyone can repeat it.
 */
function evenDraw(
  members: readonly number[],
  size: number,
  seed: string,
  turn: number,
): number[][] {
  const random = (at: number): Random => seededRandom(`${seed}/${at}`);
  if (members.length > EVEN_UP_TO) return cut(random(turn).shuffled(members), size);
  const met = new Map(members.map((a) => [a, new Map(members.map((b) => [b, 0]))]));
  let drawn: number[][] = [];
  for (let at = 1; at <= turn; at++) {
    const source = random(at);
    let least = Infinity;
    for (let i = 0; i < CANDIDATES; i++) {
      const candidate = cut(source.shuffled(members), size);
      const uneven = meetings(candidate).reduce(
        (sum, [a, b]) => sum + 2 * met.get(a)!.get(b)! + 1,
        0,
      );
      if (uneven >= least) continue;
      least = uneven;
      drawn = candidate;
    }
    for (const [a, b] of meetings(drawn)) met.get(a)!.set(b, met.get(a)!.get(b)! + 1);
  }
  return drawn;
}

/** All pairs that are together, the lower number first. */
function meetings(cohorts: readonly (readonly number[])[]): [number, number][] {
  return cohorts.flatMap((cohort) =>
    cohort.flatMap((a, i) => cohort.slice(i + 1).map((b): [number, number] => [a, b])),
  );
}

/** How many of a cohort must stay to the end: more than two thirds, so that no two disjoint views both find enough. */
export function thresholdOf(cohortSize: number): number {
  return Math.floor((2 * cohortSize) / 3) + 1;
}

/** Numbers in ascending order. */
export function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
