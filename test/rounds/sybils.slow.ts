/** Whether it pays to come twice, with copies or parts of the data, or to come with nothing of one's own. */
import { describe, expect, it } from 'vitest';
import { type Hex, type Random, seededRandom, sha256, utf8 } from '#kit';
import {
  DEFAULT_RULE,
  type Holding,
  LASTING,
  lossInNano,
  measureNovelty,
  publishScores,
  type ScoredRound,
  type SummedRound,
} from '#rounds';
import { drawCohorts } from '#rounds/member';
import {
  type Examples,
  examples,
  logisticTraining,
  logLoss,
  shuffleLabels,
  truth,
  WIDTH,
} from './logistic.ts';

const HONEST = 30;
const SIZE = 6;
const ROUNDS = 30;
/** Who comes twice, one after the other. */
const SYBILS = [3, 11, 19];
const PIECE = 20;

/** A member as the world sees it: its data, or an update made without any. */
interface Actor {
  readonly data: Examples;
  /** Makes of its honest update and the last global one what it sends. */
  readonly send?: (own: Float32Array, last: Float32Array) => Float32Array;
}

/** Scores by the rule of seasons without noise. */
async function play(seed: number, actors: readonly Actor[]): Promise<number[]> {
  const members = actors.map((_, i) => i + 1);
  const weights = truth(`sybils ${seed}`);
  const validation = examples(weights, { seed: `${seed}/validation`, count: 400 });
  let model: Float32Array = new Float32Array(WIDTH);
  let last: Float32Array = new Float32Array(WIDTH);
  const rounds: ScoredRound[] = [];
  const summed: SummedRound[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const updates = actors.map(({ data, send }) => {
      const local = logisticTraining(data, 0.002)(model, {} as never) as { weights: Float32Array };
      const own = local.weights.map((x, i) => x - model[i]!);
      return send ? send(own, last) : own;
    });
    const moved = (set: readonly number[]): Float32Array => {
      const whole = set.reduce((sum, member) => sum + actors[member - 1]!.data.x.length, 0);
      const sum = model.slice();
      for (const member of set) {
        const part = actors[member - 1]!.data.x.length / whole;
        for (let i = 0; i < WIDTH; i++) sum[i]! += updates[member - 1]![i]! * part;
      }
      return sum;
    };
    const cohorts = drawCohorts(members, { size: SIZE, seed: `${seed}`, turn: round });
    const lossNano = Array.from({ length: 1 << cohorts.length }, (_, mask) =>
      lossInNano(
        logLoss(moved(cohorts.filter((_cohort, k) => (mask >> k) & 1).flat()), validation),
      ),
    );
    rounds.push({ round, cohorts, lossNano });
    const next = moved(members);
    last = next.map((x, i) => x - model[i]!);
    summed.push({
      cohorts,
      updates: cohorts.map((cohort) => moved(cohort).map((x, i) => x - model[i]!)),
      weights: cohorts.map((cohort) =>
        cohort.reduce((sum, member) => sum + actors[member - 1]!.data.x.length, 0),
      ),
      change: last,
    });
    model = next;
  }
  const numbers = rounds.map(({ round }) => round);
  const read = (round: number): SummedRound => summed[round - 1]!;
  const { scores } = publishScores({
    epoch: 1,
    members,
    rounds,
    rule: { ...DEFAULT_RULE, novelty: LASTING },
    holdings: actors.map(({ data }, i) => holding(i + 1, data)),
    novelty: (await measureNovelty({ members, rounds: numbers }, LASTING, read))!,
  });
  return scores.map(({ scoreMicro }) => scoreMicro / 1e6);
}

function holding(member: number, { x, y }: Examples): Holding {
  const pieces: Hex[] = [];
  for (let i = 0; i + PIECE <= x.length; i += PIECE)
    pieces.push(sha256(utf8(`${x.slice(i, i + PIECE).join('|')}/${y.slice(i, i + PIECE).join()}`)));
  return { member, pieces };
}

function honest(seed: number): Actor[] {
  const weights = truth(`sybils ${seed}`);
  return Array.from({ length: HONEST }, (_, i) => ({
    data: examples(weights, { seed: `${seed}/${i}`, count: 160, flip: 0.1, shift: 0.3 }),
  }));
}

const cut = ({ x, y }: Examples, from: number, to: number): Examples => ({
  x: x.slice(from, to),
  y: y.slice(from, to),
});
const sumOf = (scores: readonly number[], of: readonly number[]): number =>
  of.reduce((sum, i) => sum + scores[i]!, 0);
const SEEDS = [1, 2, 3, 4, 5, 6];

/** What all identities of the member get over what it gets alone, averaged over worlds: one world is too noisy to tell. */
async function gainOf(twice: (own: Actor) => Actor[]): Promise<number> {
  let [alone, together] = [0, 0];
  for (const seed of SEEDS) {
    const world = honest(seed);
    const usual = await play(seed, world);
    for (const sybil of SYBILS) {
      alone += usual[sybil]!;
      const identities = twice(world[sybil]!);
      const others = world.filter((_, i) => i !== sybil);
      const scores = await play(seed, [...identities, ...others]);
      together += sumOf(scores, [...identities.keys()]);
    }
  }
  return together / alone;
}

describe('coming twice', () => {
  it.each([2, 3])('with the same data does not pay: %i copies', async (count) => {
    const gain = await gainOf((own) => Array.from({ length: count }, () => own));
    console.log(`${count} copies: ${gain.toFixed(3)}`);
    expect(gain).toBeLessThanOrEqual(1.05);
  });

  it.each([2, 3, 4])('with parts of the data does not pay: %i parts', async (count) => {
    const gain = await gainOf(({ data }) => {
      const size = data.x.length / count;
      return Array.from({ length: count }, (_, i) => ({
        data: cut(data, i * size, (i + 1) * size),
      }));
    });
    console.log(`${count} parts: ${gain.toFixed(3)}`);
    expect(gain).toBeLessThanOrEqual(1.05);
  });
});

describe('copying another', () => {
  it('takes from the other what it gives: together they get one reward, half each', async () => {
    let [alone, original, copier] = [0, 0, 0];
    // More pairs than elsewhere: one data set may be worth much more than another.
    for (const seed of [...SEEDS, 7, 8]) {
      const world = honest(seed);
      const usual = await play(seed, world);
      for (const victim of [0, 3, 7, 11, 15, 19, 22, 27]) {
        const scores = await play(seed, [world[victim]!, ...world]);
        alone += usual[victim]!;
        copier += scores[0]!;
        original += scores[victim + 1]!;
      }
    }
    const [both, part] = [(original + copier) / alone, copier / (original + copier)];
    console.log(`copier and original: ${both.toFixed(3)}, the copier's part ${part.toFixed(3)}`);
    expect(both).toBeLessThanOrEqual(1.05);
    expect(part).toBeLessThanOrEqual(0.53);
  });
});

describe('riding for free', () => {
  const lazy = (seed: number): Examples =>
    examples(truth(`sybils ${seed}`), { seed: `${seed}/rider`, count: 160 });
  /** As long as what is an honest member's own: about a third of the update. */
  const noise = (random: Random, last: Float32Array): Float32Array => {
    const deviation = 0.35 * Math.hypot(...last) * Math.sqrt(1 / WIDTH);
    return last.map(() => {
      const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
      return deviation * radius * Math.cos(2 * Math.PI * random.unit());
    });
  };
  const riders: Record<string, (seed: number) => Actor> = {
    'sending nothing': (seed) => ({ data: lazy(seed), send: (own) => own.map(() => 0) }),
    'sending what the group learned last': (seed) => ({
      data: lazy(seed),
      send: (_own, last) => last,
    }),
    'sending it twice as long': (seed) => ({
      data: lazy(seed),
      send: (_own, last) => last.map((x) => 2 * x),
    }),
    'sending it with noise drawn anew': (seed) => {
      const random = seededRandom(`${seed}/noise`);
      return {
        data: lazy(seed),
        send: (_own, last) => {
          const add = noise(random, last);
          return last.map((x, i) => x + add[i]!);
        },
      };
    },
    'learning from labels that say nothing': (seed) => ({
      data: shuffleLabels(lazy(seed), `${seed}/rider`),
    }),
  };

  async function partOf(rider: (seed: number) => Actor): Promise<number> {
    let [its, mean] = [0, 0];
    for (const seed of SEEDS) {
      const world = honest(seed);
      const scores = await play(seed, [rider(seed), ...world]);
      its += scores[0]!;
      mean += scores.slice(1).reduce((a, b) => a + b, 0) / HONEST;
    }
    return its / mean;
  }

  it.each(Object.keys(riders))('%s earns nothing', async (name) => {
    const part = await partOf(riders[name]!);
    console.log(`${name}: ${part.toFixed(3)} of an honest member's score`);
    expect(part).toBeLessThan(0.05);
  });

  it('honest members keep all that they earn', async () => {
    for (const seed of SEEDS) {
      const world = honest(seed);
      const scores = await play(seed, world);
      expect(Math.min(...scores)).toBeGreaterThan(0);
    }
  });

  it('who disguises itself with noise that stays the same still earns: what cannot be told', async () => {
    const part = await partOf((seed) => {
      let own: Float32Array | undefined;
      return {
        data: lazy(seed),
        send: (_own, last) => {
          own ??= last.some((x) => x !== 0)
            ? noise(seededRandom(`${seed}/noise`), last)
            : undefined;
          return last.map((x, i) => x + (own?.[i] ?? 0));
        },
      };
    });
    console.log(`disguised: ${part.toFixed(3)} of an honest member's score`);
    expect(part).toBeLessThan(1);
  });
});
