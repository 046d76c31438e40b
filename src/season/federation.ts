/** How the group learns: as the founders chose, until a vote on chain says otherwise. What was in force in which round is journaled. */
import { readFederation } from '#chain';
import {
  checkFederation,
  decodeFederation,
  encodeFederation,
  type Federation,
  FEDERATIONS,
} from '#governance';
import { type Hex, toFault } from '#kit';
import { assertFits, type Ground } from '#season/lesson';
import { federationOf } from './config.ts';
import { now, type SeasonContext } from './context.ts';
import { privacyTerms } from './privacy.ts';

/** A strategy and the round from which it is in force; all that an earlier one carried ends there. */
export interface InForce {
  readonly federation: Federation;
  readonly since: number;
}

const KEY = 'federation';

/** Journals how the group learns, where the founders chose other than FedAvg. */
export function foundFederation(season: SeasonContext): void {
  const federation = federationOf(season.config);
  if (federation.name === 'fedavg') return;
  const { name, ...parameters } = federation;
  season.record.once(KEY, 'federation/set', { name, parameters }, now(season));
}

/** How the group learns in a round by what is journaled so far; FedAvg where nothing else was set. */
export function federationInForce({ record }: Pick<SeasonContext, 'record'>, round = 1): InForce {
  for (let since = round; since > 1; since--) {
    const entry = record.find(`${KEY}/${since}`);
    if (entry) return { federation: read(entry.data), since };
  }
  const entry = record.find(KEY);
  return { federation: entry ? read(entry.data) : FEDERATIONS.fedavg, since: 1 };
}

/**
 * Looks before a round is opened whether the group has voted for another strategy, and journals it. A round that was opened before
 * a crash keeps what it was opened with. A word on chain that names no strategy is journaled once and changes nothing.
 */
export async function takeUpVote(season: SeasonContext, round: number): Promise<InForce> {
  const { record } = season;
  const present = federationInForce(season, round);
  if (round === 1 || record.find(`round/${round}/opened`)) return present;
  const word = await readFederation(season);
  const voted = namedBy(season, word);
  if (!voted || encodeFederation(voted) === encodeFederation(present.federation)) return present;
  const { name, ...parameters } = voted;
  const data = { name, parameters, since: round };
  record.once(`${KEY}/${round}`, 'federation/set', data, now(season));
  return { federation: voted, since: round };
}

/** What a word on chain stands for: the founders' choice where it is zero, undefined where it is nonsense. */
function namedBy(season: SeasonContext, word: Hex): Federation | undefined {
  try {
    const named = decodeFederation(word) ?? federationInForce(season).federation;
    assertFits(named, groundOf(season));
    return named;
  } catch (error) {
    const { code, message } = toFault(error);
    const data = { word, code, reason: message };
    season.record.once(`${KEY}/refused/${word}`, 'federation/refused', data, now(season));
    return undefined;
  }
}

/** What strategies must go with in this season. */
export function groundOf({ config, plan }: Pick<SeasonContext, 'config' | 'plan'>): Ground {
  const { lesson, scoring } = privacyTerms(config, plan);
  return { privacy: lesson, cohorts: scoring === 'fixed' ? 'fixed' : 'drawn' };
}

function read(data: Readonly<Record<string, unknown>>): Federation {
  const { name, parameters } = data as { name: string; parameters: Record<string, number> };
  return checkFederation({ name, ...parameters } as Federation);
}
