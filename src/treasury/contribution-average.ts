import { Fault } from '#kit';
import type { MemberScore } from './split-profit.ts';

/** Default weight of the newest verified round. */
export const ALPHA_BPS = 1000;

/**
 * Exponential average of contribution over verified rounds: `average += α (max(score, 0) − average)`, rounded down.
 *
 * A negative score counts as zero; a member that was absent from the round counts as zero and decays; a new member starts from
 * zero. Call it only for rounds whose scores were verified. Scores are integers of any fixed unit (for example 1e-18).
 *
 * @throws Fault `treasury/bad-alpha` for an α outside 1 to 10 000 basis points.
 */
export function averageContribution(
  previous: readonly MemberScore[],
  round: readonly MemberScore[],
  alphaBps = ALPHA_BPS,
): MemberScore[] {
  if (!Number.isInteger(alphaBps) || alphaBps < 1 || alphaBps > 10_000) {
    throw new Fault(
      'treasury/bad-alpha',
      `α is ${alphaBps} bps; use an integer from 1 to 10000 basis points`,
    );
  }
  const alpha = BigInt(alphaBps);
  const before = new Map(previous.map(({ id, score }) => [id, score]));
  const now = new Map(round.map(({ id, score }) => [id, score > 0n ? score : 0n]));
  const ids = [...new Set([...before.keys(), ...now.keys()])].sort();
  return ids.map((id) => ({
    id,
    score: ((10_000n - alpha) * (before.get(id) ?? 0n) + alpha * (now.get(id) ?? 0n)) / 10_000n,
  }));
}
