import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { merkleVerify, seededRandom } from '#kit';
import { explainScore } from './explain.ts';
import { ridge } from './ridge.ts';
import {
  lossInNano,
  type ScoredRound,
  scoreLeaf,
  scoreMembers,
  scoreTree,
  valuesOf,
} from './scores.ts';
import { publishScores, verifyScores } from './verify-scores.ts';

/** Rounds in which each cohort takes off the loss exactly what its members bring. */
function additiveRounds(brings: readonly number[], count: number, noise = 0): ScoredRound[] {
  const random = seededRandom('additive');
  return Array.from({ length: count }, (_, r) => {
    const order = random.shuffled(brings.map((_, i) => i + 1));
    const half = Math.floor(order.length / 2);
    const cohorts = [order.slice(0, half), order.slice(half)];
    const values = cohorts.map((cohort) =>
      cohort.reduce(
        (sum, member) => sum + brings[member - 1]!,
        Math.round(noise * (random.unit() - 0.5)),
      ),
    );
    const base = 1_000_000_000;
    return {
      round: r + 1,
      cohorts,
      lossNano: [base, base - values[0]!, base - values[1]!, base - values[0]! - values[1]!],
    };
  });
}

const MEMBERS = [1, 2, 3, 4, 5, 6, 7, 8];
const BRINGS = [4000, 3000, 2000, 1000, 5000, 2500, 3500, -1500];

describe('scores', () => {
  it('find what each member brings, and give nothing for harm', () => {
    const scores = scoreMembers(MEMBERS, additiveRounds(BRINGS, 60), { warmup: 0, ridgeMilli: 1 });
    scores.forEach(({ gainNano }, i) => expect(Math.abs(gainNano - BRINGS[i]!)).toBeLessThan(20));
    expect(scores[7]!.scoreMicro).toBe(0);
    const total = scores.reduce((sum, { scoreMicro }) => sum + scoreMicro, 0);
    expect(total).toBeLessThanOrEqual(1_000_000);
    expect(total).toBeGreaterThan(1_000_000 - MEMBERS.length);
  });

  it('rest on losses that are numbers', () => {
    expect(lossInNano(1.076_560_123_4)).toBe(1_076_560_123);
    for (const loss of [Number.NaN, Infinity, 1e9]) {
      expect(() => lossInNano(loss)).toThrow(
        expect.objectContaining({ code: 'rounds/not-finite' }),
      );
    }
  });

  it('leave warm-up rounds out, and give zero to who was never in a counted sum', () => {
    const rounds = additiveRounds(BRINGS, 30);
    const spoiled = [{ ...rounds[0]!, lossNano: [0, 5e9, -5e9, 1] }, ...rounds.slice(1)];
    const rule = { warmup: 1, ridgeMilli: 300 };
    expect(scoreMembers(MEMBERS, spoiled, rule)).toEqual(scoreMembers(MEMBERS, rounds, rule));
    const withAbsent = scoreMembers([...MEMBERS, 9], rounds, rule);
    expect(withAbsent[8]).toEqual({ member: 9, gainNano: 0, scoreMicro: 0 });
  });

  it('count a round by what it taught: chance on a plateau earns nothing', () => {
    const learning = additiveRounds(BRINGS, 12);
    const plateau = additiveRounds([0, 0, 0, 0, 0, 0, 0, 900_000], 12).map((round) => ({
      ...round,
      round: round.round + 12,
      // Whoever is with member 8 seems to gain, the others to lose as much: as a whole nothing is learned.
      lossNano: [0, round.lossNano[1]!, -round.lossNano[1]!, 0].map((x) => x % 1_000_000),
    }));
    expect(scoreMembers(MEMBERS, [...learning, ...plateau])).toEqual(
      scoreMembers(MEMBERS, learning),
    );
  });

  it('need no rounds to be all zero', () => {
    expect(scoreMembers([1, 2], []).map(({ scoreMicro }) => scoreMicro)).toEqual([0, 0]);
  });

  it('do not depend on how members or rounds are listed', () => {
    const rounds = additiveRounds(BRINGS, 12, 800);
    const byMember = (scores: ReturnType<typeof scoreMembers>): [number, number][] =>
      scores
        .map(({ member, scoreMicro }): [number, number] => [member, scoreMicro])
        .sort((a, b) => a[0] - b[0]);
    const usual = byMember(scoreMembers(MEMBERS, rounds));
    for (const [member, score] of byMember(
      scoreMembers([...MEMBERS].reverse(), [...rounds].reverse()),
    ))
      expect(Math.abs(score - usual[member - 1]![1])).toBeLessThanOrEqual(1);
  });

  it('commit to a root under which every score can be shown', () => {
    const { scores, root, epoch } = publishScores({
      epoch: 7,
      members: MEMBERS,
      rule: { warmup: 0, ridgeMilli: 300 },
      rounds: additiveRounds(BRINGS, 12),
    });
    const tree = scoreTree(scores, epoch);
    for (const score of scores) {
      const leaf = scoreLeaf(score, epoch);
      expect(merkleVerify(leaf, tree.proof(leaf), root)).toBe(true);
      expect(
        merkleVerify(
          scoreLeaf({ ...score, scoreMicro: score.scoreMicro + 1 }, epoch),
          tree.proof(leaf),
          root,
        ),
      ).toBe(false);
    }
  });

  it('are recomputed from the rounds: any altered number is named', async () => {
    const artefacts = publishScores({
      epoch: 1,
      members: MEMBERS,
      rule: { warmup: 0, ridgeMilli: 300 },
      rounds: additiveRounds(BRINGS, 12),
    });
    expect((await verifyScores(artefacts)).problems).toEqual([]);
    const raised = artefacts.scores.map((score) =>
      score.member === 8 ? { ...score, scoreMicro: 5 } : score,
    );
    expect((await verifyScores({ ...artefacts, scores: raised })).problems).toEqual([
      'member 8: score 5 is published, 0 follows from the rounds',
    ]);
    const lossNano = [...artefacts.rounds[3]!.lossNano];
    lossNano[1]! -= 40_000;
    const rounds = artefacts.rounds.map((round, i) => (i === 3 ? { ...round, lossNano } : round));
    const altered = await verifyScores({ ...artefacts, rounds });
    expect(altered.problems.some((problem) => problem.startsWith('root '))).toBe(true);
    const checked = await verifyScores(
      { ...artefacts, rounds },
      async (round) => artefacts.rounds[round - 1]!,
    );
    expect(checked.problems).toEqual([
      'round 4: its cohorts or losses are not those of the stored sums',
    ]);
  });

  it('are explained line by line: level and parts sum to the gain', () => {
    const rounds = additiveRounds(BRINGS, 12, 500);
    const artefacts = publishScores({
      epoch: 1,
      members: MEMBERS,
      rule: { warmup: 1, ridgeMilli: 300 },
      rounds,
    });
    for (const member of MEMBERS) {
      const { score, level, lines, allGains, root } = explainScore(artefacts, member);
      expect(root).toBe(artefacts.root);
      expect(score).toEqual(artefacts.scores[member - 1]);
      const sum = lines.reduce((all, { adds }) => all + adds, level);
      expect(Math.abs(sum - score.gainNano)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(lines).toHaveLength(22);
      expect(lines.filter(({ within }) => within)).toHaveLength(11);
      expect(score.scoreMicro).toBe(Math.floor((Math.max(0, score.gainNano) * 1e6) / allGains));
    }
    expect(() => explainScore(artefacts, 99)).toThrow(/no member 99/);
  });

  it('refuse losses that do not fit the cohorts', () => {
    expect(() => valuesOf({ round: 3, cohorts: [[1], [2]], lossNano: [1, 2] })).toThrow(
      /4 integers are needed/,
    );
  });
});

describe('ridge regression', () => {
  it('solves the normal equations', () => {
    const matrix = fc.array(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(
        matrix,
        fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 12, maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 12, maxLength: 12 }),
        (rows, b, w) => {
          const x = ridge(rows, b, w, 0.5);
          for (let i = 0; i < 4; i++) {
            const left = rows.reduce(
              (sum, row, k) => sum + w[k]! * row[i]! * row.reduce((s, a, j) => s + a * x[j]!, 0),
              0.5 * x[i]!,
            );
            const right = rows.reduce((sum, row, k) => sum + w[k]! * row[i]! * b[k]!, 0);
            expect(left).toBeCloseTo(right, 6);
          }
        },
      ),
    );
  });
});
