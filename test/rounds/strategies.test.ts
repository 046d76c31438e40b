import { describe, expect, it } from 'vitest';
import { FEDERATIONS, type FederationName } from '#governance';
import { nodePrimitives } from '#members';
import { rehearseRound, replayRound, ruleOf, type RuleState } from '#rounds';
import { sharedWidth, startShared, weightsIn } from '#rounds/strategies';
import { openWorld } from './world.ts';

const WEIGHTS = 24;
const MEMBERS = 7;
const ENCODING = { rangeMicro: 2_000_000, clipNormMicro: 3_000_000, weightCap: 1000 };

describe('a strategy that gives way to another one', () => {
  it('leaves its model, and neither moments nor variates; every round replays', async () => {
    const world = openWorld({ members: 4, parameters: WEIGHTS });
    const { archive } = world.engine;
    const roster = world.roster.list();
    const source = { primitives: nodePrimitives, archive, blobs: world.blobs, roster };
    let weights: Float32Array = new Float32Array(WEIGHTS).fill(0.5);
    const names: FederationName[] = ['fedadam', 'scaffold', 'scaffold', 'fedadam', 'fedavg'];
    for (const [i, name] of names.entries()) {
      const federation = FEDERATIONS[name];
      if (name !== names[i - 1]) weights = startShared(federation, weightsIn(weights, WEIGHTS));
      const { record, weights: after } = await world.round(i + 1, {
        ...{ weights, encoding: ENCODING, rule: ruleOf(federation) },
        draw: { size: 3, seed: `changes/${i}` },
      });
      const alone = await rehearseRound(
        {
          ...{ members: 4, weights, encoding: ENCODING, rule: ruleOf(federation) },
          draw: { size: 3, seed: `changes/${i}` },
        },
        (member) => world.citizens[member - 1]!.train(weights, {} as never),
      );
      // Every change begins with empty state; SCAFFOLD keeps none outside of its model.
      expect(after).toEqual(alone.weights);
      expect((await replayRound(source, 's1', i + 1)).problems).toEqual([]);
      expect(record.rule).toEqual(ruleOf(federation));
      weights = after;
    }
  });
});

describe('rounds of every strategy', () => {
  it.each(Object.keys(FEDERATIONS) as FederationName[])(
    '%s: masked rounds, rehearsed rounds and replays agree bit for bit',
    async (name) => {
      const federation = FEDERATIONS[name];
      const world = openWorld({ members: MEMBERS, parameters: sharedWidth(federation, WEIGHTS) });
      const told = new Map<number, number[]>();
      for (const citizen of world.citizens) {
        const { train, member } = citizen;
        citizen.train = async (weights, plan) => ({
          ...(await train(weights, plan)),
          keep: (sent) => void told.set(member, [...sent]),
        });
      }
      let model: Float32Array = startShared(federation, new Float32Array(WEIGHTS).fill(0.5));
      let state: RuleState = new Float32Array();
      for (let round = 1; round <= 3; round++) {
        const request = {
          weights: model,
          encoding: ENCODING,
          draw: { size: 3, seed: `s1/${round}` },
          rule: ruleOf(federation),
        };
        told.clear();
        const real = await world.round(round, request);
        const sent = new Map(told);
        const rehearsed = await rehearseRound({ ...request, members: MEMBERS, state }, (member) =>
          world.citizens[member - 1]!.train(model, {} as never),
        );
        expect(real.weights).toEqual(rehearsed.weights);
        expect(told).toEqual(sent);
        expect(sent.size).toBe(MEMBERS);
        ({ weights: model, state } = rehearsed);
        const { archive } = world.engine;
        const roster = world.roster.list();
        const source = { primitives: nodePrimitives, archive, blobs: world.blobs, roster };
        const replay = await replayRound(source, 's1', round);
        expect(replay.problems).toEqual([]);
        expect(replay.model).toBe(real.record.after.hash);
      }
    },
  );
});
