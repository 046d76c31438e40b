/** Recomputes published scores from public artefacts and says where they differ. */
import { canonicalJson, type Hex } from '#kit';
import { type Holding, keptParts } from './copies.ts';
import {
  type MemberScore,
  type OwnData,
  scoreMembers,
  type ScoredRound,
  type ScoreRule,
  scoreTree,
} from './scores.ts';

/** Everything needed to recompute an epoch's scores. Plain data. */
export interface ScoreArtefacts {
  readonly epoch: number;
  readonly members: readonly number[];
  readonly rule: ScoreRule;
  readonly rounds: readonly ScoredRound[];
  /** What each member committed to; where it is given, copies share one reward. */
  readonly holdings?: readonly Holding[];
  readonly scores: readonly MemberScore[];
  readonly root: Hex;
}

/** What the check found; `problems` is empty where all is well. */
export interface ScoreReport {
  readonly root: Hex;
  readonly scores: readonly MemberScore[];
  readonly problems: readonly string[];
}

/** Scores an epoch and gives its artefacts. */
export function publishScores(
  about: Pick<ScoreArtefacts, 'epoch' | 'members' | 'rule' | 'rounds' | 'holdings'>,
): ScoreArtefacts {
  const { epoch, members, rule, rounds, holdings } = about;
  const scores = scoreMembers(members, rounds, rule, ownData(members, holdings));
  const { root } = scoreTree(scores, epoch);
  return { epoch, members, rule, rounds, ...(holdings ? { holdings } : {}), scores, root };
}

/**
 * What the members committed to. One that committed to nothing keeps nothing of its gain, nor does one with less than half of what
 * members usually hold: what it brings cannot be told from chance, and chance is never negative, so that splitting into many small
 * members would pay.
 */
export function ownData(
  members: readonly number[],
  holdings: readonly Holding[] | undefined,
): OwnData | undefined {
  if (!holdings) return undefined;
  const parts = keptParts(holdings);
  const counts = new Map(holdings.map(({ member, pieces }) => [member, new Set(pieces).size]));
  const sizes = members.map((member) => counts.get(member) ?? 0);
  const usual = [...sizes].sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
  return {
    sizes,
    kept: members.map((member, i) => (2 * sizes[i]! < usual ? 0 : (parts.get(member) ?? 0))),
  };
}

/**
 * Recomputes an epoch.
 *
 * @param revalue recomputes the losses of a round from stored sums and validation data; without it the losses are taken as given
 */
export async function verifyScores(
  artefacts: ScoreArtefacts,
  revalue?: (round: number) => Promise<ScoredRound>,
): Promise<ScoreReport> {
  const problems: string[] = [];
  const rounds: ScoredRound[] = [];
  for (const given of artefacts.rounds) {
    const again = revalue ? await revalue(given.round) : given;
    if (canonicalJson(again) !== canonicalJson(given))
      problems.push(`round ${given.round}: its cohorts or losses are not those of the stored sums`);
    rounds.push(again);
  }
  const { scores, root } = publishScores({ ...artefacts, rounds });
  for (const [i, score] of scores.entries()) {
    const given = artefacts.scores[i];
    if (!given || given.member !== score.member || given.scoreMicro !== score.scoreMicro) {
      problems.push(
        `member ${score.member}: score ${given?.scoreMicro ?? 'none'} is published, ${score.scoreMicro} follows from the rounds`,
      );
    }
  }
  if (artefacts.scores.length !== scores.length)
    problems.push(`${artefacts.scores.length} scores are published for ${scores.length} members`);
  if (root !== artefacts.root)
    problems.push(`root ${artefacts.root} is published, ${root} follows from the rounds`);
  return { root, scores, problems };
}
