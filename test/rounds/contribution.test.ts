import { describe, expect, it } from 'vitest';
import {
  DEFAULT_RULE,
  LASTING,
  publishScores,
  remeasureNovelty,
  revalueRound,
  type ScoredRound,
  valueRound,
  verifyScores,
} from '#rounds';
import type { LocalTraining } from '#rounds/member';
import { examples, logisticTraining, logLoss, shuffleLabels, truth, WIDTH } from './logistic.ts';
import { openWorld } from './world.ts';

const MEMBERS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Sends what the model moved by last. */
function riding(): LocalTraining {
  let before: Float32Array | undefined;
  return (global) => {
    const last = before ?? global;
    before = global.slice();
    return { weights: global.map((x, i) => 2 * x - last[i]!), examples: 200, loss: null };
  };
}

/** A season of rounds in which member 7 copies member 6 and member 8 trains on shuffled labels. */
async function season(seed: number, others: Readonly<Record<number, LocalTraining>> = {}) {
  const world = openWorld({ members: 8, parameters: WIDTH });
  const weights = truth(`${seed}`);
  const data = MEMBERS.map((member) =>
    examples(weights, { seed: `${seed}/${member}`, count: 200, flip: 0.05, shift: 0.5 }),
  );
  data[6] = data[5]!;
  data[7] = shuffleLabels(data[7]!, `${seed}`);
  for (const citizen of world.citizens)
    citizen.train = others[citizen.member] ?? logisticTraining(data[citizen.member - 1]!, 0.005);
  const validation = examples(weights, { seed: `${seed}/validation`, count: 1000 });
  const loss = (model: Float32Array): number => logLoss(model, validation);
  const rounds: ScoredRound[] = [];
  const models: Float32Array[] = [new Float32Array(WIDTH)];
  for (let round = 1; round <= 12; round++) {
    const before = models.at(-1)!;
    const encoding = { rangeMicro: 2_000_000, clipNormMicro: 10_000_000, weightCap: 4096 };
    const result = await world.round(round, {
      weights: before,
      encoding,
      draw: { size: 4, seed: `${seed}/${round}` },
    });
    rounds.push(await valueRound(result, before, loss));
    models.push(result.weights);
  }
  const artefacts = publishScores({
    epoch: 1,
    members: MEMBERS,
    rule: { warmup: 0, ridgeMilli: 300 },
    rounds,
  });
  return { world, artefacts, models, loss };
}

describe('contribution', () => {
  it.each([1, 2])(
    'gives nothing for shuffled labels, and a copy no more than its due (seed %i)',
    async (seed) => {
      const { world, artefacts, models, loss } = await season(seed);
      const scores = artefacts.scores.map(({ scoreMicro }) => scoreMicro);
      expect(loss(models.at(-1)!)).toBeLessThan(0.6 * loss(models[0]!));
      expect(scores[7]).toBe(0);
      expect(Math.min(...scores.slice(0, 7))).toBeGreaterThan(0);
      // A copy is worth what the original is worth, not more, within what twelve rounds can tell.
      expect(Math.abs(scores[6]! - scores[5]!)).toBeLessThan(80_000);
      const { blobs, engine } = world;
      const source = { archive: engine.archive, blobs };
      const revalue = (round: number): Promise<ScoredRound> =>
        revalueRound(source, { season: 's1', round }, loss);
      expect((await verifyScores(artefacts, revalue)).problems).toEqual([]);
      // A cohort's sum that is not the recorded one shows in the round it belongs to.
      const [cohort] = engine.archive.record('s1', 3)!.cohorts;
      world.kept.set(
        cohort!.sum!,
        world.kept.get(cohort!.sum!)!.map((byte, i) => (i === 1 ? byte ^ 8 : byte)),
      );
      const [problem] = (await verifyScores(artefacts, revalue)).problems;
      expect(problem).toMatch(/^round 3: its cohorts or losses are not those of the stored sums/);
    },
  );

  it('gives nothing for sending again what the group learned last, and finds that from the sums', async () => {
    const { world, artefacts, loss } = await season(1, { 3: riding() });
    const { members, rounds } = artefacts;
    const source = { archive: world.engine.archive, blobs: world.blobs };
    const about = { season: 's1', members, rounds: rounds.map(({ round }) => round) };
    const remeasure = () => remeasureNovelty(source, about, LASTING);
    const rule = { ...DEFAULT_RULE, novelty: LASTING };
    const novelty = (await remeasure())!;
    const judged = publishScores({ epoch: 1, members, rounds, rule, novelty });
    expect(artefacts.scores[2]!.scoreMicro).toBeGreaterThan(50_000);
    expect(judged.scores[2]!.scoreMicro).toBe(0);
    for (const member of [1, 2, 4, 5, 6, 7])
      expect(judged.scores[member - 1]!.scoreMicro).toBeGreaterThan(0);
    const revalue = (round: number): Promise<ScoredRound> =>
      revalueRound(source, { season: 's1', round }, loss);
    expect((await verifyScores(judged, revalue, remeasure)).problems).toEqual([]);
    const raised = novelty.map((one) => ({ ...one, ownNano: novelty[0]!.ownNano }));
    const { problems } = await verifyScores({ ...judged, novelty: raised }, revalue, remeasure);
    expect(problems).toHaveLength(1);
  });
});
