/** Whether it pays to come twice: one honest member copies or splits its data over several identities. */
import { describe, expect, it } from 'vitest';
import { type Hex, sha256, utf8 } from '#kit';
import { DEFAULT_RULE, type Holding, lossInNano, publishScores, type ScoredRound } from '#rounds';
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

function play(seed: number, actors: readonly Actor[]): number[] {
  const members = actors.map((_, i) => i + 1);
  const weights = truth(`sybils ${seed}`);
  const validation = examples(weights, { seed: `${seed}/validation`, count: 400 });
  let model: Float32Array = new Float32Array(WIDTH);
  let last: Float32Array = new Float32Array(WIDTH);
  const rounds: ScoredRound[] = [];
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
    model = next;
  }
  const { scores } = publishScores({
    epoch: 1,
    members,
    rounds,
    rule: DEFAULT_RULE,
    holdings: actors.map(({ data }, i) => holding(i + 1, data)),
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
function gainOf(twice: (own: Actor) => Actor[]): number {
  let [alone, together] = [0, 0];
  for (const seed of SEEDS) {
    const world = honest(seed);
    const usual = play(seed, world);
    for (const sybil of SYBILS) {
      alone += usual[sybil]!;
      const identities = twice(world[sybil]!);
      const others = world.filter((_, i) => i !== sybil);
      const scores = play(seed, [...identities, ...others]);
      together += sumOf(scores, [...identities.keys()]);
    }
  }
  return together / alone;
}

describe('coming twice', () => {
  it.each([2, 3])('with the same data does not pay: %i copies', (count) => {
    const gain = gainOf((own) => Array.from({ length: count }, () => own));
    console.log(`${count} copies: ${gain.toFixed(3)}`);
    expect(gain).toBeLessThanOrEqual(1.05);
  });

  it.each([2, 3, 4])('with parts of the data does not pay: %i parts', (count) => {
    const gain = gainOf(({ data }) => {
      const size = data.x.length / count;
      return Array.from({ length: count }, (_, i) => ({
        data: cut(data, i * size, (i + 1) * size),
      }));
    });
    console.log(`${count} parts: ${gain.toFixed(3)}`);
    expect(gain).toBeLessThanOrEqual(1.05);
  });
});

describe('riding for free', () => {
  const weights = (seed: number): Float64Array => truth(`sybils ${seed}`);
  const riders: Record<string, (seed: number, world: readonly Actor[]) => Actor> = {
    'sending nothing': (seed) => ({
      data: examples(weights(seed), { seed: `${seed}/rider`, count: 160 }),
      send: (own) => own.map(() => 0),
    }),
    'sending what the group learned last': (seed) => ({
      data: examples(weights(seed), { seed: `${seed}/rider`, count: 160 }),
      send: (_own, last) => last,
    }),
    'learning from labels that say nothing': (seed) => ({
      data: shuffleLabels(
        examples(weights(seed), { seed: `${seed}/rider`, count: 160 }),
        `${seed}/rider`,
      ),
    }),
    'copying the data of another': (_seed, world) => world[0]!,
  };
  /** At most this part of what an honest member earns. The group's last update still points the right way: docs/federation.md. */
  const most: Record<string, number> = {
    'sending nothing': 0.1,
    'sending what the group learned last': 1,
    'learning from labels that say nothing': 0.1,
    'copying the data of another': 0.8,
  };

  it.each(Object.keys(riders))('%s', (name) => {
    let [rider, mean] = [0, 0];
    for (const seed of SEEDS) {
      const world = honest(seed);
      const scores = play(seed, [riders[name]!(seed, world), ...world]);
      rider += scores[0]!;
      mean += scores.slice(1).reduce((a, b) => a + b, 0) / HONEST;
    }
    console.log(`${name}: ${(rider / mean).toFixed(3)} of an honest member's score`);
    expect(rider / mean).toBeLessThan(most[name]!);
  });
});
