/** Says in plain words where a season stands. */
import type { Season } from '#api';
import { dayOf } from '../figures/when.tsx';

export const STAGES = ['preparing', 'learning', 'trading', 'finished'] as const;
export type Stage = (typeof STAGES)[number];

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  preparing: 'Set up',
  learning: 'Learn together',
  trading: 'Trade and share',
  finished: 'Done',
};

/** What is happening, as a headline. */
export function headline(season: Season): string {
  const members = `${season.members} members`;
  const assets = season.assets.map((asset) => asset.base).join(', ') || 'the market';
  if (season.status === 'preparing') return `${members} are getting ready for a season`;
  if (season.status === 'learning') return `${members} are training one shared model together`;
  if (season.status === 'trading')
    return `The agent is trading the members’ pooled money in ${assets}`;
  if (season.status === 'failed') return 'The season stopped before its end';
  const days = season.days === 1 ? 'one day was' : `${season.days} days were`;
  return `The season is over: ${days} traded and settled`;
}

/** What that means, for someone who sees it for the first time. */
export function explanation(season: Season): string {
  if (season.status === 'preparing') {
    return 'The chain starts, contracts are deployed and members sign up with keys of their own.';
  }
  if (season.status === 'learning') {
    return 'Each member trains on its own machine with its own data. The hub sees only masked sums of what they learned, never anyone’s data.';
  }
  const window = `${dayOf(season.window.from)} to ${dayOf(season.window.to - 1)}`;
  if (season.status === 'trading') {
    return `Recorded prices of ${window} are replayed. The model has never seen these days. Profit, if there is any, is shared at the end of each day.`;
  }
  if (season.status === 'failed')
    return 'What happened up to that moment is kept and can be checked.';
  return `Recorded prices of ${window} were replayed. The results below stay as they are; anyone can recompute them.`;
}

/** The stage a season is in; for a failed one, the stage it reached. */
export function stageOf(season: Season, closedRounds: number): Stage {
  if (season.status !== 'failed') return season.status;
  if (season.day > 0 || season.threshold) return 'trading';
  return closedRounds > 0 ? 'learning' : 'preparing';
}

/** How far the season is, 0 to 1, when the hub does not say it itself. */
export function progressOf(season: Season, closedRounds: number): number {
  const stage = stageOf(season, closedRounds);
  if (stage === 'finished') return 1;
  if (stage === 'learning') return 0.05 + 0.45 * part(closedRounds, season.rounds);
  if (stage === 'trading') return 0.5 + 0.5 * part(season.day, season.days);
  return 0;
}

function part(done: number, all: number): number {
  return all > 0 ? Math.min(1, done / all) : 0;
}
