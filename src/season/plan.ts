import { Fault } from '#kit';
import { LEARNING, type SeasonConfig, TOWNS } from './config.ts';

const DAY = 86_400_000;

/** A stretch of time, from (inclusive) to (exclusive), in milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What planning needs to know of a candle file. */
export interface Extent {
  readonly symbol: string;
  readonly intervalMs: number;
  /** Opening time of the first and the last candle. */
  readonly first: number;
  readonly last: number;
}

export type Role = 'honest' | 'shuffled-labels' | 'copied-data';

/** Who a member is in a season, and which data are its own. */
export interface MemberPlan {
  readonly id: string;
  readonly index: number;
  readonly name: string;
  readonly role: Role;
  /** Index into the assets. */
  readonly asset: number;
  readonly data: Range;
  /** What it deposits, in whole units of the quote asset. */
  readonly deposit: number;
}

/** When and on what a season learns, validates and trades. The three ranges follow one another and never overlap. */
export interface SeasonPlan {
  readonly intervalMs: number;
  readonly training: Range;
  readonly validation: Range;
  readonly window: Range;
  readonly members: readonly MemberPlan[];
  /** How far rounds are apart on the simulated clock, where more than a minute was asked for. */
  readonly pace?: { readonly rounds: number; readonly seconds: number };
}

/** Candles a member needs at the least: indicator look-back, one window, some labels. */
const MEMBER_CANDLES = 400;
/** What the members put in together, in whole quote units, and in which proportions. */
const POOL = 1_000_000;
const PROPORTIONS = [20, 15, 15, 12, 12, 10, 10, 6];

/**
 * Lays a season over its data. The window is fixed by the calendar (the last `days` before `shift`), never by its result.
 *
 * @throws Fault `season/mixed-intervals`, `season/odd-interval`, `season/other-grid`, `season/too-few-candles`
 */
export function planSeason(config: SeasonConfig, assets: readonly Extent[]): SeasonPlan {
  const intervalMs = assets[0]!.intervalMs;
  for (const asset of assets) {
    if (asset.intervalMs !== intervalMs) {
      throw new Fault(
        'season/mixed-intervals',
        `${asset.symbol} has candles of ${asset.intervalMs / 60_000} min and ${assets[0]!.symbol} of ${intervalMs / 60_000} min; use files of one interval`,
      );
    }
  }
  checkGrid(assets, intervalMs);
  const end = Math.min(...assets.map((asset) => asset.last)) + intervalMs - config.shift * DAY;
  const start = Math.max(...assets.map((asset) => asset.first));
  const window = { from: end - config.days * DAY, to: end };
  const validationLength = Math.max(
    config.days * DAY,
    (LEARNING.steps + 200) * intervalMs,
    7 * DAY,
  );
  const validation = { from: window.from - validationLength, to: window.from };
  const training = { from: start, to: validation.from };
  const slots = Math.ceil(config.members / assets.length);
  const need = MEMBER_CANDLES * slots;
  const have = Math.floor((training.to - training.from) / intervalMs);
  if (have < need) {
    const total = need + Math.round((end - validation.from) / intervalMs);
    throw new Fault(
      'season/too-few-candles',
      `${config.days} days of trading, ${Math.round(validationLength / DAY)} of validation and ${config.members} members need ${total} candles an asset; the files share ${Math.max(0, Math.round((end - start) / intervalMs))}: use fewer days or members, or longer files`,
    );
  }
  return {
    intervalMs,
    training,
    validation,
    window,
    members: planMembers(config.members, assets.length, training, intervalMs),
    ...(config.roundHours !== undefined && {
      pace: { rounds: config.rounds, seconds: 3600 * config.roundHours },
    }),
  };
}

/** Days are made of whole candles, blocks of whole seconds, and candles of all assets close together. */
function checkGrid(assets: readonly Extent[], intervalMs: number): void {
  if (DAY % intervalMs !== 0 || intervalMs % 1000 !== 0) {
    throw new Fault(
      'season/odd-interval',
      `a day is no whole number of candles of ${intervalMs / 60_000} min; use 1, 5, 15 or 30 minutes, hours that divide a day, or a day`,
    );
  }
  for (const { symbol, first } of assets) {
    const odd = first % 1000 !== 0;
    if (!odd && (first - assets[0]!.first) % intervalMs === 0) continue;
    throw new Fault(
      'season/other-grid',
      odd
        ? `the candles of ${symbol} open at ${first} ms, which is no whole second; round their times`
        : `the candles of ${symbol} do not open at the times of those of ${assets[0]!.symbol}; resample one of the files`,
    );
  }
}

function planMembers(
  count: number,
  assets: number,
  training: Range,
  intervalMs: number,
): MemberPlan[] {
  const slots = Math.ceil(count / assets);
  const candles = Math.floor((training.to - training.from) / intervalMs);
  const length = Math.floor(candles / slots) * intervalMs;
  const weight = (i: number): number => PROPORTIONS[i % PROPORTIONS.length]!;
  const total = Array.from({ length: count }, (_, i) => weight(i)).reduce((a, b) => a + b, 0);
  const members = Array.from({ length: count }, (_, i): MemberPlan => {
    const slot = Math.floor(i / assets);
    const from = training.to - (slot + 1) * length;
    const town = TOWNS[i % TOWNS.length]!;
    return {
      id: `m${i + 1}`,
      index: i + 1,
      name: i < TOWNS.length ? town : `${town} ${Math.floor(i / TOWNS.length) + 1}`,
      role: roleOf(i, count),
      asset: i % assets,
      data: { from, to: from + length },
      deposit: Math.floor((POOL * weight(i)) / total),
    };
  });
  return members.map((member) => {
    if (member.role !== 'copied-data') return member;
    const neighbour = members[member.index - 2]!;
    return { ...member, asset: neighbour.asset, data: neighbour.data };
  });
}

/** In groups of six and more the last member shuffles its labels and the one before copies its neighbour's data. */
function roleOf(i: number, count: number): Role {
  if (count < 6) return 'honest';
  if (i === count - 1) return 'shuffled-labels';
  return i === count - 2 ? 'copied-data' : 'honest';
}
