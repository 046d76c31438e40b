import { registerModel } from '#chain';
import { type Hex, seededRandom } from '#kit';
import { initialWeights } from '#models';
import { type RoundResult, ruleOf, type ScoredRound, valueRound, valuesOf } from '#rounds';
import type { Encoding } from '#rounds/member';
import { sharedWidth, startShared, weightsIn } from '#rounds/strategies';
import { lessonUnder } from '#season/lesson';
import { canary } from './canary.ts';
import { combinationOf } from './config.ts';
import { fixed, now, type SeasonContext } from './context.ts';
import { agreed } from './evaluators.ts';
import type { Examiner } from './examiner.ts';
import { type InForce, takeUpVote } from './federation.ts';
import { drawOf, encodingOf, type PrivacyTerms, privacyTerms } from './privacy.ts';

/** What the season learned. */
export interface Learned {
  /** The global weights after the last round. */
  readonly weights: Float32Array;
  readonly hash: Hex;
  readonly cid: string;
  /** What each coalition of cohorts was worth, round by round: the ground of all scores. */
  readonly rounds: readonly ScoredRound[];
}

/** The weights everybody starts from. */
export function firstWeights(season: SeasonContext, examiner: Examiner): Float32Array {
  return initialWeights(
    examiner.lesson.shape,
    seededRandom(`${season.config.seed}/initial-weights`),
  );
}

/**
 * Runs the season's rounds: secure sums from the members, a new global model each, its hash on chain, and the value of each
 * cohort. Run again after a crash, it goes on where it stopped.
 */
export async function learn(season: SeasonContext, examiner: Examiner): Promise<Learned> {
  const { config, record, engine, times } = season;
  const terms = privacyTerms(config, season.plan);
  const first = firstWeights(season, examiner);
  let weights: Float32Array = first;
  let last: RoundResult | undefined;
  let known: InForce | undefined;
  const rounds: ScoredRound[] = [];
  const registered = new Set<Hex>();
  for (let round = 1; round <= config.rounds; round++) {
    season.check();
    await season.interludes.serve();
    const { federation, since } = await takeUpVote(season, round);
    // A strategy begins anew from the weights alone, whatever the one before carried behind them.
    if (since !== known?.since) weights = startShared(federation, weightsIn(weights, first.length));
    known = { federation, since };
    season.progress(
      `round ${round} of ${config.rounds}: members train on their own data`,
      0.06 + (0.4 * (round - 1)) / config.rounds,
    );
    record.once(
      `round/${round}/opened`,
      'round/opened',
      { round, cohorts: [] },
      1000 * (times.learning + times.round * (round - 1)),
    );
    last = await engine.runRound({
      season: season.id,
      round,
      weights,
      encoding: widened(terms, sharedWidth(federation, 1)),
      rule: ruleOf(federation),
      combination: combinationOf(config),
      judge: canary(examiner),
      ...(federation.name === 'fedbuff' && { clocks: 'own', final: round === config.rounds }),
      draw: drawOf(terms, config, round),
      training: JSON.stringify(lessonUnder(examiner.lesson, federation, since)),
    });
    rounds.push(await closeRound(season, examiner, { before: weights, result: last, registered }));
    weights = last.weights;
    // With cohorts that stay, the same model would be the same question, which no member answers twice.
    if (last.record.rolledBack && terms.scoring === 'fixed') break;
  }
  const { after } = last!.record;
  return { weights: weightsIn(weights, first.length), hash: after.hash, cid: after.cid, rounds };
}

/**
 * What a strategy carries behind the weights makes the vector longer, and its length too. Where members add noise, variates carry that of
 * the round before, so coordinates are wider as well.
 */
function widened(terms: PrivacyTerms, width: number): Encoding {
  const encoding = encodingOf(terms);
  if (width === 1) return encoding;
  const rangeMicro = (terms.lesson ? 2 : 1) * encoding.rangeMicro;
  return { ...encoding, rangeMicro, clipNormMicro: 3 * encoding.clipNormMicro };
}

/** A round to close, and the models that are on chain already. */
interface Closing {
  readonly before: Float32Array;
  readonly result: RoundResult;
  readonly registered: Set<Hex>;
}

async function closeRound(
  season: SeasonContext,
  examiner: Examiner,
  { before, result, registered }: Closing,
): Promise<ScoredRound> {
  const { record, chain, times } = season;
  const { round, cohorts, losses, after, rolledBack } = result.record;
  const scored = await scoredRound(season, examiner, before, result);
  const values = valuesOf(scored);
  const summed = cohorts.filter((cohort) => cohort.sum !== null);
  const marks = examiner.marks(result.weights);
  const when = { at: times.learning + times.round * round, key: `model/${round}` };
  const model = { round, hash: after.hash, cid: after.cid };
  // A round that was rolled back leaves the model that the one before entered.
  const fresh = !registered.has(after.hash);
  const entered = fresh && (await registerModel(season, chain.accounts.operator, model, when));
  registered.add(after.hash);
  record.once(
    `round/${round}/closed`,
    'round/closed',
    {
      round,
      status: summed.length === 0 ? 'void' : rolledBack ? 'rolled-back' : 'closed',
      cohorts: cohorts.map((cohort) => ({
        members: cohort.members.map(name),
        survivors: cohort.survivors.map(name),
        examples: cohort.weight,
        value: fixed((values[summed.indexOf(cohort)] ?? 0) / 1e9, 9),
        sumCid: cohort.sum ?? '',
      })),
      memberLosses: Object.fromEntries(
        Object.entries(losses).map(([member, micro]) => [
          name(Number(member)),
          fixed(micro / 1e6, 6),
        ]),
      ),
      lossBefore: fixed(examiner.marks(before).loss, 6),
      lossAfter: fixed(marks.loss, 6),
      accuracy: fixed(marks.accuracy, 4),
      modelHash: after.hash,
      modelCid: after.cid,
      txHash: entered ? entered.txHash : null,
      ...(rolledBack && { rolledBack }),
    },
    now(season),
  );
  return scored;
}

/** Values the round's coalitions, or reads what was found before. */
async function scoredRound(
  season: SeasonContext,
  examiner: Examiner,
  before: Float32Array,
  result: RoundResult,
): Promise<ScoredRound> {
  season.db.exec(
    'CREATE TABLE IF NOT EXISTS season_valued (round INTEGER PRIMARY KEY, valued TEXT NOT NULL) STRICT',
  );
  const { round } = result.record;
  const row = season.db.prepare('SELECT valued FROM season_valued WHERE round = ?').get(round);
  if (row) return JSON.parse(row['valued'] as string) as ScoredRound;
  const own = await valueRound(result, before, examiner.value);
  const valued = await agreed(season, examiner, own, result);
  season.db.prepare('INSERT INTO season_valued VALUES (?, ?)').run(round, JSON.stringify(valued));
  return valued;
}

function name(member: number): string {
  return `m${member}`;
}
