/** Recomputes published scores from public artefacts and says where they differ. */
import { canonicalJson, type Hex } from '#kit';
import { type Holding, keptParts } from './copies.ts';
import { type MemberNovelty, newParts, unechoedParts } from './novelty.ts';
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
  /** What of each member's updates is its own; where it is given, who brings nothing new gets nothing. */
  readonly novelty?: readonly MemberNovelty[];
  readonly scores: readonly MemberScore[];
  readonly root: Hex;
}

/** What the check found; `problems` is empty where all is well. */
export interface ScoreReport {
  readonly root: Hex;
  readonly scores: readonly MemberScore[];
  readonly problems: readonly string[];
}

/** What scores are made of. */
export type ScoreGrounds = Omit<ScoreArtefacts, 'scores' | 'root'>;

/** Scores an epoch and gives its artefacts. */
export function publishScores(about: ScoreGrounds): ScoreArtefacts {
  const { epoch, members, rule, rounds, holdings, novelty } = about;
  const scores = scoreMembers(members, rounds, rule, ownData(about));
  const { root } = scoreTree(scores, epoch);
  const given = { ...(holdings ? { holdings } : {}), ...(novelty ? { novelty } : {}) };
  return { epoch, members, rule, rounds, ...given, scores, root };
}

/** What is known of members' data and updates. */
export interface Known extends OwnData {
  /** What each keeps beside others who hold the same data, in millionths. */
  readonly unshared: readonly number[];
  /** What each keeps for what its updates have of their own, in millionths. */
  readonly fresh: readonly number[];
}

/**
 * What the members committed to, and what is new in what they sent. One that committed to nothing keeps nothing of its gain, nor
 * does one with less than half of what members usually hold: what it brings cannot be told from chance, and chance is never
 * negative, so that splitting into many small members would pay.
 */
export function ownData(
  about: Pick<ScoreGrounds, 'members' | 'rule' | 'holdings' | 'novelty'>,
): Known | undefined {
  const { members, rule, holdings, novelty } = about;
  if (!holdings && !(novelty && rule.novelty)) return undefined;
  const parts = holdings && keptParts(holdings);
  const counts = new Map(holdings?.map(({ member, pieces }) => [member, new Set(pieces).size]));
  const sizes = members.map((member) => (holdings ? (counts.get(member) ?? 0) : 1));
  const usual = [...sizes].sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
  const unshared = members.map((member, i) => {
    if (!parts) return WHOLE;
    return 2 * sizes[i]! < usual ? 0 : (parts.get(member) ?? 0);
  });
  const fresh = novelty && rule.novelty ? freshParts(about, sizes) : members.map(() => WHOLE);
  const kept = unshared.map((part, i) => Math.floor((part * fresh[i]!) / WHOLE));
  return { sizes, kept, unshared, fresh };
}

/** What each keeps for bringing something of its own, and for not sending again what the group did before. */
function freshParts(
  { members, rule, novelty }: Pick<ScoreGrounds, 'members' | 'rule' | 'novelty'>,
  sizes: readonly number[],
): number[] {
  const known = new Map(novelty!.map((one) => [one.member, one]));
  const found = members.map((member) => known.get(member) ?? { member, ownNano: 0 });
  const own = newParts(
    found.map(({ ownNano }) => ownNano),
    sizes,
    rule.novelty!,
  );
  const unechoed = unechoedParts(found, rule.novelty!);
  return own.map((part, i) => Math.floor((part * unechoed[i]!) / WHOLE));
}

const WHOLE = 1_000_000;

/**
 * Recomputes an epoch.
 *
 * @param revalue recomputes the losses of a round from stored sums and validation data; without it the losses are taken as given
 * @param remeasure recomputes members' own parts from stored sums; without it they are taken as given
 */
export async function verifyScores(
  artefacts: ScoreArtefacts,
  revalue?: (round: number) => Promise<ScoredRound>,
  remeasure?: () => Promise<readonly MemberNovelty[] | undefined>,
): Promise<ScoreReport> {
  const problems: string[] = [];
  const rounds: ScoredRound[] = [];
  for (const given of artefacts.rounds) {
    const again = revalue ? await revalue(given.round) : given;
    if (canonicalJson(again) !== canonicalJson(given))
      problems.push(`round ${given.round}: its cohorts or losses are not those of the stored sums`);
    rounds.push(again);
  }
  const { novelty: measured, ...grounds } = artefacts;
  const novelty = remeasure ? await remeasure() : measured;
  if (canonicalJson(novelty ?? null) !== canonicalJson(measured ?? null))
    problems.push('what members’ updates have of their own is not what the stored sums give');
  const { scores, root } = publishScores({ ...grounds, ...(novelty ? { novelty } : {}), rounds });
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
