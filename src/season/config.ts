import { z } from 'zod';
import { type Federation, FEDERATION_NAMES, FEDERATIONS } from '#governance';
import { Fault } from '#kit';
import type { Combination } from '#rounds';

/** Ways to combine cohorts; all but the mean bound what a few poisoned cohorts can do, and need several cohorts. */
export const COMBINATIONS = [
  'mean',
  'clipped-mean',
  'trimmed-mean',
  'median',
  'clipped-median',
] as const satisfies readonly Combination['kind'][];
/** Cohorts that a trimmed mean leaves out on either side, in thousandths. */
const TRIM_MILLI = 300;

/** What a season is asked to be; everything else follows from it and the data. */
export const SeasonConfig = z.object({
  members: z.number().int().min(3).max(64).default(8),
  rounds: z.number().int().min(1).max(200).default(12),
  days: z.number().int().min(1).max(120).default(14),
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  /** Candle files, one an asset; the first is the main pair. */
  data: z.array(z.string().min(1)).min(1).max(8),
  /** How many days before the end of the files the window ends; 0 for the last days. */
  shift: z.number().int().min(0).max(3650).default(0),
  policy: z.enum(['amm', 'nexus', 'merged']).default('merged'),
  /**
   * Whether members can be scored, and at what price: with noise, without, or not at all. `auto` adds noise where members have
   * candles enough.
   */
  scoring: z.enum(['auto', 'private', 'open', 'fixed']).default('auto'),
  /**
   * ε that a member may spend in the season; without it at most 50, and less where members would be told too well. Twelve rounds of
   * two cohorts are few: with ε 10 the group still learns, but scores are chance (docs/federation.md has the figures).
   */
  privacyBudget: z.number().int().min(1).max(1000).optional(),
  /** How the group learns together; left out where it is FedAvg, so that such a season is the one it always was. */
  strategy: z.enum(FEDERATION_NAMES).optional(),
  /** How cohorts' sums become one update; left out where it is their mean. */
  combine: z.enum(COMBINATIONS).optional(),
  /** How many members measure rounds and agree on their losses; without it the hub measures alone. */
  evaluators: z.number().int().min(1).max(64).optional(),
  /** Hours of simulated time from one round to the next, so that votes can pass while the group learns; without it a minute. */
  roundHours: z.number().int().min(1).max(720).optional(),
});
export type SeasonConfig = z.infer<typeof SeasonConfig>;

/**
 * Checks a season's settings.
 *
 * @throws Fault `season/bad-config` naming the first wrong field, its value and what is allowed
 */
export function seasonConfig(input: Record<string, unknown>): SeasonConfig {
  const parsed = SeasonConfig.safeParse(input);
  if (parsed.success) {
    refuseStrangers(parsed.data);
    const { strategy, combine, ...plain } = parsed.data;
    const config: SeasonConfig = combine && combine !== 'mean' ? { ...plain, combine } : plain;
    if (strategy === undefined || strategy === 'fedavg') return config;
    refuseBuffered(strategy, config);
    return { ...config, strategy };
  }
  const issue = parsed.error.issues[0]!;
  const field = issue.path.join('.') || 'settings';
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  throw new Fault(
    'season/bad-config',
    `${field} = ${JSON.stringify(value) ?? 'nothing'} does not work: ${issue.message}`,
    { meta: { field } },
  );
}

/** The rule of learning that the founders put in force. */
export function federationOf({ strategy }: Pick<SeasonConfig, 'strategy'>): Federation {
  return FEDERATIONS[strategy ?? 'fedavg'];
}

/** Members measure for the group; there are no more evaluators than members. */
function refuseStrangers({ evaluators = 0, members }: SeasonConfig): void {
  if (evaluators <= members) return;
  throw new Fault(
    'season/bad-config',
    `evaluators = ${evaluators} does not work with ${members} members: evaluators are members; use at most as many`,
    { meta: { field: 'evaluators' } },
  );
}

/**
 * A buffer takes cohorts one by one, so there is nothing to take the middle of; and it may leave the model where it is, so that cohorts
 * that stay would be asked the same question twice, which no member answers.
 */
function refuseBuffered(
  strategy: NonNullable<SeasonConfig['strategy']>,
  { combine, scoring }: Pick<SeasonConfig, 'combine' | 'scoring'>,
): void {
  if (strategy !== 'fedbuff') return;
  if (scoring === 'fixed') {
    throw new Fault(
      'season/bad-config',
      'scoring = "fixed" does not work with strategy fedbuff: where the buffer is not full the model stays, and the same cohorts would be asked the same question again; use another scoring or strategy',
      { meta: { field: 'scoring' } },
    );
  }
  if (combine === undefined) return;
  throw new Fault(
    'season/bad-config',
    `combine = "${combine}" does not work with strategy fedbuff, which takes cohorts one by one; use mean, or another strategy`,
    { meta: { field: 'combine' } },
  );
}

/** How the founders want cohorts combined. */
export function combinationOf({ combine = 'mean' }: Pick<SeasonConfig, 'combine'>): Combination {
  return combine === 'trimmed-mean' ? { kind: combine, trimMilli: TRIM_MILLI } : { kind: combine };
}

/** How the default model is built and trained. One place, so that hub, members and documents agree. */
export const LEARNING = {
  steps: 60,
  inputSize: 25,
  hidden: 64,
  layers: 1,
  outputs: 3,
  batch: 64,
  /** Training steps of a member in one round. */
  stepsPerRound: 32,
  learningRate: 3e-4,
  clipNorm: 1,
  /**
   * Candles ahead that are predicted: the shortest horizon of those that can be learned (docs/market.md) whose dead zone is as
   * wide as a purchase and a sale cost in fees.
   */
  horizon: 6,
  /** About how many windows a member has to draw from. */
  memberWindows: 5000,
  /** Validation windows on which the hub measures a model, per asset. */
  validationWindows: 640,
} as const;

/** Names for members, after towns of the league. */
export const TOWNS = [
  'Lübeck',
  'Hamburg',
  'Bremen',
  'Visby',
  'Riga',
  'Danzig',
  'Bergen',
  'Bruges',
  'Rostock',
  'Reval',
  'Stralsund',
  'Novgorod',
  'London',
  'Cologne',
  'Lüneburg',
  'Wismar',
] as const;

/** How the agent of a season trades; the chain holds the same numbers. */
export const TRADING = {
  /** Part of the vault one plan may use. */
  planBps: 2000,
  /** Largest single trade, in basis points of the vault. */
  capBps: 200,
  slippageBps: 100,
  /** Fee of the pools in millionths. */
  feePips: 500,
  horizon: LEARNING.horizon,
} as const;
