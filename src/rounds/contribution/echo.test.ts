import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '#kit';
import { EchoMeter } from './echo.ts';
import { NOISE, unechoedParts } from './novelty.ts';

const MEMBERS = [1, 2, 3, 4, 5, 6, 7, 8];
const WIDTH = 6000;
const WHOLE = 1_000_000;

/** What a rider makes of all that the group did, the newest first, beside noise as loud as everybody's. */
type Rider = (past: readonly Float64Array[]) => Float64Array | undefined;

const last: Rider = ([newest]) => newest;
const mean: Rider = (past) =>
  past[0]?.map((_, i) => past.reduce((sum, update) => sum + update[i]!, 0) / past.length);
const times =
  (factor: number, rider: Rider): Rider =>
  (past) =>
    rider(past)?.map((x) => factor * x);

interface World {
  readonly riders?: Readonly<Record<number, Rider>>;
  readonly rounds?: number;
  /** Length of what all learn, over that of a member's noise. */
  readonly signal?: number;
  readonly seed?: string;
}

/** Rounds of two cohorts; every member sends what all learn, a part of its own that stays, and noise drawn anew. */
function play({ riders = {}, rounds = 12, signal = 0.03, seed = 'echo' }: World) {
  const random = seededRandom(seed);
  const vector = (deviation: number): Float64Array =>
    Float64Array.from({ length: WIDTH }, () => normal(random) * deviation);
  const way = vector(signal);
  const own = MEMBERS.map(() => vector(signal / 2));
  const past: Float64Array[] = [];
  const meter = new EchoMeter(MEMBERS);
  for (let round = 1; round <= rounds; round++) {
    const sent = MEMBERS.map((member, m) => {
      const noise = vector(1);
      if (member in riders) {
        const again = riders[member]!(past);
        return again ? noise.map((x, i) => x + again[i]!) : noise;
      }
      return noise.map((x, i) => x + way[i]! + own[m]![i]!);
    });
    const order = random.shuffled(MEMBERS);
    const cohorts = [order.slice(0, 4), order.slice(4)];
    const sum = (set: readonly number[]): Float64Array =>
      new Float64Array(WIDTH).map((_, i) =>
        set.reduce((all, member) => all + sent[member - 1]![i]!, 0),
      );
    meter.take({ cohorts, sums: cohorts.map(sum) });
    past.unshift(sum(MEMBERS).map((x) => x / MEMBERS.length));
  }
  const echoes = meter.found();
  return { echoes, kept: unechoedParts(echoes, NOISE) };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}

const exceptFor = (...riders: number[]): number[] =>
  MEMBERS.map((member) => (riders.includes(member) ? 0 : WHOLE));

describe('an echo of past updates', () => {
  it.each<[string, Rider]>([
    ['the last update', last],
    ['the mean of all', mean],
    ['twice the mean of all', times(2, mean)],
    ['an older one', (past) => past[Math.min(3, past.length - 1)]],
  ])('is found where a member sends %s again under noise of its own', (_, rider) => {
    const { echoes, kept } = play({ riders: { 3: rider } });
    expect(kept).toEqual(exceptFor(3));
    expect(echoes[2]!.echoNano).toBeGreaterThan(0.7e9);
  });

  it('is found with three riders of eight', () => {
    const riders = { 1: last, 4: mean, 6: last };
    expect(play({ riders }).kept).toEqual(exceptFor(1, 4, 6));
  });

  it('is no honest member’s, however loud what all learn is beside the noise', () => {
    for (const signal of [0, 0.1, 0.3, 1, 3])
      expect(play({ signal, seed: `honest ${signal}` }).kept).toEqual(exceptFor());
    expect(play({ rounds: 24 }).kept).toEqual(exceptFor());
  });

  it('counts by how much is sent again: a little is what chance gives', () => {
    const { echoes, kept } = play({ riders: { 3: times(0.05, last) } });
    expect(kept).toEqual(exceptFor());
    expect(echoes[2]!.echoNano).toBeLessThan(echoes[2]!.allowedNano);
    const against = play({ riders: { 3: times(-1, last) } });
    expect(against.kept).toEqual(exceptFor());
    expect(against.echoes[2]!.echoNano).toBeLessThan(-0.5e9);
  });

  it('keeps a part in between, nothing where it was not measured, and all where nobody asks', () => {
    const rule = { echoMilli: 250 };
    const echo = (over: number) => ({ echoNano: 1e8 + over, allowedNano: 1e8 });
    expect(unechoedParts([echo(-1), echo(0), echo(1e8), echo(25e7), {}], rule)).toEqual([
      WHOLE,
      WHOLE,
      600_000,
      0,
      0,
    ]);
    expect(unechoedParts([{}], {})).toEqual([WHOLE]);
  });
});
