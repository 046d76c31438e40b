/** A season's rounds with a poisoner among the members: real sums, a real chain, an examiner that knows the truth. */
import { describe, expect, it } from 'vitest';
import { readModel } from '#chain';
import { openJournal } from '#journal';
import type { Hex } from '#kit';
import { parameterCount } from '#models';
import type { RoundEngine } from '#rounds';
import { openSeasonOnChain } from '../../test/fixtures/season-on-chain.ts';
import { openWorld } from '../../test/rounds/world.ts';
import { seasonConfig } from './config.ts';
import type { SeasonContext } from './context.ts';
import type { EntryData } from './entries.ts';
import type { Examiner } from './examiner.ts';
import { learn } from './learn.ts';

const shape = { inputSize: 1, steps: 2, hidden: 8, layers: 1, outputs: 3 };
const WIDTH = parameterCount(shape);

/** The loss is the distance from a model that every honest member walks towards. */
const examiner = {
  lesson: { shape },
  value: (weights: Float32Array) => weights.reduce((sum, w) => sum + Math.abs(0.05 - w) / WIDTH, 0),
  marks: (weights: Float32Array) => ({ loss: examiner.value(weights), accuracy: 0, samples: 1 }),
} as unknown as Examiner;

/** Three rounds of four members, the last of whom pushes the wrong way in the second, with the weight of all others. */
async function playRounds(scoring: 'open' | 'fixed') {
  const stage = await openSeasonOnChain();
  const world = openWorld({ members: 4, parameters: WIDTH });
  const runRound: RoundEngine['runRound'] = (request) => {
    for (const citizen of world.citizens) {
      const poisons = citizen.member === 4 && request.round === 2;
      citizen.train = (weights) => ({
        weights: weights.map((w) => w + (poisons ? -0.02 : (0.05 - w) / 4)),
        examples: poisons ? 4096 : 10,
        loss: null,
      });
    }
    return world.round(request.round, request);
  };
  const { plan } = stage.season;
  const members = plan.members.map((member) => ({ ...member, data: { from: 0, to: 0 } }));
  const season: SeasonContext = Object.assign(stage.season, {
    config: seasonConfig({ data: ['a'], members: 4, rounds: 3, scoring }),
    plan: { ...plan, members },
    engine: { runRound } as RoundEngine,
    times: { ...stage.season.times, learning: stage.season.chain.now() + 60, round: 60 },
    check: () => undefined,
    progress: () => undefined,
  });
  const learned = await learn(season, examiner);
  const closed = openJournal(season.db)
    .after(0, 100, ['round/closed'])
    .map(({ data }) => data as EntryData<'round/closed'>);
  return { stage, season, learned, closed };
}

describe('a model that makes the validation loss jump', () => {
  it('is rolled back, journaled with the reason, not entered on chain, and the season goes on', async () => {
    const { stage, season, learned, closed } = await playRounds('open');
    try {
      expect(closed.map(({ status }) => status)).toEqual(['closed', 'rolled-back', 'closed']);
      const [first, second, third] = closed;
      expect(second).toMatchObject({
        modelHash: first!.modelHash,
        txHash: null,
        lossBefore: first!.lossAfter,
        lossAfter: first!.lossAfter,
        rolledBack: { reason: expect.stringContaining('validation loss would rise from') },
      });
      expect((await readModel(season, second!.rolledBack!.hash as Hex)).status).toBe('unknown');
      expect(learned.hash).toBe(third!.modelHash);
      expect((await readModel(season, learned.hash)).status).toBe('candidate');
    } finally {
      await stage.close();
    }
  });

  it('ends learning where cohorts stay: nobody answers the same question twice', async () => {
    const { stage, learned, closed } = await playRounds('fixed');
    try {
      expect(closed.map(({ status }) => status)).toEqual(['closed', 'rolled-back']);
      expect(learned.hash).toBe(closed[0]!.modelHash);
      expect(learned.rounds).toHaveLength(2);
    } finally {
      await stage.close();
    }
  });
});
