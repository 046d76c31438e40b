import { heartbeat, type Heartbeat, markVault, type When } from '#chain';
import { Fault } from '#kit';
import type { SeasonContext } from './context.ts';

/**
 * The agent shows that it lives, which marks the vault. Where a vote or the guardian has ended its session, the vault is marked all the
 * same: exits, claims and distributions go on without an agent.
 */
export async function beat(season: SeasonContext, when: Required<When>): Promise<Heartbeat> {
  const { agent, operator } = season.chain.accounts;
  try {
    return await heartbeat(season, agent, when);
  } catch (error) {
    if (!(error instanceof Fault) || !ENDED.includes(String(error.meta['error']))) throw error;
    return markVault(season, operator, { at: when.at, key: `${when.key}/without-agent` });
  }
}

/** How the vault refuses a heartbeat of a key that is no longer the agent's. */
const ENDED = ['NotAgent', 'SessionExpired'];
