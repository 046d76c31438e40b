import { describe, expect, it } from 'vitest';
import { Fault, type Hex, toHex } from '#kit';
import { nodePrimitives } from '#members';
import { signValue, webPrimitives } from '#members/keys';
import {
  encodeUpdate,
  levelsFor,
  type RevealMessage,
  type RoundDoor,
  type Step,
  STEPS,
} from '#rounds/member';
import {
  type Citizen,
  ENCODING,
  examplesOf,
  fixedUpdate,
  openWorld,
  seedOf,
  type World,
} from './world.ts';

const codeOf = (outcome: unknown): string =>
  outcome instanceof Fault ? outcome.code : String(outcome);

/** What the hub should have found for a cohort: the plain sum of its survivors' vectors. */
function plainSum(members: readonly number[], parameters: number, largest: number): number[] {
  const sum = new Array<number>(parameters).fill(0);
  for (const member of members) {
    const vector = encodeUpdate(
      fixedUpdate(member, parameters),
      examplesOf(member),
      ENCODING,
      largest,
    );
    for (let i = 0; i < parameters; i++) sum[i]! += vector[i]!;
  }
  return sum;
}

/** Dies right before it would send its message of a step. */
function diesBefore(step: Step): Citizen['tamper'] {
  return (door: RoundDoor) => ({
    ...door,
    submit: async (plan, incoming) => {
      if (incoming.step === step) throw new Error(`killed before ${step}`);
      await door.submit(plan, incoming);
    },
  });
}

function expectPlainSums(world: World, result: Awaited<ReturnType<World['round']>>): void {
  result.record.cohorts.forEach((cohort, i) => {
    if (cohort.void) return;
    expect([...result.sums[i]!.sums]).toEqual(
      plainSum(cohort.survivors, 50, result.record.largestCohort),
    );
    expect(result.sums[i]!.weight).toBe(
      cohort.survivors.map((m) => Math.min(examplesOf(m), 1000)).reduce((a, b) => a + b),
    );
  });
  expect(world.citizens.length).toBeGreaterThan(2);
}

describe('a round', () => {
  it('gives the plain sum of each cohort and the weighted mean as new model', async () => {
    const world = openWorld({ members: 8 });
    const result = await world.round(1);
    expect(world.citizens.map(({ outcome }) => codeOf(outcome))).toEqual(new Array(8).fill('done'));
    expect(result.record.cohorts.map(({ members }) => members.length)).toEqual([4, 4]);
    expect(result.record.cohorts.flatMap(({ survivors }) => survivors).sort()).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expectPlainSums(world, result);
    const weights = world.citizens.map(({ member }) => Math.min(examplesOf(member), 1000));
    const total = weights.reduce((a, b) => a + b);
    for (let i = 0; i < 50; i++) {
      const mean = world.citizens.reduce(
        (a, { member }, m) => a + (fixedUpdate(member, 50)[i]! * weights[m]!) / total,
        0,
      );
      expect(Math.abs(result.weights[i]! - mean)).toBeLessThan(8 / levelsFor(4));
    }
    expect(result.record.losses).toEqual(
      Object.fromEntries(world.citizens.map(({ member }) => [member, Math.round(1e6 / member)])),
    );
    expect(world.journal.map(({ kind }) => kind)).toEqual([
      'rounds/planned',
      'rounds/drawn',
      'rounds/summed',
    ]);
  });

  it('gives the same model whoever answers first', async () => {
    const hashes = new Set<string>();
    for (const order of [0, 1, 2]) {
      const world = openWorld({ members: 7 });
      for (const citizen of world.citizens) {
        const { train } = citizen;
        citizen.train = async (weights, plan) => {
          await new Promise((resolve) =>
            setTimeout(resolve, ((citizen.member * (order + 3)) % 7) * 5),
          );
          return train(weights, plan);
        };
      }
      hashes.add((await world.round(1)).record.after.hash);
    }
    expect(hashes.size).toBe(1);
  });

  it('shows the hub no vector that equals a plain update, and none that is not uniform', async () => {
    const world = openWorld({ members: 4, parameters: 20_000 });
    const seen: Uint8Array[] = [];
    for (const citizen of world.citizens) {
      citizen.tamper = (door) => ({
        ...door,
        submit: async (plan, incoming) => {
          if (incoming.packed) seen.push(incoming.packed.slice());
          await door.submit(plan, incoming);
        },
      });
    }
    await world.round(1);
    expect(seen.length).toBe(4);
    for (const packed of seen) {
      const counts = new Float64Array(256);
      for (const byte of packed) counts[byte]!++;
      const expected = packed.length / 256;
      const chi2 = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: mean 255, deviation 22.6; plain updates give hundreds of thousands.
      expect(chi2).toBeGreaterThan(120);
      expect(chi2).toBeLessThan(420);
    }
  });

  it.each(STEPS.map((step) => ({ step })))(
    'goes on without a member killed before $step',
    async ({ step }) => {
      const world = openWorld({ members: 8 });
      world.citizens[2]!.tamper = diesBefore(step);
      const result = await world.round(1);
      const survivors = result.record.cohorts.flatMap((cohort) => cohort.survivors).sort();
      const whole = step === 'consent' || step === 'reveal';
      expect(survivors).toEqual(whole ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 2, 4, 5, 6, 7, 8]);
      expectPlainSums(world, result);
    },
  );

  it('voids a cohort that loses too many and keeps the other', async () => {
    const world = openWorld({ members: 8 });
    const first = await world.round(1);
    const [unlucky] = first.record.cohorts;
    const again = openWorld({ members: 8 });
    for (const member of unlucky!.members.slice(0, 2))
      again.citizens[member - 1]!.tamper = diesBefore('input');
    const result = await again.round(1);
    expect(result.record.cohorts.map((cohort) => cohort.void?.code ?? 'summed')).toEqual([
      'rounds/too-few',
      'summed',
    ]);
    expectPlainSums(again, result);
  });

  it('takes a member in again in the next round', async () => {
    const world = openWorld({ members: 8 });
    world.citizens[2]!.tamper = diesBefore('shares');
    const first = await world.round(1);
    world.citizens[2]!.tamper = (door) => door;
    const second = await world.round(2, { weights: first.weights });
    expect(second.record.cohorts.flatMap((cohort) => cohort.survivors)).toHaveLength(8);
  });

  it('survives one member that reveals wrong shares', async () => {
    const world = openWorld({ members: 4 });
    const liar = world.citizens[0]!;
    let lied = 0;
    liar.tamper = (door) => ({
      ...door,
      submit: (plan, incoming) => {
        if (incoming.step !== 'reveal') return door.submit(plan, incoming);
        lied++;
        const { signature: _, ...told } = incoming.message as RevealMessage;
        const seedShares = { ...told.seedShares, 2: toHex(seedOf('a lie')) };
        const { transcript } = liar.memory.recall('revealed/s1/1') as { transcript: Hex };
        const body = { survivors: transcript, ...told, seedShares };
        const signature = signValue(nodePrimitives, liar.identity, 'reveal', body);
        return door.submit(plan, {
          step: 'reveal',
          message: { ...told, seedShares, signature } as never,
        });
      },
    });
    const result = await world.round(1);
    expect(lied).toBe(1);
    expect(result.record.cohorts[0]!.survivors).toHaveLength(4);
    expectPlainSums(world, result);
  });

  it('takes a browser’s member beside those of Node', async () => {
    const world = openWorld({ members: 3 });
    world.citizens[1]!.primitives = webPrimitives;
    expectPlainSums(world, await world.round(1));
    expect(world.citizens.map(({ outcome }) => codeOf(outcome))).toEqual(['done', 'done', 'done']);
  });

  it('needs three members', async () => {
    const world = openWorld({
      members: 3,
      engine: { attempts: 1 },
    });
    world.citizens[0]!.tamper = diesBefore('keys');
    await expect(world.round(1)).rejects.toMatchObject({ code: 'rounds/too-few' });
  });
});
