import { commitScores } from '#chain';
import { canonicalJson, type Cid, formatDecimal, type Hex, utf8 } from '#kit';
import {
  DEFAULT_RULE,
  type Holding,
  type MemberNovelty,
  publishScores,
  remeasureNovelty,
  type ScoreArtefacts,
  type ScoreRule,
} from '#rounds';
import { noiseLeft } from '#rounds/strategies';
import { now, type SeasonContext } from './context.ts';
import { federationInForce } from './federation.ts';
import type { Learned } from './learn.ts';
import { privacyTerms } from './privacy.ts';

/** How long a member may take to say what it holds: one that lost the hub asks again within a minute, and should not lose its score for it. */
const COMMIT_MS = 180_000;

/** Scores of a season are one epoch. */
export const SCORE_EPOCH = 1;

/** Scores every member from the cohorts' values, keeps what anyone needs to recompute them, and commits the root on chain. */
export async function score(season: SeasonContext, learned: Learned): Promise<ScoreArtefacts> {
  season.progress('contributions are scored', 0.47);
  const members = season.plan.members.map((member) => member.index);
  const rule: ScoreRule = { ...DEFAULT_RULE, ...noveltyRule(season) };
  const artefacts = publishScores({
    epoch: SCORE_EPOCH,
    members,
    rule,
    rounds: learned.rounds,
    holdings: await holdings(season),
    ...(await novelty(season, rule, learned)),
  });
  const cid = await keepArtefacts(season, artefacts);
  const { operator } = season.chain.accounts;
  const committed = { epoch: SCORE_EPOCH, root: artefacts.root, cid };
  const when = { at: season.times.mandate - 600, key: `scores/${SCORE_EPOCH}` };
  const { txHash } = await commitScores(season, operator, committed, when);
  season.record.once(
    `scores/${SCORE_EPOCH}`,
    'scores/published',
    {
      epoch: SCORE_EPOCH,
      scores: Object.fromEntries(
        artefacts.scores.map(({ member, scoreMicro }) => [
          `m${member}`,
          formatDecimal(BigInt(scoreMicro), 6),
        ]),
      ),
      root: artefacts.root,
      txHash,
    },
    now(season),
  );
  return artefacts;
}

/**
 * With fixed cohorts members cannot be told apart, so nothing of their own can be either. Where noise is expected, how much of it is
 * left in updates goes with the strategies that were in force.
 */
export function noveltyRule(season: SeasonContext): Pick<ScoreRule, 'novelty'> {
  const { novelty: rule, lesson } = privacyTerms(season.config, season.plan);
  if (!rule) return {};
  if (rule.expectedNano === undefined || !lesson) return { novelty: rule };
  const { steps, learningRate: rate } = lesson;
  let left = 0;
  // The first round has no past to be measured against.
  const measured = Math.max(1, season.config.rounds - 1);
  for (let round = season.config.rounds; round > season.config.rounds - measured; round--)
    left += noiseLeft(federationInForce(season, round).federation, { steps, rate });
  const expectedNano = Math.round((rule.expectedNano * left) / measured);
  return { novelty: { ...rule, expectedNano } };
}

async function novelty(
  { engine, blobs, id, plan }: SeasonContext,
  rule: ScoreRule,
  learned: Learned,
): Promise<{ novelty?: readonly MemberNovelty[] }> {
  if (!rule.novelty) return {};
  const members = plan.members.map((member) => member.index);
  const rounds = learned.rounds.map(({ round }) => round);
  const about = { season: id, members, rounds };
  const { archive } = engine;
  const found = await remeasureNovelty({ archive, blobs }, about, rule.novelty);
  return found ? { novelty: found } : {};
}

/** What members commit to of their data, so that copies share one reward; who does not answer keeps nothing of its gain. */
async function holdings(season: SeasonContext): Promise<Holding[]> {
  const asked = season.plan.members.map(async ({ id, index }): Promise<Holding[]> => {
    const task = { id: `holdings/${season.id}/${index}`, member: index, kind: 'holdings' };
    try {
      const pieces = (await season.desk.ask({ ...task, input: season.id }, COMMIT_MS)) as Hex[];
      return pieces.length > 0 ? [{ member: index, pieces }] : [];
    } catch (error) {
      season.check();
      season.log.warn({ member: id, err: error }, 'commits to no data');
      return [];
    }
  });
  return (await Promise.all(asked)).flat();
}

/** The artefacts of the season's scores, as they were published; undefined before. */
export async function readArtefacts(
  season: Pick<SeasonContext, 'db' | 'blobs'>,
): Promise<ScoreArtefacts | undefined> {
  season.db.exec(SCHEMA);
  const row = season.db.prepare('SELECT cid FROM season_scores WHERE epoch = ?').get(SCORE_EPOCH);
  if (!row) return undefined;
  const bytes = await season.blobs.get(row['cid'] as Cid);
  return JSON.parse(new TextDecoder().decode(bytes)) as ScoreArtefacts;
}

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS season_scores (epoch INTEGER PRIMARY KEY, cid TEXT NOT NULL) STRICT';

async function keepArtefacts(season: SeasonContext, artefacts: ScoreArtefacts): Promise<Cid> {
  season.db.exec(SCHEMA);
  const known = season.db.prepare('SELECT cid FROM season_scores WHERE epoch = ?').get(SCORE_EPOCH);
  if (known) return known['cid'] as Cid;
  const cid = await season.blobs.put(utf8(canonicalJson(artefacts)));
  season.db.prepare('INSERT INTO season_scores VALUES (?, ?)').run(SCORE_EPOCH, cid);
  return cid;
}
