import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { FEDERATIONS } from '#governance';
import { openJournal } from '#journal';
import { seasonConfig } from './config.ts';
import type { SeasonContext } from './context.ts';
import { planSeason } from './plan.ts';
import { privacyTerms } from './privacy.ts';
import { openRecord } from './record.ts';
import { noveltyRule } from './score.ts';

const ROUNDS = 12;
const extent = { symbol: 'A', intervalMs: 300_000, first: 0, last: 105_000 * 300_000 };

function season(over: Record<string, unknown> = {}) {
  const config = seasonConfig({ data: ['a'], members: 3, rounds: ROUNDS, ...over });
  const plan = planSeason(config, [extent]);
  const db = new DatabaseSync(':memory:');
  const record = openRecord(db, openJournal(db));
  const context = { config, plan, record } as SeasonContext;
  const vote = (since: number, muMicro: number): void => {
    const data = { name: 'fedprox' as const, parameters: { muMicro }, since };
    record.once(`federation/${since}`, 'federation/set', data, 0);
  };
  return { context, vote, terms: privacyTerms(config, plan) };
}

describe('what is expected to be a member’s own', () => {
  it('is the noise that was agreed', () => {
    const { context, terms } = season();
    expect(noveltyRule(context)).toEqual({ novelty: terms.novelty });
    expect(noveltyRule(season({ scoring: 'fixed' }).context)).toEqual({});
    const open = season({ scoring: 'open' });
    expect(noveltyRule(open.context)).toEqual({ novelty: open.terms.novelty });
  });

  it('is less where FedProx pulls back what was added, from the round on in which it does', () => {
    const { context, vote, terms } = season();
    const whole = terms.novelty!.expectedNano!;
    const expected = (): number => noveltyRule(context).novelty!.expectedNano!;
    vote(7, 2_000_000);
    // Two steps of 0.4: of the first one's noise a fifth stays, squared; six of eleven rounds.
    expect(expected() / whole).toBeCloseTo(1 - (6 / 11) * (1 - (1 + 0.2 ** 2) / 2), 6);
    vote(2, FEDERATIONS.fedprox.muMicro);
    expect(expected() / whole).toBeLessThan(0.75);
  });
});
