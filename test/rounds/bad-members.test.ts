/** Whatever one member's training gives, its refusal has a code, and the round goes on without it. */
import { describe, expect, it } from 'vitest';
import { Fault } from '#kit';
import { VolatileMemory } from '#members';
import { PrivacyLedger } from '#members/privacy';
import type { LocalTraining, RoundMessage } from '#rounds/member';
import { openWorld } from './world.ts';

const PARAMETERS = 40;
const good: LocalTraining = (weights) => ({
  weights: weights.map((w) => w + 0.25),
  examples: 100,
  loss: 1,
});
/** What the member changes of its result. */
const changed =
  (change: (weights: Float32Array) => Partial<Awaited<ReturnType<LocalTraining>>>): LocalTraining =>
  async (weights, plan) => {
    const result = await good(weights, plan);
    return { ...result, ...change(result.weights) };
  };

const CASES: Readonly<Record<string, readonly [LocalTraining, string]>> = {
  'a weight that is no number': [
    changed((weights) => ({ weights: weights.with(7, Number.NaN) })),
    'rounds/not-finite',
  ],
  'an infinite weight': [
    changed((weights) => ({ weights: weights.with(0, Infinity) })),
    'rounds/not-finite',
  ],
  'weights of another model': [
    changed((weights) => ({ weights: weights.subarray(1) })),
    'rounds/wrong-shape',
  ],
  'more weights than asked for': [
    changed((weights) => ({ weights: new Float32Array(weights.length + 1) })),
    'rounds/wrong-shape',
  ],
  'no examples': [changed(() => ({ examples: 0 })), 'rounds/no-examples'],
  'half an example': [changed(() => ({ examples: 1.5 })), 'rounds/no-examples'],
  'a loss that is no number': [changed(() => ({ loss: Number.NaN })), 'rounds/not-finite'],
  'a fault of its own': [
    () => {
      throw new Fault('members/too-few-rows', 'the candles give 3 windows; give a longer slice');
    },
    'members/too-few-rows',
  ],
};

async function roundWith(train: LocalTraining) {
  const world = openWorld({ members: 5, parameters: PARAMETERS });
  for (const citizen of world.citizens) citizen.train = good;
  const bad = world.citizens[2]!;
  bad.train = train;
  const result = await world.round(1, { draw: { size: 5, seed: 'bad' } });
  return { result, bad };
}

describe('a member that cannot take part', () => {
  it.each(Object.keys(CASES))('for %s', async (name) => {
    const [train, code] = CASES[name]!;
    const { result, bad } = await roundWith(train);
    expect(bad.outcome).toMatchObject({ code });
    expect(result.record.cohorts.flatMap(({ survivors }) => survivors)).toEqual([1, 2, 4, 5]);
    // The sum is that of the others, divided by them.
    for (const weight of result.weights) expect(weight).toBeCloseTo(0.25, 3);
  });

  it('for having sent no vector: its consent is not asked for, and refused', async () => {
    const world = openWorld({ members: 5, parameters: PARAMETERS });
    for (const citizen of world.citizens) citizen.train = good;
    const [first, , , , dead] = world.citizens;
    dead!.tamper = (door) => ({
      ...door,
      submit: (plan, it) =>
        it.step === 'input' ? Promise.reject(new Error('dead')) : door.submit(plan, it),
    });
    let refusal: unknown;
    first!.tamper = (door) => ({
      ...door,
      submit: async (plan, it) => {
        if (it.step === 'consent') {
          const signature = `0x${'00'.repeat(64)}` as const;
          const late = { step: 'consent', message: { member: 5, signature } } as const;
          refusal = await world.engine.submit(plan, late).catch((error: unknown) => error);
          const asked = world.engine.view(plan, { name: 'survivors', member: 5 }, 1);
          await expect(asked).rejects.toMatchObject({ code: 'rounds/late' });
        }
        await door.submit(plan, it);
      },
    });
    const result = await world.round(1, { draw: { size: 5, seed: 'bad' } });
    expect(refusal).toMatchObject({ code: 'rounds/not-asked' });
    expect(result.record.cohorts.flatMap(({ survivors }) => survivors)).toEqual([1, 2, 3, 4]);
  });

  it('for coming when the cohorts are drawn, or not being asked at all', async () => {
    const world = openWorld({ members: 5, parameters: PARAMETERS });
    const [first, , , , away] = world.citizens;
    for (const citizen of world.citizens) citizen.train = good;
    let kept: RoundMessage | undefined;
    away!.tamper = (door) => ({
      ...door,
      submit: (_, it) => {
        kept = it;
        return Promise.reject(new Error('the line is gone'));
      },
    });
    const told: unknown[] = [];
    first!.tamper = (door) => ({
      ...door,
      submit: async (plan, it) => {
        if (it.step === 'shares') {
          const code = ({ code }: { code: string }): number => told.push(code);
          await world.engine.submit(plan, kept!).catch(code);
          await world.engine.view(plan, { name: 'cohort', member: 5 }, 1).catch(code);
        }
        await door.submit(plan, it);
      },
    });
    const { record } = await world.round(1, { draw: { size: 5, seed: 'bad' } });
    expect(record.cohorts.map(({ survivors }) => survivors)).toEqual([[1, 2, 3, 4]]);
    expect(told).toEqual(['rounds/late', 'rounds/late']);
    told.length = 0;
    const four = world.request(2, { members: [1, 2, 3, 4], weights: new Float32Array(PARAMETERS) });
    const asked = world.engine.runRound({ ...four, draw: { size: 4, seed: 'four' } });
    await Promise.all([...world.citizens.slice(0, 4).map(world.participate), asked]);
    expect(told).toEqual(['rounds/not-invited', 'rounds/not-invited']);
  });

  it('for a budget that is spent, and not before', async () => {
    const ledger = new PrivacyLedger(new VolatileMemory(), { epsilon: 6, delta: 1e-5 });
    const world = openWorld({ members: 4, parameters: PARAMETERS });
    for (const citizen of world.citizens) citizen.train = good;
    const guarded = world.citizens[3]!;
    guarded.train = (weights, plan) => {
      ledger.charge(`${plan.round}`, { sigma: 1.5, rate: 1, steps: 2 });
      return good(weights, plan);
    };
    const took: number[][] = [];
    for (let round = 1; round <= 3; round++) {
      const result = await world.round(round, { draw: { size: 4, seed: `${round}` } });
      took.push(result.record.cohorts.flatMap(({ survivors }) => [...survivors]));
    }
    expect(took).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(guarded.outcome).toMatchObject({ code: 'members/budget-spent' });
    expect(ledger.state().spent).toBeLessThanOrEqual(6);
  });
});
