/** What a season promises of its members' privacy, found before it starts from its own settings, and what members say they spent. */
import { Fault } from '#kit';
import { FEATURE_LOOKBACK } from '#market';
import { rdpEpsilon, sigmaFor } from '#members/privacy';
import { parameterCount } from '#models';
import {
  checkLeakage,
  LASTING,
  leakageOf,
  type LeakageQuestion,
  NOISE,
  noiseOverLasting,
  type NoveltyRule,
} from '#rounds';
import { type Draw, type Encoding, noiseSquares } from '#rounds/member';
import type { PrivateLesson } from '#season/lesson';
import { LEARNING, type SeasonConfig } from './config.ts';
import { fixed, now, type SeasonContext } from './context.ts';
import type { SeasonPlan } from './plan.ts';

/** What is agreed before the first round. */
export interface PrivacyTerms {
  /** `private`: scored, with noise. `open`: scored, without. `fixed`: cohorts stay, so nobody's part can be told. */
  readonly scoring: 'private' | 'open' | 'fixed';
  /** What everything a member sends may cost it at the most; null without noise. */
  readonly epsilon: number | null;
  readonly lesson: PrivateLesson | undefined;
  /** Cosine to which the hub could estimate members' mean updates, on synthetic members. */
  readonly leakage: number;
  readonly limit: number;
  /** How who only sends again what the group learned is found; undefined where members cannot be told apart. */
  readonly novelty: NoveltyRule | undefined;
  /** In plain words, for pages and journal. */
  readonly words: readonly string[];
}

export const DELTA = 1e-5;

/** Private training of the default model; docs/federation.md tells how these were chosen. */
const PRIVATE = {
  rate: 0.5,
  bound: 1,
  stepsPerRound: 2,
  learningRate: 0.4,
  /** Candles between window ends within a block. */
  stride: 8,
  /** Candles of a block on which windows can end. */
  ends: 96,
  /** With fewer blocks a member's noise drowns what it could teach, and scores become chance. */
  leastBlocks: 32,
} as const;

/** Above this no season is scored: half-way between nothing and all that the hub could tell. */
const LEAKAGE_LIMIT = 0.5;
/** What a season costs at the most where nobody says otherwise. */
const USUAL_BUDGET = 50;
/** Wanted members of a cohort: eight members make two. */
const COHORT = 4;
const known = new WeakMap<SeasonPlan, PrivacyTerms>();

/**
 * The terms of a season.
 *
 * @throws Fault `season/too-few-blocks` where private scoring was asked for and members have too few candles; `rounds/leakage`
 *   where the season would tell too much of its members and nobody said that it may
 */
export function privacyTerms(config: SeasonConfig, plan: SeasonPlan): PrivacyTerms {
  const kept = known.get(plan);
  if (kept) return kept;
  const terms = termsOf(config, plan);
  known.set(plan, terms);
  return terms;
}

/** How the cohorts of a round are drawn. */
export function drawOf(terms: PrivacyTerms, config: SeasonConfig, round: number): Draw {
  const series = { size: COHORT, seed: `${config.seed}/cohorts` };
  return terms.scoring === 'fixed' ? series : { ...series, turn: round };
}

/**
 * How updates travel. Without noise: clipped at norm 2, coordinates within ±0.02. With noise updates are long, and nothing may be
 * cut off of them that is not cut off of all.
 */
export function encodingOf({ lesson }: PrivacyTerms): Encoding {
  const weightCap = 4096;
  if (!lesson) return { rangeMicro: 20_000, clipNormMicro: 2_000_000, weightCap };
  return { rangeMicro: 120_000, clipNormMicro: 100_000_000, weightCap };
}

/** Writes the terms down. */
export function agreeOnPrivacy(season: SeasonContext): void {
  const { scoring, epsilon, lesson, leakage, limit, words } = privacyTerms(
    season.config,
    season.plan,
  );
  season.record.once(
    'privacy/agreed',
    'privacy/agreed',
    {
      scoring,
      epsilon: epsilon === null ? null : String(epsilon),
      delta: epsilon === null ? null : fixed(DELTA, 5),
      blockCandles: lesson?.block ?? null,
      sigma: lesson ? fixed(lesson.sigma, 3) : null,
      leakage: fixed(leakage, 3),
      leakageLimit: fixed(limit, 3),
      words: [...words],
    },
    now(season),
  );
}

/**
 * Asks members what they spent; what is given back writes it down, in the order of members. A member that keeps no account is
 * passed over.
 */
export async function askPrivacy(season: SeasonContext, when: string): Promise<() => void> {
  if (privacyTerms(season.config, season.plan).scoring !== 'private') return () => undefined;
  const asked = season.plan.members.map(async ({ id, index }) => {
    const name = `privacy/${when}/${id}`;
    const task = { id: `${name}/${season.id}`, member: index, kind: 'privacy', input: when };
    try {
      const told = (await season.desk.ask(task, 60_000)) as unknown as {
        epsilonMilli: number;
        limitMilli: number;
        delta: string;
        trainings: number;
      };
      return () =>
        season.record.once(
          name,
          'privacy/told',
          {
            member: id,
            spent: fixed(told.epsilonMilli / 1000, 3),
            budget: fixed(told.limitMilli / 1000, 3),
            delta: told.delta,
            trainings: told.trainings,
          },
          now(season),
        );
    } catch (error) {
      season.check();
      season.log.warn({ member: id, err: error }, 'no privacy statement');
      return undefined;
    }
  });
  const notes = await Promise.all(asked);
  return () => {
    for (const note of notes) note?.();
  };
}

function termsOf(config: SeasonConfig, plan: SeasonPlan): PrivacyTerms {
  const block = FEATURE_LOOKBACK + LEARNING.steps + LEARNING.horizon + PRIVATE.ends;
  const blocks = plan.members.map(({ data }) =>
    Math.floor((data.to - data.from) / plan.intervalMs / block),
  );
  const fewest = Math.min(...blocks);
  const longEnough = fewest >= PRIVATE.leastBlocks;
  if (config.scoring === 'private' && !longEnough) {
    throw new Fault(
      'season/too-few-blocks',
      `a member's candles are ${fewest} blocks of ${block}, and private scoring needs ${PRIVATE.leastBlocks}; use longer files or fewer members, or --scoring open or fixed`,
    );
  }
  if (config.scoring === 'fixed') return fixedTerms(config, plan);
  return config.scoring === 'open' || !longEnough
    ? openTerms(config, plan, longEnough ? undefined : { fewest, block })
    : privateTerms(config, plan, block, blocks);
}

function privateTerms(
  config: SeasonConfig,
  plan: SeasonPlan,
  block: number,
  blocks: readonly number[],
): PrivacyTerms {
  const { rate, bound, stepsPerRound, learningRate, stride } = PRIVATE;
  // Rounds and training alone, which is done with the same effort for comparison.
  const all = { rate, steps: 2 * stepsPerRound * config.rounds };
  const wanted = config.privacyBudget ?? USUAL_BUDGET;
  let sigma = upToMilli(sigmaFor({ epsilon: wanted, delta: DELTA }, all, 'rdp'));
  const questionAt = (deviation: number): LeakageQuestion => {
    const training = { sigma: deviation, bound, rate, learningRate, steps: stepsPerRound };
    const noise = noiseOverLasting(training, Math.max(...blocks), parameterCount(LEARNING));
    return questionOf(config, plan, { drift: 0, noise });
  };
  // Who names a budget gets that one or a refusal; the usual one is lowered to what the limit allows.
  while (config.privacyBudget === undefined && leakageOf(questionAt(sigma)) > LEAKAGE_LIMIT)
    sigma = upToMilli(1.1 * sigma);
  const leakage = checkLeakage(questionAt(sigma), LEAKAGE_LIMIT);
  const epsilon = Math.min(wanted, Math.ceil(rdpEpsilon({ ...all, sigma }, DELTA)));
  const lesson = { sigma, bound, rate, learningRate, block, stride, steps: stepsPerRound };
  const usual = blocks.reduce((sum, count) => sum + count, 0) / blocks.length;
  const noise = noiseSquares(lesson, usual, parameterCount(LEARNING));
  return {
    scoring: 'private',
    epsilon,
    lesson,
    leakage,
    limit: LEAKAGE_LIMIT,
    novelty: { ...NOISE, expectedNano: Math.round(1e9 * noise) },
    words: [
      `This is a scoring season: cohorts are drawn anew each round, and every member adds noise before it sends anything. All that a member sends of its learning costs at most ε ${epsilon} at δ ${DELTA}.`,
      `Counted is the influence of one block of ${block} candles, and so of each candle. How many candles a member has, and of when, is not hidden; names of their pieces, by which copies are found, say nothing of candles that nobody can guess.`,
      `From all cohort sums the hub could estimate a member's mean update with a cosine of at most ${leakage.toFixed(2)} (1 would be all); the limit is ${LEAKAGE_LIMIT}.`,
      'Members of a simulated season draw their noise from its seed, so that the same seed gives the same report; a member of its own draws it from a secret key.',
    ],
  };
}

function upToMilli(value: number): number {
  return Math.ceil(value * 1000) / 1000;
}

function openTerms(
  config: SeasonConfig,
  plan: SeasonPlan,
  short: { fewest: number; block: number } | undefined,
): PrivacyTerms {
  const leakage = leakageOf(questionOf(config, plan, { drift: 1, noise: 0 }));
  const why = short
    ? `A member's candles are ${short.fewest} blocks of ${short.block}: too few to add noise and still learn.`
    : 'It was asked for without noise.';
  return {
    scoring: 'open',
    epsilon: null,
    lesson: undefined,
    leakage,
    limit: 1,
    novelty: LASTING,
    words: [
      `This season draws scores without record-level noise: no differential privacy is promised. ${why}`,
      `From all cohort sums the hub could estimate a member's mean update with a cosine of about ${leakage.toFixed(2)} (1 would be all). For people's own data use longer files and --scoring private, or --scoring fixed.`,
    ],
  };
}

function fixedTerms(config: SeasonConfig, plan: SeasonPlan): PrivacyTerms {
  const leakage = checkLeakage(questionOf(config, plan, { drift: 1, noise: 0 }), LEAKAGE_LIMIT);
  return {
    scoring: 'fixed',
    epsilon: null,
    lesson: undefined,
    leakage,
    limit: LEAKAGE_LIMIT,
    novelty: undefined,
    words: [
      'Cohorts stay the same in all rounds: members of a cohort cannot be told apart, so they share its score.',
      `From all cohort sums the hub could estimate a member's mean update with a cosine of about ${leakage.toFixed(2)} (1 would be all); the limit is ${LEAKAGE_LIMIT}. No noise is added.`,
    ],
  };
}

function questionOf(
  config: SeasonConfig,
  plan: SeasonPlan,
  more: Pick<LeakageQuestion, 'drift' | 'noise'>,
): LeakageQuestion {
  const scoring = config.scoring === 'fixed' ? 'fixed' : 'open';
  return {
    members: plan.members.map(({ index }) => index),
    rounds: config.rounds,
    draw: (round) => drawOf({ scoring } as PrivacyTerms, config, round),
    ...more,
  };
}
