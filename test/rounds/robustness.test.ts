import { describe, expect, it } from 'vitest';
import { nodePrimitives } from '#members';
import { type Combination, replayRound, type ServerRule } from '#rounds';
import type { LocalTraining } from '#rounds/member';
import { examples, logisticTraining, logLoss, shuffleLabels, truth, WIDTH } from './logistic.ts';
import { openWorld } from './world.ts';

const ENCODING = { rangeMicro: 1_000_000, clipNormMicro: 1_000_000, weightCap: 4096 };
const MEMBERS = 12;

/** What a poisoner makes of its honest update. */
const ATTACKS: Readonly<Record<string, (honest: LocalTraining) => LocalTraining>> = {
  'flips the sign and scales it twentyfold': (honest) => async (weights, plan) => {
    const local = await honest(weights, plan);
    return { ...local, weights: weights.map((w, i) => w - 20 * (local.weights[i]! - w)) };
  },
  'pushes every weight the same way': () => (weights) => ({
    weights: weights.map((w) => w + 1),
    examples: 1_000_000,
    loss: null,
  }),
  'learns from shuffled labels': () =>
    logisticTraining(
      shuffleLabels(examples(truth('robust'), { seed: 'robust/1', count: 150 }), 'x'),
      0.01,
    ),
};

async function season(options: {
  attack?: string;
  combination?: Combination;
  rule?: ServerRule;
  canary?: 'canary';
  rounds?: number;
}) {
  const world = openWorld({ members: MEMBERS, parameters: WIDTH });
  const weights = truth('robust');
  const data = world.citizens.map(({ member }) =>
    examples(weights, { seed: `robust/${member}`, count: 150, flip: 0.05, shift: 0.3 }),
  );
  for (const citizen of world.citizens)
    citizen.train = logisticTraining(data[citizen.member - 1]!, 0.01);
  if (options.attack) world.citizens[0]!.train = ATTACKS[options.attack]!(world.citizens[0]!.train);
  const validation = examples(weights, { seed: 'robust/validation', count: 800 });
  const loss = (model: Float32Array): number => logLoss(model, validation);
  let model: Float32Array = new Float32Array(WIDTH);
  const records = [];
  for (let round = 1; round <= (options.rounds ?? 6); round++) {
    const result = await world.round(round, {
      weights: model,
      encoding: ENCODING,
      draw: { size: 3, seed: `robust/${round}` },
      ...(options.combination ? { combination: options.combination } : {}),
      ...(options.rule ? { rule: options.rule } : {}),
      ...(options.canary
        ? {
            judge: (now: Float32Array, before: Float32Array) =>
              loss(now) > loss(before) * 1.02
                ? `loss rose from ${loss(before).toFixed(3)} to ${loss(now).toFixed(3)}`
                : null,
          }
        : {}),
    });
    records.push(result.record);
    model = result.weights;
  }
  return { world, loss: loss(model), records };
}

describe('one poisoner among twelve', () => {
  it.each(Object.keys(ATTACKS).slice(0, 2))(
    'that %s does less harm to a median',
    async (attack) => {
      const calm = await season({});
      const mean = await season({ attack });
      const median = await season({ attack, combination: { kind: 'median' } });
      expect(mean.loss).toBeGreaterThan(calm.loss + 0.03);
      expect(median.loss - calm.loss).toBeLessThan((mean.loss - calm.loss) / 2);
    },
  );

  it('that breaks the model is stopped by the canary: the model from before stays', async () => {
    const { loss, records } = await season({
      attack: 'pushes every weight the same way',
      canary: 'canary',
    });
    expect(loss).toBeLessThanOrEqual(Math.log(2) * 1.02);
    const back = records.filter(({ rolledBack }) => rolledBack !== null);
    expect(back.length).toBeGreaterThan(0);
    for (const { rolledBack, before, after } of back) {
      expect(after).toEqual(before);
      expect(rolledBack!.hash).not.toBe(before.hash);
      expect(rolledBack!.reason).toMatch(/^loss rose/);
    }
  });
});

describe('one member with shuffled labels among twelve', () => {
  it('hardly matters to a mean', async () => {
    const calm = await season({});
    const noisy = await season({ attack: 'learns from shuffled labels' });
    expect(noisy.loss).toBeGreaterThan(calm.loss);
    expect(noisy.loss).toBeLessThan(calm.loss + 0.03);
  });
});

describe('rules of the hub', () => {
  const adam: ServerRule = {
    kind: 'adam',
    rateMicro: 100_000,
    beta1Milli: 900,
    beta2Milli: 990,
    tauMicro: 1000,
  };

  it('carry their state from round to round, and replay to the same model', async () => {
    const { world, records, loss } = await season({ rule: adam, rounds: 4 });
    expect(loss).toBeLessThan(0.55);
    expect(new Set(records.map(({ state }) => state)).size).toBe(4);
    const source = {
      primitives: nodePrimitives,
      archive: world.engine.archive,
      blobs: world.blobs,
      roster: world.roster.list(),
    };
    for (const { round, after } of records) {
      const replay = await replayRound(source, 's1', round);
      expect(replay.problems).toEqual([]);
      expect(replay.model).toBe(after.hash);
    }
  });

  it('replay rounds that were rolled back', async () => {
    const { world, records } = await season({
      attack: 'pushes every weight the same way',
      canary: 'canary',
      rounds: 3,
    });
    const source = {
      primitives: nodePrimitives,
      archive: world.engine.archive,
      blobs: world.blobs,
      roster: world.roster.list(),
    };
    for (const { round, rolledBack, after } of records) {
      const replay = await replayRound(source, 's1', round);
      expect(replay.problems).toEqual([]);
      expect(replay.model).toBe(rolledBack?.hash ?? after.hash);
    }
  });
});
