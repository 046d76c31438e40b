import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openJournal } from '#journal';
import { type Hex, seededRandom, toHex } from '#kit';
import {
  agreeOnLosses,
  commitEvaluation,
  type EvaluationCommitment,
  type EvaluationReveal,
} from './evaluators.ts';

const random = seededRandom('evaluators');
const reveal = (evaluator: string, lossNano: readonly number[]): EvaluationReveal => ({
  evaluator,
  round: 3,
  lossNano,
  salt: toHex(random.bytes(32)),
});
const commit = (shown: EvaluationReveal): EvaluationCommitment => ({
  evaluator: shown.evaluator,
  round: shown.round,
  commitment: commitEvaluation(shown),
});
const truth = [1_000_000, 900_000, 950_000, 860_000];

describe('several evaluators', () => {
  it('agree with the hub where it is alone', () => {
    const shown = reveal('hub', truth);
    expect(agreeOnLosses({ hub: 1n }, [commit(shown)], [shown])).toEqual({
      round: 3,
      lossNano: truth,
      evaluators: ['hub'],
      offNano: [0],
    });
  });

  it('are not moved by a minority, however wild', () => {
    const worlds = fc.record({
      stakes: fc.array(fc.bigInt({ min: 1n, max: 10n ** 24n }), { minLength: 3, maxLength: 9 }),
      wild: fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 4, maxLength: 4 }),
      noise: fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 9, maxLength: 9 }),
    });
    fc.assert(
      fc.property(worlds, ({ stakes, wild, noise }) => {
        const all = stakes.reduce((a, b) => a + b, 0n);
        const named = Object.fromEntries(stakes.map((stake, i) => [`e${i}`, stake]));
        // The first is bad only where the others hold more than half of the stake.
        const bad = 2n * stakes[0]! < all ? 0 : -1;
        const shown = stakes.map((_, i) =>
          reveal(
            `e${i}`,
            truth.map((loss, k) => (i === bad ? wild[k]! : loss + noise[i]!)),
          ),
        );
        const { lossNano } = agreeOnLosses(named, shown.map(commit), shown);
        for (const [k, loss] of lossNano.entries())
          expect(Math.abs(loss - truth[k]!)).toBeLessThanOrEqual(1500);
      }),
    );
  });

  it('count who showed what it had committed to, and nobody else', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => reveal(name, truth));
    const stakes = { a: 4n, b: 4n, c: 1n };
    const commitments = [a!, b!, c!].map(commit);
    const copied = reveal(
      'c',
      truth.map((loss) => loss + 5),
    );
    const stranger = reveal('d', [0, 0, 0, 0]);
    const agreed = agreeOnLosses(
      stakes,
      [...commitments, commit(copied), commit(stranger)],
      [a!, b!, copied, stranger],
    );
    expect(agreed.evaluators).toEqual(['a', 'b']);
    expect(agreed.lossNano).toEqual(truth);
    const none = expect.objectContaining({ code: 'rounds/no-agreement' });
    expect(() => agreeOnLosses(stakes, commitments, [a!])).toThrow(none);
    expect(() => agreeOnLosses({ a: 1n, b: 1n }, commitments, [a!])).toThrow(none);
    const broken = reveal(
      'b',
      [Number.NaN, 0, 0, 0].map((x) => x || 0.5),
    );
    expect(() => agreeOnLosses({ b: 1n }, [commit(a!)], [broken])).toThrow(none);
    const short = reveal('b', [1]);
    expect(() => agreeOnLosses({ a: 1n, b: 1n }, [commit(a!), commit(short)], [a!, short])).toThrow(
      none,
    );
  });

  it('hide what they measured until they show it', () => {
    const [one, other] = [reveal('a', truth), reveal('a', truth)];
    expect(commitEvaluation(one)).not.toBe(commitEvaluation(other));
    expect(commitEvaluation(one)).not.toBe(commitEvaluation({ ...one, evaluator: 'b' }));
  });

  it('are agreed about again from the journal alone', () => {
    const journal = openJournal(new DatabaseSync(':memory:'));
    const shown = ['a', 'b', 'c'].map((name, i) =>
      reveal(
        name,
        truth.map((loss) => loss + 10 * i),
      ),
    );
    const stakes = { a: 3n, b: 3n, c: 1n };
    for (const one of shown) journal.append('evaluation/committed', { ...commit(one) }, 1);
    for (const one of shown) journal.append('evaluation/revealed', { ...one }, 2);
    const agreed = agreeOnLosses(stakes, shown.map(commit), shown);
    journal.append('evaluation/agreed', { ...agreed }, 3);
    const kept = (kind: string): unknown[] => journal.after(0, 100, [kind]).map(({ data }) => data);
    const again = agreeOnLosses(
      stakes,
      kept('evaluation/committed') as { evaluator: string; round: number; commitment: Hex }[],
      kept('evaluation/revealed') as EvaluationReveal[],
    );
    expect([again]).toEqual(kept('evaluation/agreed'));
    expect(agreed.offNano[2]).toBeGreaterThan(agreed.offNano[0]!);
  });
});
