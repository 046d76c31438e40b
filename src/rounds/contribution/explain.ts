/** Where a member's score comes from: every cohort it could be told apart by, with what that line of the regression gave it. */
import { Fault, type Hex } from '#kit';
import { keptGain } from './copies.ts';
import type { MemberEcho } from './echo.ts';
import { type MemberScore, type Observation, regressionOf, solve } from './scores.ts';
import { ownData, publishScores, type ScoreArtefacts } from './verify-scores.ts';

/** One cohort of one round, and its part in the member's gain. */
export interface ScoreLine extends Pick<Observation, 'round' | 'cohort' | 'value' | 'weight'> {
  readonly within: boolean;
  /** Added to the member's gain by this line, 10^-9. */
  readonly adds: number;
}

/** A member's score taken apart; `level` and all `adds` sum to its gain, up to rounding. */
export interface ScoreExplanation {
  readonly score: MemberScore;
  readonly level: number;
  readonly lines: readonly ScoreLine[];
  /** What part of its gain it keeps beside others who hold the same data, in millionths. */
  readonly keptMicro: number;
  /** What part it keeps for what its updates have of their own, in millionths. */
  readonly freshMicro: number;
  /** What is its own in its updates, 10^-9; undefined where that was not measured. */
  readonly ownNano: number | undefined;
  /** By how much it sends past updates again, and how much of that it may, 10^-9; undefined where that was not looked for. */
  readonly echo: MemberEcho | undefined;
  /** All that is kept of gains above zero, which the score is a part of; 10^-9. */
  readonly allGains: number;
  /** Recomputed from the artefacts. */
  readonly root: Hex;
}

/**
 * Explains a member's score from public artefacts alone.
 *
 * @throws Fault `rounds/unknown-member` where the artefacts do not name the member.
 */
export function explainScore(artefacts: ScoreArtefacts, member: number): ScoreExplanation {
  const { members, rounds, rule } = artefacts;
  const index = members.indexOf(member);
  if (index < 0) {
    throw new Fault(
      'rounds/unknown-member',
      `no member ${member} is scored; the members are ${members.join(', ')}`,
    );
  }
  const { scores, root } = publishScores(artefacts);
  const own = ownData(artefacts);
  const { observations, levels } = regressionOf(members, rounds, rule, own?.sizes);
  // The regression is linear in its targets, so each line's part is what it gives when it stands alone.
  const lines = observations.map((line, k): ScoreLine => {
    const alone = observations.map(({ target }, i) => (i === k ? target : 0));
    const { round, cohort, value, weight } = line;
    const adds = solve(observations, rule, own?.sizes, alone)[index]!;
    return { round, cohort, value, weight, within: cohort.includes(member), adds };
  });
  const allGains = scores.reduce(
    (sum, { gainNano }, i) => sum + keptGain(gainNano, own?.kept[i]),
    0,
  );
  const measured = artefacts.novelty?.find((one) => one.member === member);
  return {
    score: scores[index]!,
    level: levels[index]!,
    lines,
    keptMicro: own?.unshared[index] ?? 1_000_000,
    freshMicro: own?.fresh[index] ?? 1_000_000,
    ownNano: measured?.ownNano,
    echo:
      measured?.echoNano === undefined || measured.allowedNano === undefined
        ? undefined
        : { echoNano: measured.echoNano, allowedNano: measured.allowedNano },
    allGains,
    root,
  };
}
