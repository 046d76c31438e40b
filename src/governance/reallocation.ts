import { Fault, mulDivDown } from '#kit';

/** Part of the loser's volume that moves at a review, in basis points. */
export const MOVE_BPS = 1000;

/** Who gains and who gives at a review. */
export interface Review {
  readonly winner: string;
  readonly loser: string;
}

/**
 * Judges agents by everything they realised since the last review, not by the cycle in which the review happens to run.
 *
 * @param profits for each agent, its realised profit of every cycle since the last review.
 * @returns null where the best or the worst cannot be told apart: a tie moves nothing.
 * @throws Fault `governance/bad-review` for fewer than two agents, or agents reviewed over different numbers of cycles.
 */
export function reviewAgents(profits: Readonly<Record<string, readonly bigint[]>>): Review | null {
  const cycles = new Set(Object.values(profits).map((list) => list.length));
  const sums = Object.entries(profits)
    .map(([agent, list]) => ({ agent, sum: list.reduce((total, profit) => total + profit, 0n) }))
    .sort((a, b) => (a.sum < b.sum ? 1 : a.sum > b.sum ? -1 : 0));
  if (sums.length < 2 || cycles.size !== 1) {
    throw new Fault(
      'governance/bad-review',
      `${sums.length} agents over ${[...cycles].join(' and ') || 'no'} cycles cannot be compared; give two or more over the same cycles`,
    );
  }
  const [first, second] = [sums[0]!, sums[1]!];
  const [last, before] = [sums.at(-1)!, sums.at(-2)!];
  if (first.sum === second.sum || last.sum === before.sum) return null;
  return { winner: first.agent, loser: last.agent };
}

/**
 * Moves a part of the loser's volume to the winner, rounded down; the source keeps the dust and the sum is conserved (R3).
 *
 * It is the effect of a passed proposal or of a standing policy that was voted, never automatic.
 *
 * @throws Fault `governance/bad-review` where one of the two has no volume entry.
 */
export function reallocate<Agent extends string>(
  volumes: Readonly<Record<Agent, bigint>>,
  { winner, loser }: { readonly winner: NoInfer<Agent>; readonly loser: NoInfer<Agent> },
  moveBps = MOVE_BPS,
): Record<Agent, bigint> {
  if (winner === loser) {
    throw new Fault('governance/bad-review', `agent ${winner} cannot win from itself; name two`);
  }
  for (const agent of [winner, loser]) {
    if (!Object.hasOwn(volumes, agent)) {
      throw new Fault(
        'governance/bad-review',
        `agent ${agent} has no volume; use one of ${Object.keys(volumes).join(', ')}`,
      );
    }
  }
  const after: Record<Agent, bigint> = { ...volumes };
  const [from, to]: bigint[] = [volumes[loser], volumes[winner]];
  const moved = mulDivDown(from!, BigInt(moveBps), 10_000n);
  after[loser] = from! - moved;
  after[winner] = to! + moved;
  return after;
}
