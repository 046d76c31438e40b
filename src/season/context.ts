import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Account, Chain, Deployment, Ledger } from '#chain';
import type { Journal } from '#journal';
import { formatDecimal } from '#kit';
import type { Roster } from '#members';
import type { RoundEngine, TaskDesk } from '#rounds';
import type { Blobs } from '#store';
import { PRICE_SCALE } from '#trading';
import type { SeasonConfig } from './config.ts';
import type { SeasonData } from './data.ts';
import type { Interludes } from './interludes.ts';
import type { MemberPlan, SeasonPlan } from './plan.ts';
import type { SeasonRecord } from './record.ts';
import { memberAccount } from './signing.ts';
import type { Timeline } from './timeline.ts';

/** Everything a season's steps work with; made once by whoever opens the hub. */
export interface SeasonContext extends Ledger {
  readonly id: string;
  readonly config: SeasonConfig;
  readonly plan: SeasonPlan;
  readonly times: Timeline;
  readonly data: readonly SeasonData[];
  readonly db: DatabaseSync;
  readonly journal: Journal;
  readonly record: SeasonRecord;
  readonly blobs: Blobs;
  readonly chain: Chain;
  readonly deployment: Deployment;
  readonly engine: RoundEngine;
  readonly desk: TaskDesk;
  readonly roster: Roster;
  readonly interludes: Interludes;
  readonly log: Logger;
  /** Says what goes on now, in words, and how much of the season is done, 0 to 1. */
  progress(step: string, done: number): void;
  /** Lets go where the season was asked to stop: throws `season/stopped`. */
  check(): void;
}

/** The quote asset. */
export const QUOTE = { symbol: 'USDC', decimals: 6 } as const;

/** Decimals of the weight that a share carries: one whole unit a quote token of the first deposits. */
export const WEIGHT_DECIMALS = 9;

/** Quote units as decimal text. */
export function money(units: bigint): string {
  return formatDecimal(units, QUOTE.decimals);
}

/** A scaled price as decimal text: to quote units from one on, to all its digits below. */
export function priceMoney(price: bigint): string {
  if (price >= 10n ** BigInt(QUOTE.decimals) * PRICE_SCALE) return money(price / PRICE_SCALE);
  return formatDecimal(price, QUOTE.decimals + 12);
}

/** A number as decimal text with so many places; never minus zero. */
export function fixed(value: number, places: number): string {
  const text = value.toFixed(places);
  return Number(text) === 0 ? (0).toFixed(places) : text;
}

/** The account of a member, which signs for itself. */
export function accountOf(season: SeasonContext, member: MemberPlan): Account {
  const { wallet } = season.roster.get(member.index);
  return memberAccount(season.desk, member.index, wallet!);
}

/** Chain time in milliseconds: what journal entries are dated with. */
export function now(season: Pick<SeasonContext, 'chain'>): number {
  return season.chain.now() * 1000;
}
