import { describe, expect, it } from 'vitest';
import { VolatileMemory } from '#members';
import { PrivacyLedger, rdpEpsilon } from '#members/privacy';
import type { Plain } from '#rounds/member';
import { openTerms } from './terms.ts';

const NOISE = { sigma: '2', rate: '0.5', stepsPerRound: 2, steps: 12 };
const PRIVATE: Plain = { season: 's1', rounds: 3, noise: NOISE };
const OPEN: Plain = { season: 's1', rounds: 3, noise: null };

function member(limit: { epsilon: number; chosen: boolean }, memory = new VolatileMemory()) {
  const full = { ...limit, delta: 1e-5 };
  const ledger = new PrivacyLedger(memory, full);
  const terms = openTerms(memory, ledger, full);
  const train = (round: number): boolean =>
    ledger.charge(`round ${round}`, { sigma: 2, rate: 0.5, steps: 2 });
  return { ledger, terms, train, memory };
}
const unset = { epsilon: 3, chosen: false };
const refused = expect.objectContaining({ code: 'members/budget-too-small' });

describe('what a season will cost a member', () => {
  it('is told before the first round; with no budget set a dearer one is sat out, and nothing is spent', () => {
    const { terms, ledger } = member(unset);
    terms.admit('s1');
    expect(terms.sentence()).toBeUndefined();
    expect(terms.hear(PRIVATE)).toEqual({ joins: false });
    expect(terms.sentence()).toMatch(
      /3 rounds .* to ε 4\.4 at δ 0\.00001 at the most; nobody set its budget, .* allows 3: it sits .* spends nothing; .*--privacy-budget 5$/,
    );
    expect(() => terms.admit('s1')).toThrow(refused);
    // Training alone is named by no season, and belongs to the one heard of last.
    expect(() => terms.admit()).toThrow(refused);
    terms.admit('another');
    expect(ledger.state()).toMatchObject({ spent: 0, charges: 0 });
  });

  it('is what the accountant says, and the budget that is named lets every training pass', () => {
    const { terms, ledger } = member({ epsilon: 4.5, chosen: true });
    expect(terms.hear(PRIVATE)).toEqual({ joins: true });
    expect(terms.sentence()).toMatch(/its limit is 4\.5, which is enough$/);
    const all = { sigma: 2, rate: 0.5, steps: 12 };
    expect(ledger.after(all)).toBeLessThanOrEqual(rdpEpsilon(all, 1e-5));
    for (let round = 1; round <= 6; round++) {
      terms.admit('s1');
      ledger.charge(`${round}`, { ...all, steps: 2 });
    }
    expect(ledger.state().spent).toBeGreaterThan(4.3);
  });

  it('does not keep a member from going as far as the budget it set, and says how far', () => {
    const { terms, train } = member({ epsilon: 3.2, chosen: true });
    terms.hear(PRIVATE);
    const [, told] = /limit is 3\.2, which is enough for (\d+) more rounds/.exec(
      terms.sentence()!,
    )!;
    let done = 0;
    const go = (): void => {
      for (;;) {
        terms.admit('s1');
        train(done + 1);
        done++;
      }
    };
    expect(go).toThrow(expect.objectContaining({ code: 'members/budget-spent' }));
    expect(done).toBe(Number(told));
    expect(terms.sentence()).toMatch(/enough for 0 more rounds/);
  });

  it('counts what earlier seasons cost, and after a restart nothing twice', () => {
    const { terms, train, memory } = member({ epsilon: 6, chosen: true });
    terms.hear(PRIVATE);
    const first = terms.sentence();
    for (const round of [1, 2]) train(round);
    const again = member({ epsilon: 6, chosen: true }, memory);
    expect(again.terms.sentence()).toBe(first);
    expect(again.terms.hear(PRIVATE)).toEqual({ joins: true });
    expect(again.terms.sentence()).toBe(first);
    again.terms.hear({ season: 's2', rounds: 6, noise: { ...NOISE, steps: 24 } });
    expect(again.terms.sentence()).toMatch(/bring this member to ε 6\.\d .* limit is 6, which/);
    // A new season asks once more, also a member that goes along in the one before.
    const poor = member({ epsilon: 6, chosen: false }, memory);
    expect(() => poor.terms.admit('s2')).not.toThrow();
    const other = { season: 's3', rounds: 6, noise: { ...NOISE, steps: 24 } };
    expect(poor.terms.hear(other)).toEqual({ joins: false });
    expect(() => member(unset, memory).terms.admit('s3')).toThrow(refused);
  });

  it('is taken up by a member that sets its budget afterwards, also where the answer is kept', () => {
    const { terms, memory } = member(unset);
    expect(terms.hear(PRIVATE)).toEqual({ joins: false });
    const set = member({ epsilon: 4.5, chosen: true }, memory);
    set.terms.admit('s1');
    expect(set.terms.sentence()).toMatch(/limit is 4\.5, which is enough$/);
  });

  it('is said where there is no noise, too', () => {
    const free = member(unset);
    expect(free.terms.hear(OPEN)).toEqual({ joins: true });
    expect(free.terms.sentence()).toMatch(/adds no noise, so nothing is promised/);
    free.terms.admit('s1');
    const careful = member({ epsilon: 8, chosen: true });
    careful.terms.hear(OPEN);
    expect(careful.terms.sentence()).toMatch(/sits the learning out.*--privacy-budget none/);
  });

  it('is refused where it says nothing', () => {
    const wrong = [
      null,
      {},
      { season: 's1', rounds: 0, noise: null },
      { season: 's1', rounds: 3 },
      { season: 's1', rounds: 3, noise: { ...NOISE, sigma: '0' } },
      { season: 's1', rounds: 3, noise: { ...NOISE, rate: '2' } },
      { season: 's1', rounds: 3, noise: { ...NOISE, steps: -1 } },
    ];
    for (const announced of wrong) {
      const { terms } = member(unset);
      expect(() => terms.hear(announced as Plain)).toThrow(
        expect.objectContaining({ code: 'members/bad-terms' }),
      );
      expect(terms.sentence()).toBeUndefined();
    }
  });
});
