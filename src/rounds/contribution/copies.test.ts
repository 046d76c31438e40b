import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { type Hex, sha256, utf8 } from '#kit';
import { keptParts } from './copies.ts';
import { explainScore } from './explain.ts';
import { type ScoredRound, scoreMembers } from './scores.ts';
import { publishScores } from './verify-scores.ts';

const piece = (name: number): Hex => sha256(utf8(`piece ${name}`));

describe('what copies keep', () => {
  it('is all of it for data that nobody else holds, and its part where others do', () => {
    const kept = keptParts([
      { member: 1, pieces: [1, 2, 3, 4].map(piece) },
      { member: 2, pieces: [1, 2, 3, 4].map(piece) },
      { member: 3, pieces: [4, 5].map(piece) },
      { member: 4, pieces: [9].map(piece) },
    ]);
    expect(kept.get(4)).toBe(1_000_000);
    expect(kept.get(1)).toBe(Math.floor((1e6 / 2 + 1e6 / 2 + 1e6 / 2 + 1e6 / 3) / 4));
    expect(kept.get(2)).toBe(kept.get(1));
    expect(kept.get(3)).toBe(Math.floor((1e6 / 3 + 1e6) / 2));
  });

  it('is together no more than one whole, however many identities hold the same', () => {
    const worlds = fc.record({
      copies: fc.integer({ min: 1, max: 40 }),
      pieces: fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(worlds, ({ copies, pieces }) => {
        const same = Array.from({ length: copies }, (_, i) => ({
          member: i,
          pieces: pieces.map(piece),
        }));
        const together = [...keptParts(same).values()].reduce((a, b) => a + b, 0);
        expect(together).toBeLessThanOrEqual(1_000_000);
        expect(together).toBeGreaterThan(1_000_000 - 2 * copies);
      }),
    );
  });

  it('counts a piece once that a member names twice, and nothing for who names none', () => {
    const twice = keptParts([
      { member: 1, pieces: [1, 1, 1, 2].map(piece) },
      { member: 2, pieces: [2].map(piece) },
    ]);
    expect(twice.get(1)).toBe(750_000);
    expect(() => keptParts([{ member: 1, pieces: [] }])).toThrow(
      expect.objectContaining({ code: 'rounds/no-pieces' }),
    );
  });
});

describe('scores of copies', () => {
  const rounds: ScoredRound[] = Array.from({ length: 12 }, (_, r) => ({
    round: r + 1,
    cohorts:
      r % 2
        ? [
            [1, 3],
            [2, 4],
          ]
        : [
            [1, 2],
            [3, 4],
          ],
    lossNano: [9000, 8000, 8000, 7000],
  }));
  const members = [1, 2, 3, 4];
  const holdings = [
    { member: 1, pieces: [piece(1)] },
    { member: 2, pieces: [piece(1)] },
    { member: 3, pieces: [piece(3)] },
    { member: 4, pieces: [piece(4)] },
  ];

  it('are one reward together, and nothing for who commits to nothing', () => {
    const rule = { warmup: 0, ridgeMilli: 300 };
    const artefacts = publishScores({ epoch: 1, members, rule, rounds, holdings });
    const scores = artefacts.scores.map(({ scoreMicro }) => scoreMicro);
    for (const [i, due] of [166_666, 166_666, 333_333, 333_333].entries())
      expect(Math.abs(scores[i]! - due)).toBeLessThanOrEqual(1);
    const silent = { epoch: 1, members, rule, rounds, holdings: holdings.slice(0, 3) };
    expect(publishScores(silent).scores[3]!.scoreMicro).toBe(0);
    expect(publishScores({ epoch: 1, members, rule, rounds }).root).not.toBe(artefacts.root);
    const explained = explainScore(artefacts, 1);
    expect(explained).toMatchObject({ keptMicro: 500_000, root: artefacts.root });
    const part = (explained.score.gainNano * 1e6 * 0.5) / explained.allGains;
    expect(Math.abs(part - scores[0]!)).toBeLessThan(2000);
  });

  it('are nothing for who holds less than half of the usual, so that splitting does not pay', () => {
    const rule = { warmup: 0, ridgeMilli: 300 };
    const pieces = (...names: number[]): Hex[] => names.map(piece);
    const split = [
      { member: 1, pieces: pieces(1) },
      { member: 2, pieces: pieces(2, 3) },
      { member: 3, pieces: pieces(4, 5, 6, 7) },
      { member: 4, pieces: pieces(8, 9, 10, 11) },
    ];
    const { scores } = publishScores({ epoch: 1, members, rule, rounds, holdings: split });
    expect(scores[0]!.scoreMicro).toBe(0);
    expect(scores[1]!.scoreMicro).toBeGreaterThan(0);
  });

  it('refuse parts that are none', () => {
    for (const kept of [
      [1, 1, 1],
      [1, 1, 1, -1],
      [1, 1, 1, 1_000_001],
      [0.5, 1, 1, 1],
    ])
      expect(() => scoreMembers(members, rounds, undefined, { sizes: [1, 1, 1, 1], kept })).toThrow(
        expect.objectContaining({ code: 'rounds/bad-artefacts' }),
      );
  });
});
