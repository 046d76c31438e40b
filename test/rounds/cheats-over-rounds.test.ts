import { describe, expect, it } from 'vitest';
import { nodePrimitives, VolatileMemory } from '#members';
import { enrol } from '#members/keys';
import {
  checkTask,
  Party,
  type RoundDoor,
  type SignedPlan,
  signPlan,
  signTask,
  takePart,
} from '#rounds/member';
import { fixedTraining, GROUP, openWorld, seedOf, type World } from './world.ts';

import { codeOf, lying, swap } from './cheats.ts';
describe('a malicious hub over several rounds', () => {
  const planOf = (world: World): SignedPlan => world.engine.archive.latest('s1', 1)!;
  const resign = (
    world: World,
    signed: SignedPlan,
    change: Partial<SignedPlan['plan']>,
  ): SignedPlan => signPlan(nodePrimitives, world.hubSeed, { ...signed.plan, ...change });
  const join = (world: World, signed: SignedPlan, member = 1): Promise<unknown> => {
    const { identity, memory } = world.citizens[member - 1]!;
    const door: RoundDoor = {
      ...world.door(member),
      view: () => new Promise(() => undefined),
      submit: async () => undefined,
    };
    const training = Promise.race([
      takePart(
        {
          primitives: nodePrimitives,
          door,
          hub: world.hub,
          group: GROUP,
          member,
          identity,
          memory,
          train: fixedTraining(member),
        },
        signed,
      ),
      new Promise((done) => setTimeout(() => done('joined'), 50)),
    ]);
    return training.catch((error: unknown) => codeOf(error));
  };

  it('cannot have two sums of one round that differ by one member', async () => {
    const world = openWorld({ members: 4 });
    await world.round(1);
    expect(await join(world, resign(world, planOf(world), { attempt: 2 }))).toBe(
      'rounds/second-sum',
    );
  });

  it('cannot have two sums of one round by asking for both at once', async () => {
    const world = openWorld({ members: 4, engine: { attempts: 1 } });
    const [victim] = world.citizens;
    const steps: string[] = [];
    victim!.tamper = (door) => ({
      ...door,
      submit: (plan, it) => {
        steps.push(it.step);
        // Meanwhile another attempt, begun beside this one, was opened with our help.
        if (it.step === 'consent')
          victim!.memory.remember('revealed/s1/1', { survivors: [1, 2, 3], transcript: '0x00' });
        return door.submit(plan, it);
      },
    });
    await world.round(1);
    expect(codeOf(victim!.outcome)).toBe('rounds/second-sum');
    expect(steps).not.toContain('reveal');
  });

  it('cannot ask the same question, and get the same update, under another round’s number', async () => {
    const world = openWorld({ members: 4 });
    await world.round(1);
    expect(await join(world, resign(world, planOf(world), { round: 2 }))).toBe('rounds/second-sum');
  });

  it('gets from a member that died on its way to open a sum the same message again, and nothing else', async () => {
    const world = openWorld({ members: 4 });
    const [killed] = world.citizens;
    const sent: unknown[] = [];
    killed!.tamper = (door) => ({
      ...door,
      submit: (plan, it) => {
        if (it.step !== 'reveal') return door.submit(plan, it);
        sent.push(it.message);
        return Promise.reject(new Error('killed'));
      },
    });
    await world.round(1);
    const { member, identity, memory } = killed!;
    const door: RoundDoor = {
      ...world.door(member),
      submit: async (_, it) => void sent.push(it.message),
    };
    const train = (): never => {
      throw new Error('must not train');
    };
    const who = { primitives: nodePrimitives, door, hub: world.hub, group: GROUP };
    const again = { ...who, member, identity, memory, train };
    const signed = planOf(world);
    expect(await takePart(again, signed)).toMatchObject({ lossMicro: 1_000_000 });
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(await join(world, resign(world, signed, { attempt: 2 }))).toBe('rounds/second-sum');
  });

  it('cannot replay an attempt', async () => {
    const world = openWorld({
      members: 4,
      engine: { attempts: 1 },
    });
    for (const citizen of world.citizens)
      citizen.tamper = (door) => ({
        ...door,
        submit: (plan, it) =>
          it.step === 'shares' ? Promise.reject(new Error('gone')) : door.submit(plan, it),
      });
    await world.round(1);
    expect(await join(world, planOf(world))).toBe('rounds/replayed');
    expect(await join(world, resign(world, planOf(world), { attempt: 2 }))).toBe('joined');
  });

  it('cannot change what it signed, or speak for another group or hub', async () => {
    const world = openWorld({ members: 4 });
    await world.round(1);
    const signed = planOf(world);
    const fresh = { round: 7, model: signed.plan.model };
    world.citizens[0]!.memory = new VolatileMemory();
    expect(await join(world, { ...signed, plan: { ...signed.plan, ...fresh } })).toBe(
      'rounds/plan-signature',
    );
    expect(await join(world, signPlan(nodePrimitives, seedOf('another hub'), signed.plan))).toBe(
      'rounds/plan-signature',
    );
    expect(await join(world, resign(world, signed, { group: 'other' }))).toBe('rounds/other-group');
    expect(await join(world, resign(world, signed, { parameters: 49 }))).toBe(
      'rounds/model-mismatch',
    );
    expect(
      await join(world, resign(world, signed, { attempt: 5, draw: { size: 1, seed: '' } })),
    ).toBe('rounds/bad-plan');
    expect(
      await join(
        world,
        resign(world, signed, { attempt: 6, encoding: { ...signed.plan.encoding, rangeMicro: 0 } }),
      ),
    ).toBe('rounds/bad-plan');
    // Each of these would be a name under which the member keeps what it answered.
    const odd: Partial<SignedPlan['plan']>[] = [
      { model: '0x12' },
      { season: 'x'.repeat(65) },
      { season: 7 as never },
      { group: 'x'.repeat(65) },
      { draw: { size: 4, seed: 7 as never } },
      { draw: { size: 4, seed: '', turn: 1001 } },
      { members: [1, 0, 3] },
    ];
    for (const [i, change] of odd.entries())
      expect(await join(world, resign(world, signed, { attempt: 7 + i, ...change }))).toBe(
        'rounds/bad-plan',
      );
  });

  it('cannot pass another model off as the announced one: who trains from it tells more than it means to', async () => {
    const world = openWorld({ members: 4 });
    const [victim] = world.citizens;
    let trained = 0;
    const { train } = victim!;
    victim!.train = (weights, plan) => {
      trained++;
      return train(weights, plan);
    };
    victim!.tamper = (door) => ({
      ...door,
      model: async (hash) => {
        const bytes = (await door.model(hash)).slice();
        bytes[7]! ^= 1;
        return bytes;
      },
    });
    const { record } = await world.round(1);
    expect(codeOf(victim!.outcome)).toBe('rounds/model-mismatch');
    expect(trained).toBe(0);
    expect(record.cohorts.flatMap(({ survivors }) => survivors)).toEqual([2, 3, 4]);
  });

  it('cannot replace a member that was met before', async () => {
    const world = openWorld({ members: 4 });
    const first = await world.round(1);
    world.citizens[0]!.tamper = lying(
      {
        cohort: (view) => {
          const keys = { identity: seedOf('impostor'), wallet: null };
          const enrolment = enrol(
            nodePrimitives,
            { group: GROUP, member: 3, name: 'Member 3' },
            keys,
          );
          return { ...view, peers: swap(view.peers, 2, { ...view.peers[2]!, enrolment }) };
        },
      },
      world,
    );
    await world.round(2, { weights: first.weights });
    expect(codeOf(world.citizens[0]!.outcome)).toBe('rounds/peer-changed');
  });

  it('cannot have a step answered twice', async () => {
    const world = openWorld({ members: 4 });
    await world.round(1);
    const { plan } = resign(world, planOf(world), { round: 9 });
    const options = {
      primitives: nodePrimitives,
      plan,
      member: 1,
      identity: seedOf('member 1'),
      admit: () => undefined,
      beforeReveal: () => undefined,
    };
    const party = new Party(options);
    await party.keys();
    await expect(party.keys()).rejects.toMatchObject({ code: 'rounds/out-of-order' });
    await expect(party.consent({ survivors: [] })).rejects.toMatchObject({
      code: 'rounds/out-of-order',
    });
  });

  it('cannot pass a task of its own making or of another member', () => {
    const world = openWorld({ members: 3 });
    const task = { id: 'x', member: 2, kind: 'vote', input: {} };
    const signed = signTask(nodePrimitives, world.hubSeed, task);
    expect(checkTask(nodePrimitives, world.hub, 2, signed)).toEqual(task);
    expect(() => checkTask(nodePrimitives, world.hub, 1, signed)).toThrow(/not signed/);
    expect(() =>
      checkTask(nodePrimitives, world.hub, 2, { ...signed, task: { ...task, kind: 'mint' } }),
    ).toThrow(/not signed/);
  });
});
