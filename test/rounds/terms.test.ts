/** What a season costs is on a member's desk before anything to be trained, and what it then trains costs no more than that. */
import { describe, expect, it } from 'vitest';
import { VolatileMemory } from '#members';
import { PrivacyLedger } from '#members/privacy';
import { costOf, type SignedTask } from '#rounds/member';
import { planSeason, privacyTerms, seasonConfig, type SeasonContext } from '#season';
import { openTerms } from '../../src/cli/member/terms.ts';
import { announceTerms } from '../../src/season/announce.ts';
import { openWorld } from './world.ts';

const extent = { symbol: 'A', intervalMs: 300_000, first: 0, last: 105_000 * 300_000 };

function announced(over: Record<string, unknown>) {
  const config = seasonConfig({ data: ['a'], members: 3, rounds: 4, ...over });
  const plan = planSeason(config, [extent]);
  const world = openWorld({ members: 3 });
  const announce = (): void =>
    announceTerms({ config, plan, desk: world.desk, id: 's1' } as SeasonContext);
  announce();
  // A hub that was killed announces once more.
  announce();
  void world.engine.runRound(world.request(1)).catch(() => undefined);
  const next = (member: number): Promise<SignedTask | undefined> =>
    world.desk.next(member, 'work', 1000);
  return { next, terms: privacyTerms(config, plan), rounds: config.rounds };
}

describe('what a season costs', () => {
  it('comes before its first round, to every member, and is kept to', async () => {
    const { next, terms, rounds } = announced({});
    for (const member of [1, 2, 3]) expect((await next(member))!.task.kind).toBe('terms');
    const { input } = (await next(2))!.task;
    const limit = { epsilon: terms.epsilon!, delta: 1e-5, chosen: false };
    const ledger = new PrivacyLedger(new VolatileMemory(), limit);
    const member = openTerms(new VolatileMemory(), ledger, limit);
    expect(member.hear(input)).toEqual({ joins: true });
    const { lesson } = terms;
    for (let round = 1; round <= rounds; round++) ledger.charge(`${round}`, costOf(lesson!));
    ledger.charge('alone', { ...costOf(lesson!), steps: rounds * lesson!.steps });
    expect(member.sentence()).toContain(`ε ${ledger.state().spent.toFixed(0)}`);
  });

  it('is said where nothing is added, too', async () => {
    const { next } = announced({ scoring: 'open' });
    const { kind, input } = (await next(3))!.task;
    expect([kind, input]).toEqual(['terms', { season: 's1', rounds: 4, noise: null }]);
  });
});
