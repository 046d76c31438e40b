import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import {
  LASTING,
  lossInNano,
  measureNovelty,
  newParts,
  type ScoredRound,
  scoreMembers,
  type SummedRound,
} from '#rounds';
import { drawCohorts } from '#rounds/member';
import { examples, logisticTraining, logLoss, truth, WIDTH } from './logistic.ts';

const MEMBERS = Array.from({ length: 100 }, (_, i) => i + 1);
const SIZE = 12;
/** Five times the size of a cohort. */
const ROUNDS = 62;
const PERMUTATIONS = 20;

/** Scores from cohort sums, beside Shapley values of the members themselves, round by round (FedSV, Wang et al. 2020). */
async function compare(seed: number) {
  const weights = truth(`fidelity ${seed}`);
  const quality = MEMBERS.map((member) => 1 - member / MEMBERS.length);
  const data = MEMBERS.map((member, i) =>
    examples(weights, {
      seed: `${seed}/${member}`,
      count: 150,
      flip: 0.5 * (1 - quality[i]!),
      shift: 0.2,
    }),
  );
  const validation = examples(weights, { seed: `${seed}/validation`, count: 300 });
  const random = seededRandom(`permutations ${seed}`);
  const fedsv = MEMBERS.map(() => 0);
  const rounds: ScoredRound[] = [];
  const summed: SummedRound[] = [];
  let model: Float32Array = new Float32Array(WIDTH);
  for (let round = 1; round <= ROUNDS; round++) {
    const updates: Float32Array[] = [];
    for (const own of data) {
      const local = await logisticTraining(own, 0.002)(model, {} as never);
      updates.push(local.weights.map((x, i) => x - model[i]!));
    }
    const moved = (set: readonly number[]): Float32Array => {
      const sum = model.slice();
      for (const member of set)
        for (let i = 0; i < WIDTH; i++) sum[i]! += updates[member - 1]![i]! / set.length;
      return sum;
    };
    const cohorts = drawCohorts(MEMBERS, { size: SIZE, seed: `${seed}`, turn: round });
    const lossNano = Array.from({ length: 1 << cohorts.length }, (_, mask) =>
      lossInNano(
        logLoss(moved(cohorts.filter((_cohort, k) => (mask >> k) & 1).flat()), validation),
      ),
    );
    rounds.push({ round, cohorts, lossNano });
    for (let p = 0; p < PERMUTATIONS; p++) {
      const sum = new Float64Array(WIDTH);
      let before = logLoss(model, validation);
      for (const [k, member] of random.shuffled(MEMBERS).entries()) {
        for (let i = 0; i < WIDTH; i++) sum[i]! += updates[member - 1]![i]!;
        const now = logLoss(
          sum.map((x, i) => model[i]! + x / (k + 1)),
          validation,
        );
        fedsv[member - 1]! += (before - now) / PERMUTATIONS;
        before = now;
      }
    }
    const next = moved(MEMBERS);
    summed.push({
      cohorts,
      updates: cohorts.map((cohort) => moved(cohort).map((x, i) => x - model[i]!)),
      weights: cohorts.map((cohort) => cohort.length * 150),
      change: next.map((x, i) => x - model[i]!),
    });
    model = next;
  }
  const about = { members: MEMBERS, rounds: rounds.map(({ round }) => round) };
  const novelty = (await measureNovelty(about, LASTING, (round) => summed[round - 1]!))!;
  const fresh = newParts(
    novelty.map(({ ownNano }) => ownNano),
    MEMBERS.map(() => 150),
    LASTING,
  );
  // As in a score, but without cutting off what is below zero.
  const scores = scoreMembers(MEMBERS, rounds).map(({ gainNano }, i) => gainNano * fresh[i]!);
  return { scores, fresh, fedsv, quality };
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const out: number[] = [];
  order.forEach(({ i }, rank) => (out[i] = rank));
  return out;
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const n = a.length;
  const squares = x.reduce((sum, rank, i) => sum + (rank - y[i]!) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

describe('scores of a hundred members from eight cohort sums a round', () => {
  it.each([1, 2, 3])(
    'rank them as full information does, and as their data were made (seed %i)',
    async (seed) => {
      const { scores, fresh, fedsv, quality } = await compare(seed);
      expect(spearman(scores, fedsv)).toBeGreaterThanOrEqual(0.95);
      expect(spearman(scores, quality)).toBeGreaterThanOrEqual(0.9);
      // All of them are honest, so next to none is held to bring nothing new.
      expect(fresh.filter((part) => part < 1_000_000).length).toBeLessThanOrEqual(2);
    },
  );
});
