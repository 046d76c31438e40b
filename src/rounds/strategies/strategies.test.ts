import { describe, expect, it } from 'vitest';
import { checkFederation, type Federation, FEDERATIONS } from '#governance';
import { seededRandom } from '#kit';
import { trainLocally } from './local.ts';
import { startShared, weightsIn } from './layout.ts';
import { nextOwn } from './control.ts';
import { DATA, quadratic } from './quadratic.fixture.ts';

/** One member's round on ½ Σ a(w − b)² from `shared`. */
function local(
  federation: Federation,
  { a, b }: { a: number[]; b: number[] },
  more: { shared: Float32Array; own?: Float32Array; steps?: number; rate?: number },
) {
  return trainLocally(quadratic(a, b), {
    federation,
    shared: more.shared,
    parameters: a.length,
    own: more.own,
    data: DATA,
    steps: more.steps ?? 5,
    batch: 4,
    learningRate: more.rate ?? 0.1,
    clipNorm: 0,
    random: (model) => seededRandom(model),
  });
}

const START = Float32Array.of(1, -2, 0.5);
const HILL = { a: [1, 2, 0.5], b: [3, 0, -1] };

describe('FedProx', () => {
  it('with μ = 0 is FedAvg, bit for bit', async () => {
    const avg = await local({ name: 'fedavg' }, HILL, { shared: START });
    expect(await local({ name: 'fedprox', muMicro: 0 }, HILL, { shared: START })).toEqual(avg);
  });

  it('trained out lands where loss and proximal term are least: (ab + μx)/(a + μ)', async () => {
    const prox = await local({ name: 'fedprox', muMicro: 700_000 }, HILL, {
      shared: START,
      steps: 400,
    });
    for (const [j, w] of prox.shared.entries()) {
      const [a, b] = [HILL.a[j]!, HILL.b[j]!];
      expect(w).toBeCloseTo((a * b + 0.7 * START[j]!) / (a + 0.7), 5);
    }
  });
});

describe('FedAdam and FedBuff', () => {
  it('change nothing on the member’s side', async () => {
    const avg = await local(FEDERATIONS.fedavg, HILL, { shared: START });
    for (const name of ['fedadam', 'fedbuff'] as const)
      expect(await local(FEDERATIONS[name], HILL, { shared: START })).toEqual(avg);
  });
});

describe('Ditto', () => {
  const ditto = (lambdaMicro: number): Federation => ({ name: 'ditto', lambdaMicro });

  it('uploads what FedAvg uploads', async () => {
    const avg = await local(FEDERATIONS.fedavg, HILL, { shared: START });
    const { shared } = await local(ditto(300_000), HILL, { shared: START });
    expect(shared).toEqual(avg.shared);
  });

  it('with λ = 0 is training alone, bit for bit, whatever the group does', async () => {
    let own: Float32Array | undefined;
    let alone: Float32Array = START;
    for (let round = 0; round < 4; round++) {
      const shared = round === 0 ? START : START.map((w) => w * round - 7);
      const { keep } = await local(ditto(0), HILL, { shared, ...(own && { own }) });
      own = keep!(new Float32Array(3));
      ({ shared: alone } = await local(FEDERATIONS.fedavg, HILL, { shared: alone }));
      expect(own).toEqual(alone);
    }
  });

  it('lands between own data and group by λ: (ab + λx)/(a + λ)', async () => {
    const { keep } = await local(ditto(400_000), HILL, { shared: START, steps: 500 });
    const own = keep!(START);
    for (const [j, w] of own.entries()) {
      const [a, b] = [HILL.a[j]!, HILL.b[j]!];
      expect(w).toBeCloseTo((a * b + 0.4 * START[j]!) / (a + 0.4), 5);
    }
  });
});

describe('SCAFFOLD', () => {
  const scaffold: Federation = { name: 'scaffold', rateMicro: 100_000 };

  it('starts with variates of zero: the first steps are those of plain gradient descent', async () => {
    const shared = startShared(scaffold, START);
    expect([...shared]).toEqual([1, -2, 0.5, 0, 0, 0]);
    const first = await local(scaffold, HILL, { shared, rate: 9 });
    const plain = await local(FEDERATIONS.fedavg, HILL, { shared: START, rate: 0.1 });
    expect([...weightsIn(first.shared, 3)]).toEqual([...plain.shared]);
  });

  it('keeps the movement of option II: with exact sums hᵢ⁺ = hᵢ − h + (x − y)', async () => {
    const shared = Float32Array.of(...START, 0.5, 0.25, -0.125);
    const own = Float32Array.of(0.25, 0, 1);
    const done = await local(scaffold, HILL, { shared, own });
    const sent = done.shared.map((x, i) => x - shared[i]!);
    const kept = done.keep!(sent);
    for (const i of [0, 1, 2]) {
      const move = START[i]! - done.shared[i]!;
      expect(kept[i]).toBeCloseTo(own[i]! - shared[3 + i]! + move, 6);
    }
    expect([...nextOwn(own, new Float32Array(6))]).toEqual([...own]);
  });

  it('refuses a model that is too short', () => {
    expect(() => weightsIn(START, 4)).toThrow(
      expect.objectContaining({ code: 'rounds/wrong-shape' }),
    );
  });
});

describe('a strategy from outside', () => {
  it.each(Object.values(FEDERATIONS))('$name is taken as it stands', (federation) => {
    expect(checkFederation(federation)).toBe(federation);
  });

  it.each<[string, object]>([
    ['name is fedsgd', { name: 'fedsgd' }],
    ['name is toString', { name: 'toString' }],
    ['muMicro is -1', { name: 'fedprox', muMicro: -1 }],
    ['muMicro is undefined', { name: 'fedprox' }],
    ['lambdaMicro is 0.5', { name: 'ditto', lambdaMicro: 0.5 }],
    ['goal is 0', { name: 'fedbuff', goal: 0, rateMicro: 1 }],
    ['muMicro is no parameter', { name: 'fedavg', muMicro: 1 }],
  ])('is refused where %s', (why, given) => {
    expect(() => checkFederation(given as Federation)).toThrow(
      expect.objectContaining({
        code: 'governance/bad-federation',
        message: expect.stringContaining(why),
      }),
    );
  });
});
