/** What every deed that people ask for has in common: when it may be asked, who acts, and that it is done once. */
import { randomUUID } from 'node:crypto';
import type { Share } from '#chain';
import { Fault } from '#kit';
import { type MemberPlan, QUOTE, type SeasonContext } from '#season';
import type { AnswerParts } from '../parts.ts';
import { inPlainWords } from '../plain-words.ts';
import { type Holder, poolOf, sharesHeld, unitsOf } from './pool.ts';

/** From when on a deed can be asked: once the agent trades, or between two rounds of learning, too. */
export type Opening = 'trading' | 'learning';

/**
 * Does a deed between two candles, or two rounds, or at once where the season is over, and tells refusals in plain words.
 *
 * @throws Fault `hub/not-open-yet` before trading begins, `hub/season-failed` where the season stopped
 */
export async function ask<T>(
  parts: AnswerParts,
  deed: () => Promise<T>,
  opening: Opening = 'trading',
): Promise<T> {
  const { season, stage, report } = parts;
  if (report.status === 'failed') {
    throw new Fault(
      'hub/season-failed',
      'the season stopped with a fault; see hanse audit and the log, and start the hub again',
    );
  }
  const learning = opening === 'learning' && report.status === 'learning';
  if (!stage.desk && !learning && !isOver(season)) {
    throw new Fault(
      'hub/not-open-yet',
      'the season is still learning: this can be asked once trading has begun',
    );
  }
  parts.wake();
  return season.interludes.run(async () => {
    try {
      return await deed();
    } catch (error) {
      throw inPlainWords(error);
    }
  });
}

/** Whether the season was played to its end: simulated time stands still. */
export function isOver(season: SeasonContext): boolean {
  return season.record.find('finished') !== undefined;
}

/** The member of a name such as `m1`. */
export function memberOf(season: SeasonContext, id: string): MemberPlan {
  const found = season.plan.members.find((member) => member.id === id);
  if (found) return found;
  throw new Fault(
    'hub/unknown-member',
    `there is no member ${id}; use m1 to m${season.plan.members.length}`,
  );
}

/** A member's wallet. */
export function walletOf(season: SeasonContext, member: MemberPlan): `0x${string}` {
  const known = season.roster.list().find((one) => one.member === member.index);
  if (known?.wallet) return known.wallet;
  throw new Fault('hub/no-wallet', `${member.id} has not enrolled with a wallet yet; wait for it`);
}

/** A member of a name such as `m1`, with its wallet. */
export function holderOf(season: SeasonContext, id: string): Holder {
  const member = memberOf(season, id);
  return { id: member.id, wallet: walletOf(season, member) };
}

/** The shares a member holds, or the one that is named. */
export async function heldBy(
  season: SeasonContext,
  member: MemberPlan,
  nft?: number,
): Promise<readonly Share[]> {
  return sharesHeld(poolOf(season), holderOf(season, member.id), nft);
}

/** The name under which a deed is done once. */
export function keyOf(deed: string, once: string | undefined): string {
  return `asked/${deed}/${once ?? randomUUID()}`;
}

/** A deed known under one name must be the same deed. */
export function sameDeed(known: boolean, once: string | undefined): void {
  if (known) return;
  throw new Fault(
    'hub/once-conflict',
    `another deed was done under the name ${once}; use a new name for this one`,
  );
}

/** Quote units of a decimal text, above zero. */
export function units(field: string, value: string, decimals: number = QUOTE.decimals): bigint {
  return unitsOf(field, value, decimals);
}
