import { describe, expect, it } from 'vitest';
import { nodePrimitives } from '#members';
import {
  type Hand,
  type HubClient,
  serveHub,
  type SignedOutcome,
  signOutcome,
  signTask,
} from '#rounds/member';
import { openWorld } from './world.ts';

describe('a member’s two hands', () => {
  it('sign while the other one trains, and each does one task after the other', async () => {
    const world = openWorld({ members: 3 });
    const { desk, hub } = world;
    const { identity, memory } = world.citizens[0]!;
    const ending = new AbortController();
    const done: string[] = [];
    let letGo = (): void => undefined;
    const training = new Promise<void>((resolve) => (letGo = resolve));
    const client = {
      next: async (hand: Hand) => (await desk.next(1, hand, 60_000, ending.signal))!,
      answer: async (outcome: SignedOutcome) => desk.answer(outcome),
    } as unknown as HubClient;
    const serving = serveHub({
      primitives: nodePrimitives,
      client,
      hub,
      member: 1,
      identity,
      memory,
      handlers: {
        solo: async () => training.then(() => 'trained'),
        claim: async () => 'signed',
        vote: async () => 'voted',
      },
      signal: ending.signal,
      onTask: ({ kind }) => done.push(kind),
    });
    const ask = (kind: string) => desk.ask({ id: kind, member: 1, kind, input: {} });
    const solo = ask('solo');
    expect(await Promise.all([ask('claim'), ask('vote')])).toEqual(['signed', 'voted']);
    expect(done).toEqual(['claim', 'vote']);
    letGo();
    expect(await solo).toBe('trained');
    ending.abort();
    await serving.catch(() => undefined);
  });

  it('are asked by a hub that says how it went', async () => {
    const { desk, citizens } = openWorld({ members: 3 });
    const { identity } = citizens[0]!;
    const task = { id: 'x', member: 1, kind: 'claim', input: {} };
    await expect(desk.ask(task, 1)).rejects.toMatchObject({ code: 'rounds/no-answer' });
    expect(() => desk.put({ ...task, input: { more: 1 } })).toThrow(
      expect.objectContaining({ code: 'rounds/other-task' }),
    );
    const fault = { code: 'members/too-much', message: 'it would move more than is allowed' };
    const outcome = { id: 'x', member: 1, outcome: { fault } };
    desk.answer(signOutcome(nodePrimitives, identity, outcome));
    await expect(desk.ask(task)).rejects.toMatchObject(fault);
    desk.put({ ...task, id: 'y' });
    desk.withdraw('y');
    await expect(desk.ask({ ...task, id: 'y' })).rejects.toMatchObject({
      code: 'rounds/withdrawn',
    });
    expect(await desk.next(1, 'sign', 1)).toBeUndefined();
  });

  it('do nothing that is handed to the wrong one', async () => {
    const world = openWorld({ members: 3 });
    const { identity, memory } = world.citizens[0]!;
    const task = { id: 'x', member: 1, kind: 'solo', input: {} };
    const answers: SignedOutcome[] = [];
    const ending = new AbortController();
    const client = {
      next: (hand: Hand) =>
        hand === 'sign' && answers.length === 0
          ? Promise.resolve(signTask(nodePrimitives, world.hubSeed, task))
          : new Promise((_resolve, reject) =>
              ending.signal.addEventListener('abort', () => reject(new Error('over'))),
            ),
      answer: async (outcome: SignedOutcome) => {
        answers.push(outcome);
        ending.abort();
      },
    } as unknown as HubClient;
    await serveHub({
      primitives: nodePrimitives,
      client,
      hub: world.hub,
      member: 1,
      identity,
      memory,
      handlers: { solo: () => Promise.reject(new Error('must not train')) },
      signal: ending.signal,
    });
    expect(answers[0]!.outcome).toMatchObject({ fault: { code: 'rounds/other-hand' } });
  });
});
