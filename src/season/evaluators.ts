/**
 * Several evaluators of a season's rounds: members who offered it measure every coalition's model on the season's public windows,
 * commit to what they found before anybody shows it, then show it. What the scores rest on is what they agree on by their stakes.
 */
import { agreeOnLosses, type RoundResult, type ScoredRound, writeSum, writeWeights } from '#rounds';
import type { EvaluationCommitment, EvaluationReveal, ScoreArtefacts } from '#rounds';
import { canonicalJson, type Hex, toFault } from '#kit';
import type { Journal } from '#journal';
import type { Encoding, Plain } from '#rounds/member';
import { now, type SeasonContext } from './context.ts';
import type { EntryData } from './entries.ts';
import type { Examiner } from './examiner.ts';
import type { MemberPlan, SeasonPlan } from './plan.ts';

/** What an evaluator is asked: everything it needs is public and read by its hash. Plain data. */
export interface EvaluationTask {
  readonly season: string;
  readonly round: number;
  /** JSON of the network's shape. */
  readonly shape: string;
  /** The model before the round. */
  readonly before: Hex;
  readonly encoding: Encoding;
  readonly largestCohort: number;
  readonly cohorts: readonly { readonly survivors: readonly number[]; readonly sum: Hex }[];
  /** Windows per asset: rows as float32, ends and labels as int32, little-endian. */
  readonly sets: readonly { readonly rows: Hex; readonly ends: Hex; readonly labels: Hex }[];
}

/** How long an evaluator may take to measure a round, and to show what it found; one that lost the hub asks again within a minute. */
const MEASURE_MS = 300_000;
const SHOW_MS = 180_000;

/** Who measures, the first members of the plan; nobody where the hub measures alone. */
export function evaluatorsOf(plan: Pick<SeasonPlan, 'members'>, count = 0): readonly MemberPlan[] {
  return plan.members.slice(0, count);
}

/** Each evaluator's say: what it put into the pool when the season was founded, in whole quote units. */
export function stakesOf(evaluators: readonly MemberPlan[]): Record<string, bigint> {
  return Object.fromEntries(evaluators.map(({ id, deposit }) => [id, BigInt(deposit)]));
}

/**
 * The round as the evaluators agree on it; as the hub measured it where the season has none, or where more than half of the stake does
 * not show what it committed to, which is journaled.
 */
export async function agreed(
  season: SeasonContext,
  examiner: Examiner,
  own: ScoredRound,
  result: RoundResult,
): Promise<ScoredRound> {
  const evaluators = evaluatorsOf(season.plan, season.config.evaluators);
  if (evaluators.length === 0) return own;
  const { round } = own;
  const input = await taskOf(season, examiner, result);
  const commitments = await Promise.all(
    evaluators.map(async (member): Promise<EvaluationCommitment | undefined> => {
      const answer = await ask(season, member, { kind: 'evaluate', round, input }, MEASURE_MS);
      if (typeof answer !== 'string') return undefined;
      return { evaluator: member.id, round, commitment: answer as Hex };
    }),
  );
  const given = commitments.filter((one) => one !== undefined);
  for (const one of given) note(season, 'evaluation/committed', one);
  const reveals = await Promise.all(
    evaluators.map(async (member): Promise<EvaluationReveal | undefined> => {
      if (!given.some(({ evaluator }) => evaluator === member.id)) return undefined;
      const kind = 'show-evaluation';
      const answer = await ask(
        season,
        member,
        { kind, round, input: { round, season: season.id } },
        SHOW_MS,
      );
      const { lossNano, salt } = (answer ?? {}) as Partial<EvaluationReveal>;
      if (!Array.isArray(lossNano) || typeof salt !== 'string') return undefined;
      return { evaluator: member.id, round, lossNano, salt };
    }),
  );
  const shown = reveals.filter((one) => one !== undefined);
  for (const one of shown) note(season, 'evaluation/revealed', one);
  try {
    const agreement = agreeOnLosses(stakesOf(evaluators), given, shown);
    season.record.once(`evaluation/${round}`, 'evaluation/agreed', plain(agreement), now(season));
    return { ...own, lossNano: agreement.lossNano };
  } catch (error) {
    const { code, message } = toFault(error);
    const data = { round, code, reason: message };
    season.record.once(`evaluation/${round}`, 'evaluation/failed', data, now(season));
    return own;
  }
}

/** Whether scored rounds are what the journal's commitments and reveals give; each difference in a sentence. */
export function checkAgreements(
  journal: Pick<Journal, 'after'>,
  evaluators: readonly MemberPlan[],
  { rounds }: Pick<ScoreArtefacts, 'rounds'>,
): string[] {
  if (evaluators.length === 0) return [];
  const all = <T>(kind: string): T[] =>
    journal.after(0, 1_000_000, [kind]).map(({ data }) => data as T);
  const commitments = all<EvaluationCommitment>('evaluation/committed');
  const reveals = all<EvaluationReveal>('evaluation/revealed');
  const told = all<EntryData<'evaluation/agreed'>>('evaluation/agreed');
  return rounds.flatMap(({ round, lossNano }) => {
    const ofRound = (one: { readonly round: number }): boolean => one.round === round;
    let found: unknown;
    try {
      const stakes = stakesOf(evaluators);
      found = plain(agreeOnLosses(stakes, commitments.filter(ofRound), reveals.filter(ofRound)));
    } catch {
      return told.some(ofRound) ? [`round ${round}: no agreement follows from what was shown`] : [];
    }
    const said = told.find(ofRound);
    if (!said || canonicalJson(said) !== canonicalJson(found as Plain))
      return [`round ${round}: another agreement is journaled than follows from what was shown`];
    return canonicalJson(said.lossNano) === canonicalJson([...lossNano])
      ? []
      : [`round ${round}: it is scored by other losses than the evaluators agreed on`];
  });
}

async function ask(
  season: SeasonContext,
  { id, index }: MemberPlan,
  task: { readonly kind: string; readonly round: number; readonly input: unknown },
  patience: number,
): Promise<unknown> {
  const name = `${task.kind}/${season.id}/${task.round}/${index}`;
  try {
    const { kind, input } = task;
    return await season.desk.ask(
      { id: name, member: index, kind, input: input as Plain },
      patience,
    );
  } catch (error) {
    season.check();
    season.log.warn({ member: id, round: task.round, err: error }, 'no evaluation');
    season.desk.withdraw(name);
    return undefined;
  }
}

async function taskOf(
  { engine, id }: SeasonContext,
  { lesson, validation }: Examiner,
  { record, sums }: RoundResult,
): Promise<EvaluationTask> {
  const { round, before, encoding, largestCohort } = record;
  const bytesOf = (values: Int32Array): Uint8Array =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const cohorts: { survivors: readonly number[]; sum: Hex }[] = [];
  for (const [i, { survivors }] of record.cohorts.entries()) {
    const sum = sums[i];
    if (sum) cohorts.push({ survivors, sum: await engine.publish(writeSum(sum)) });
  }
  const sets: { rows: Hex; ends: Hex; labels: Hex }[] = [];
  for (const set of validation) {
    if (set.ends.length === 0) continue;
    sets.push({
      rows: await engine.publish(writeWeights(set.rows)),
      ends: await engine.publish(bytesOf(set.ends)),
      labels: await engine.publish(bytesOf(set.labels)),
    });
  }
  const shape = JSON.stringify(lesson.shape);
  const named = { season: id, round, shape, before: before.hash };
  return { ...named, encoding, largestCohort, cohorts, sets };
}

function note<Kind extends 'evaluation/committed' | 'evaluation/revealed'>(
  season: SeasonContext,
  kind: Kind,
  data: { readonly evaluator: string; readonly round: number },
): void {
  const key = `${kind}/${data.round}/${data.evaluator}`;
  season.record.once(key, kind, data as EntryData<Kind>, now(season));
}

function plain(agreement: ReturnType<typeof agreeOnLosses>): EntryData<'evaluation/agreed'> {
  const { round, lossNano, evaluators, offNano } = agreement;
  return { round, lossNano: [...lossNano], evaluators: [...evaluators], offNano: [...offNano] };
}
