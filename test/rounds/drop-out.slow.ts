import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { encodeUpdate, STEPS, thresholdOf } from '#rounds/member';
import { ENCODING, examplesOf, fixedUpdate, openWorld } from './world.ts';

describe('a cohort of 32', () => {
  it.each(STEPS.map((step) => ({ step })))(
    'loses 31 % of its members before $step and still gives their exact sum',
    async ({ step }) => {
      const world = openWorld({ members: 32 });
      const dead = seededRandom(step)
        .shuffled(world.citizens.map(({ member }) => member))
        .slice(0, 10);
      expect(32 - dead.length).toBe(thresholdOf(32));
      for (const member of dead) {
        world.citizens[member - 1]!.tamper = (door) => ({
          ...door,
          submit: (plan, it) =>
            it.step === step ? Promise.reject(new Error('dead')) : door.submit(plan, it),
        });
      }
      const { record, sums } = await world.round(1, { draw: { size: 32, seed: 'all' } });
      const whole = step === 'consent' || step === 'reveal';
      const [cohort] = record.cohorts;
      expect(cohort!.survivors).toHaveLength(whole ? 32 : 22);
      const sum = new Array<number>(50).fill(0);
      for (const member of cohort!.survivors) {
        const vector = encodeUpdate(
          fixedUpdate(member, 50),
          examplesOf(member),
          ENCODING,
          record.largestCohort,
        );
        for (let i = 0; i < 50; i++) sum[i]! += vector[i]!;
      }
      expect([...sums[0]!.sums]).toEqual(sum);
      // Whoever died takes part again as soon as it is back.
      for (const citizen of world.citizens) citizen.tamper = (door) => door;
      const next = await world.round(2, {
        weights: new Float32Array(50).fill(1),
        draw: { size: 32, seed: 'all' },
      });
      expect(next.record.cohorts[0]!.survivors).toHaveLength(32);
    },
  );

  it('is void when one more is lost', async () => {
    const world = openWorld({ members: 32, engine: { attempts: 1 } });
    for (const citizen of world.citizens.slice(0, 11)) {
      citizen.tamper = (door) => ({
        ...door,
        submit: (plan, it) =>
          it.step === 'input' ? Promise.reject(new Error('dead')) : door.submit(plan, it),
      });
    }
    const { record, weights } = await world.round(1, { draw: { size: 32, seed: 'all' } });
    expect(record.cohorts[0]!.void).toMatchObject({ code: 'rounds/too-few' });
    expect(record.after).toEqual(record.before);
    expect([...weights]).toEqual(new Array(50).fill(0));
  });
});
