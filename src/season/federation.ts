import { checkFederation, type Federation, FEDERATIONS } from '#governance';
import { federationOf } from './config.ts';
import { now, type SeasonContext } from './context.ts';

const KEY = 'federation';

/** Journals how the group learns, where the founders chose other than FedAvg. */
export function foundFederation(season: SeasonContext): void {
  const federation = federationOf(season.config);
  if (federation.name === 'fedavg') return;
  const { name, ...parameters } = federation;
  season.record.once(KEY, 'federation/set', { name, parameters }, now(season));
}

/** How the group learns by the rules in force, as journaled; FedAvg where nothing else was set. */
export function federationInForce({ record }: Pick<SeasonContext, 'record'>): Federation {
  const entry = record.find(KEY);
  if (!entry) return FEDERATIONS.fedavg;
  const { name, parameters } = entry.data as { name: string; parameters: Record<string, number> };
  return checkFederation({ name, ...parameters } as Federation);
}
