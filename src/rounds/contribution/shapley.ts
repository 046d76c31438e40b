/** Exact Shapley values of a few players (Shapley 1953): every coalition is valued once. */
import { Fault } from '#kit';

/** More players would need more than 256 valuations. */
export const MOST_PLAYERS = 8;

/**
 * What each player adds on average over all orders of joining.
 *
 * @param value the worth of a coalition, players ascending; asked once for each of the 2^count coalitions
 * @throws Fault `rounds/too-many-cohorts` for more than eight players.
 */
export function exactShapley(
  count: number,
  value: (coalition: readonly number[]) => number,
): number[] {
  checkCount(count);
  const players = Array.from({ length: count }, (_, i) => i);
  const worth = Array.from({ length: 1 << count }, (_, mask) =>
    value(players.filter((player) => (mask >> player) & 1)),
  );
  return shapleyOf(worth);
}

/**
 * Shapley values from the worth of every coalition, by bit mask. Where the worths are integers the sums are exact and only the
 * last division rounds, so that everybody who recomputes gets the same bits.
 *
 * @throws Fault `rounds/too-many-cohorts`, `rounds/bad-artefacts` where the number of worths is no power of two.
 */
export function shapleyOf(worth: readonly number[]): number[] {
  const count = Math.log2(worth.length);
  if (!Number.isInteger(count))
    throw new Fault('rounds/bad-artefacts', `${worth.length} coalitions are no power of two`);
  checkCount(count);
  const orders = factorial(count);
  return Array.from({ length: count }, (_, player) => {
    let sum = 0;
    for (let mask = 0; mask < worth.length; mask++) {
      if ((mask >> player) & 1) continue;
      const size = bits(mask);
      const ways = factorial(size) * factorial(count - size - 1);
      sum += ways * (worth[mask | (1 << player)]! - worth[mask]!);
    }
    return sum / orders;
  });
}

function checkCount(count: number): void {
  if (count <= MOST_PLAYERS) return;
  throw new Fault(
    'rounds/too-many-cohorts',
    `${count} cohorts need ${2 ** count} valuations; score with at most ${MOST_PLAYERS} larger cohorts`,
  );
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

function bits(mask: number): number {
  return mask === 0 ? 0 : (mask & 1) + bits(mask >> 1);
}
