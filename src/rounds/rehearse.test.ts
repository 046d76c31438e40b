import { describe, expect, it } from 'vitest';
import { type Federation, FEDERATIONS } from '#governance';
import { seededRandom } from '#kit';
import type { Encoding } from '#rounds/member';
import { startShared, trainLocally, weightsIn } from '#rounds/strategies';
import { DATA, quadratic } from './strategies/quadratic.fixture.ts';
import { rehearseRound } from './rehearse.ts';
import { ruleOf, type RuleState } from './server-rule.ts';

/** Wide enough that nothing is clipped; every member weighs the same. */
const ENCODING: Encoding = { rangeMicro: 4_000_000, clipNormMicro: 1e12, weightCap: 4 };
const STEPS = 10;
const RATE = 0.1;

interface Hill {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** Rounds of members on hills of their own, by plain gradient descent. */
async function federate(federation: Federation, hills: readonly Hill[], rounds: number) {
  const parameters = hills[0]!.a.length;
  const own = new Map<number, Float32Array>();
  let model: Float32Array = startShared(federation, new Float32Array(parameters));
  let state: RuleState = new Float32Array();
  const models: number[][] = [];
  for (let round = 1; round <= rounds; round++) {
    const done = await rehearseRound(
      {
        members: hills.length,
        weights: model,
        encoding: ENCODING,
        draw: { size: 3, seed: `hills ${round}` },
        rule: ruleOf(federation),
        state,
      },
      async (member) => {
        const { a, b } = hills[member - 1]!;
        const local = await trainLocally(quadratic(a, b), {
          federation,
          shared: model,
          parameters,
          own: own.get(member),
          data: DATA,
          steps: STEPS,
          batch: 4,
          learningRate: RATE,
          clipNorm: 0,
          random: (which) => seededRandom(which),
        });
        const { shared, loss, keep } = local;
        const kept = keep && { keep: (sent: Float32Array) => void own.set(member, keep(sent)) };
        return { weights: shared, examples: DATA.ends.length, loss, ...kept };
      },
    );
    ({ weights: model, state } = done);
    models.push([...weightsIn(model, parameters)]);
  }
  return { models, last: models.at(-1)!, own };
}

const DIFFERENT: readonly Hill[] = [
  { a: [2, 1], b: [1, 0] },
  { a: [0.2, 1], b: [-1, 1] },
  { a: [1, 0.1], b: [0, 2] },
  { a: [2, 1], b: [1, -1] },
  { a: [0.5, 3], b: [-1, 0] },
  { a: [1, 0.3], b: [2, 1] },
];
const EQUAL = Array.from({ length: 6 }, () => ({ a: [1, 0.3], b: [0.7, -0.4] }));

/** Where FedAvg with K local steps stands still: Σ (1 − (1 − ηa)^K)(b − x) = 0; not the optimum. */
function drift(j: number): number {
  const pull = (a: number): number => 1 - (1 - RATE * a) ** STEPS;
  const total = DIFFERENT.reduce((sum, { a }) => sum + pull(a[j]!), 0);
  return DIFFERENT.reduce((sum, { a, b }) => sum + pull(a[j]!) * b[j]!, 0) / total;
}

/** The least of the sum of all hills. */
function optimum(j: number): number {
  const total = DIFFERENT.reduce((sum, { a }) => sum + a[j]!, 0);
  return DIFFERENT.reduce((sum, { a, b }) => sum + a[j]! * b[j]!, 0) / total;
}

describe('members on different data', () => {
  it('FedAvg stands still where its formula says, beside the optimum', async () => {
    const { last } = await federate(FEDERATIONS.fedavg, DIFFERENT, 120);
    for (const j of [0, 1]) {
      expect(last[j]).toBeCloseTo(drift(j), 4);
      expect(Math.abs(drift(j) - optimum(j))).toBeGreaterThan(0.03);
    }
  });

  it('SCAFFOLD reaches the optimum: its variates take the drift out', async () => {
    const { last } = await federate({ name: 'scaffold', rateMicro: 100_000 }, DIFFERENT, 120);
    for (const j of [0, 1]) expect(last[j]).toBeCloseTo(optimum(j), 3);
  });

  it('FedProx stands nearer to the optimum than FedAvg', async () => {
    const { last } = await federate({ name: 'fedprox', muMicro: 1_000_000 }, DIFFERENT, 200);
    for (const j of [0, 1])
      expect(Math.abs(last[j]! - optimum(j))).toBeLessThan(Math.abs(drift(j) - optimum(j)));
  });

  it('FedAdam and FedBuff come near FedAvg’s fixed point by other ways', async () => {
    const adam = await federate({ ...FEDERATIONS.fedadam, rateMicro: 20_000 }, DIFFERENT, 300);
    const buff = await federate({ ...FEDERATIONS.fedbuff, goal: 2 }, DIFFERENT, 120);
    for (const j of [0, 1]) {
      expect(adam.last[j]).toBeCloseTo(drift(j), 1);
      expect(buff.last[j]).toBeCloseTo(drift(j), 3);
    }
  });

  it('Ditto’s own models stand between own data and the group', async () => {
    const { own } = await federate({ name: 'ditto', lambdaMicro: 500_000 }, DIFFERENT, 200);
    for (const [i, { a, b }] of DIFFERENT.entries()) {
      for (const j of [0, 1]) {
        const due = (a[j]! * b[j]! + 0.5 * drift(j)) / (a[j]! + 0.5);
        expect(own.get(i + 1)![j]).toBeCloseTo(due, 3);
      }
    }
  });
});

describe('members on equal data', () => {
  it('SCAFFOLD is FedAvg, bit for bit, through clipped and rounded sums', async () => {
    const avg = await federate(FEDERATIONS.fedavg, EQUAL, 20);
    const scaffold = await federate({ name: 'scaffold', rateMicro: 100_000 }, EQUAL, 20);
    expect(scaffold.models).toEqual(avg.models);
  });
});
