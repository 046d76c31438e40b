import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kit';
import { explainScore } from './explain.ts';
import {
  LASTING,
  type MemberNovelty,
  measureNovelty,
  NOISE,
  newParts,
  type NoveltyRule,
  type SummedRound,
} from './novelty.ts';
import { DEFAULT_RULE, type ScoredRound } from './scores.ts';
import { publishScores, verifyScores } from './verify-scores.ts';

const MEMBERS = [1, 2, 3, 4, 5, 6, 7, 8];
const ROUNDS = Array.from({ length: 12 }, (_, i) => i + 1);
const WIDTH = 2000;
/** The rule for seasons with noise before echoes were looked for. */
const { echoMilli: _echo, ...OWN } = NOISE;

/** What a member sends: `last` is how the model moved before, `own` what the member would send by itself. */
type Sending = (own: Float32Array, last: Float32Array, fresh: () => Float32Array) => Float32Array;

const honest: Sending = (own) => own;
const stale: Sending = (_own, last) => last;

/** Rounds of two cohorts, in which all pull the same way, each has a part of its own that stays and one that changes. */
function world(
  senders: Readonly<Record<number, Sending>>,
  { lasting = 1, changing = 0.3 } = {},
): (round: number) => SummedRound {
  const random = seededRandom('novelty');
  const vector = (deviation: number): Float32Array =>
    Float32Array.from({ length: WIDTH }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
      return deviation * radius * Math.cos(2 * Math.PI * random.unit());
    });
  const way = vector(2);
  const kept = MEMBERS.map(() => vector(lasting));
  let last: Float32Array = new Float32Array(WIDTH);
  const rounds = ROUNDS.map((round): SummedRound => {
    const sent = MEMBERS.map((member, i) => {
      const now = vector(changing);
      const own = way.map((x, j) => x / round + kept[i]![j]! + now[j]!);
      return (senders[member] ?? honest)(own, last, () => vector(changing));
    });
    const order = random.shuffled(MEMBERS);
    const cohorts = [order.slice(0, 4), order.slice(4)];
    const mean = (set: readonly number[]): Float32Array =>
      new Float32Array(WIDTH).map(
        (_, j) => set.reduce((sum, member) => sum + sent[member - 1]![j]!, 0) / set.length,
      );
    last = mean(MEMBERS);
    return { cohorts, updates: cohorts.map(mean), weights: [400, 400], change: last };
  });
  return (round) => rounds[round - 1]!;
}

/** Each sends fresh noise, less its noise of the round before, plus the mean of all those; the rider sends the last change. */
function scaffold(rider: number): (round: number) => SummedRound {
  const random = seededRandom('scaffold');
  const fresh = (): Float32Array =>
    Float32Array.from({ length: WIDTH }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
      return radius * Math.cos(2 * Math.PI * random.unit());
    });
  let own: Float32Array[] = MEMBERS.map(() => new Float32Array(WIDTH));
  let last = new Float32Array(WIDTH);
  const rounds = ROUNDS.map((): SummedRound => {
    const group = new Float32Array(WIDTH).map((_, j) =>
      own.reduce((sum, one) => sum + one[j]! / MEMBERS.length, 0),
    );
    const noise = MEMBERS.map(fresh);
    const sent = MEMBERS.map((member, i) =>
      member === rider ? last : noise[i]!.map((x, j) => x - own[i]![j]! + group[j]!),
    );
    own = noise.map((one, i) => (MEMBERS[i] === rider ? new Float32Array(WIDTH) : one));
    const order = random.shuffled(MEMBERS);
    const cohorts = [order.slice(0, 4), order.slice(4)];
    const mean = (set: readonly number[]): Float32Array<ArrayBuffer> =>
      new Float32Array(WIDTH).map(
        (_, j) => set.reduce((sum, member) => sum + sent[member - 1]![j]!, 0) / set.length,
      );
    last = mean(MEMBERS);
    return { cohorts, updates: cohorts.map(mean), weights: [400, 400], change: last };
  });
  return (round) => rounds[round - 1]!;
}

const measured = async (
  read: (round: number) => SummedRound,
  kind: NoveltyRule['kind'],
  members = MEMBERS,
): Promise<MemberNovelty[]> => (await measureNovelty({ members, rounds: ROUNDS }, { kind }, read))!;

const kept = (found: readonly MemberNovelty[], rule: NoveltyRule): number[] =>
  newParts(
    found.map(({ ownNano }) => ownNano),
    found.map(() => 1),
    rule,
  );

describe('what is new in updates', () => {
  it('is nothing where the last change is sent again, in part or more than once, and the usual for all others', async () => {
    const riders = {
      2: stale,
      5: (_: Float32Array, last: Float32Array) => last.map((x) => -3 * x),
    };
    const cases = [
      { rule: LASTING, parts: { lasting: 1, changing: 0.3 }, truth: WIDTH },
      { rule: NOISE, parts: { lasting: 0.2, changing: 1 }, truth: 1.04 * WIDTH },
    ];
    for (const { rule, parts, truth } of cases) {
      const found = await measured(world(riders, parts), rule.kind);
      const isRider = MEMBERS.map((member) => member === 2 || member === 5);
      expect(kept(found, rule).map((part) => part === 0)).toEqual(isRider);
      for (const [i, { ownNano }] of found.entries()) {
        if (isRider[i]) continue;
        expect(ownNano / 1e9 / truth).toBeGreaterThan(0.5);
        expect(ownNano / 1e9 / truth).toBeLessThan(1.5);
      }
    }
  });

  it('is not noise that is drawn anew, where members add none', async () => {
    const noisy: Sending = (_own, last, fresh) => {
      const noise = fresh();
      return last.map((x, j) => x + 3 * noise[j]!);
    };
    const read = world({ 2: noisy });
    expect(kept(await measured(read, 'lasting'), LASTING)[1]).toBe(0);
    // Where all add noise, noise is what is asked for: by its own part alone this rider cannot be told; see echo.ts.
    expect(kept(await measured(read, 'noise'), NOISE)[1]).toBe(1_000_000);
  });

  it('is found where members correct their steps by the noise of the round before, as SCAFFOLD does', async () => {
    const expected = WIDTH * 1e9;
    const corrected = await measured(scaffold(3), 'noise');
    expect(kept(corrected, { ...NOISE, expectedNano: expected })).toEqual(
      MEMBERS.map((member) => (member === 3 ? 0 : 1_000_000)),
    );
  });

  it('is judged by what is known, not by the others, where the noise is agreed', async () => {
    const most = Object.fromEntries([1, 2, 3, 4, 5].map((member) => [member, stale]));
    const found = await measured(world(most, { lasting: 0, changing: 1 }), 'noise');
    const rule = { ...NOISE, expectedNano: WIDTH * 1e9 };
    expect(kept(found, rule)).toEqual([0, 0, 0, 0, 0, 1_000_000, 1_000_000, 1_000_000]);
  });

  it('does not depend on the order of members beyond a billionth', async () => {
    const read = world({ 3: stale });
    const usual = await measured(read, 'lasting');
    const turned = await measured(read, 'lasting', MEMBERS.toReversed());
    for (const { member, ownNano } of turned)
      expect(Math.abs(ownNano / usual[member - 1]!.ownNano - 1)).toBeLessThan(1e-6);
  });

  it('is not measured from fewer than two sums a member', async () => {
    const about = { members: MEMBERS, rounds: ROUNDS.slice(0, 8) };
    expect(await measureNovelty(about, NOISE, world({}))).toBeUndefined();
  });

  it('passes over rounds in which the model stood still', async () => {
    const read = world({ 3: stale });
    const still = (round: number): SummedRound =>
      round === 1 ? { ...read(1), change: new Float32Array(WIDTH) } : read(round);
    const about = { members: MEMBERS, rounds: ROUNDS };
    const later = { members: MEMBERS, rounds: ROUNDS.slice(1) };
    expect(await measureNovelty(about, { kind: 'noise' }, still)).toEqual(
      await measureNovelty(later, { kind: 'noise' }, read),
    );
  });
});

describe('what is kept for it', () => {
  it('rises from nothing to all between two parts of what is usual', () => {
    const rule: NoveltyRule = { kind: 'lasting', lowMilli: 100, fullMilli: 300 };
    expect(newParts([1000, 1000, 1000, 200, 100, -50], [9, 9, 9, 9, 9, 9], rule)).toEqual([
      1_000_000, 1_000_000, 1_000_000, 500_000, 0, 0,
    ]);
  });

  it('asks less of who has less data, and no more of who has more', () => {
    const rule: NoveltyRule = { kind: 'lasting', lowMilli: 100, fullMilli: 300 };
    expect(newParts([1000, 1000, 1000, 50, 200], [10, 10, 10, 5, 40], rule)).toEqual([
      1_000_000, 1_000_000, 1_000_000, 500_000, 500_000,
    ]);
  });

  it('is all where nobody shows anything', () => {
    expect(newParts([0, 0, -1], [1, 1, 1], LASTING)).toEqual([1e6, 1e6, 1e6]);
  });
});

describe('scores where novelty is asked for', () => {
  const rounds = ROUNDS.map((round): ScoredRound => {
    const order = seededRandom(`${round}`).shuffled(MEMBERS);
    const lossNano = [1e9, 1e9 - 400, 1e9 - 440, 1e9 - 840];
    return { round, cohorts: [order.slice(0, 4), order.slice(4)], lossNano };
  });
  const rule = { ...DEFAULT_RULE, novelty: LASTING };

  it('with noise look for echoes too, and notice where one was left out or altered', async () => {
    const about = { epoch: 1, members: MEMBERS, rounds, rule: { ...DEFAULT_RULE, novelty: NOISE } };
    const grounds = { members: MEMBERS, rounds: ROUNDS };
    const read = world({ 4: stale }, { lasting: 0, changing: 1 });
    const novelty = (await measureNovelty(grounds, NOISE, read))!;
    const artefacts = publishScores({ ...about, novelty });
    expect(explainScore(artefacts, 4).echo).toEqual({
      echoNano: novelty[3]!.echoNano,
      allowedNano: novelty[3]!.allowedNano,
    });
    const again = async (): Promise<readonly MemberNovelty[]> => novelty;
    expect((await verifyScores(artefacts, undefined, again)).problems).toEqual([]);
    const silent = novelty.map(({ member, ownNano }) => ({ member, ownNano }));
    const bare = publishScores({ ...about, novelty: silent });
    expect(bare.scores.every(({ scoreMicro }) => scoreMicro === 0)).toBe(true);
    expect((await verifyScores(bare, undefined, again)).problems).not.toEqual([]);
    const loud = novelty.map((one) => ({ ...one, echoNano: one.allowedNano! + 125e6 }));
    const before = publishScores({ ...about, rule: { ...DEFAULT_RULE, novelty: OWN }, novelty });
    const halved = publishScores({ ...about, novelty: loud });
    for (const member of MEMBERS) {
      const [own, both] = [explainScore(before, member), explainScore(halved, member)];
      expect(both.freshMicro).toBe(own.freshMicro / 2);
    }
    // Scores that were made before echoes were looked for hold as they did.
    const older = (await measureNovelty(grounds, OWN, read))!;
    expect(older).toEqual(silent);
    const kept = publishScores({
      ...about,
      rule: { ...DEFAULT_RULE, novelty: OWN },
      novelty: older,
    });
    expect((await verifyScores(kept, undefined, async () => older)).problems).toEqual([]);
  });

  it('give a rider nothing, tell why, and are recomputed from the sums', async () => {
    const novelty = await measured(world({ 4: stale }), 'lasting');
    const about = { epoch: 1, members: MEMBERS, rounds, rule };
    const artefacts = publishScores({ ...about, novelty });
    expect(artefacts.scores[3]!.scoreMicro).toBe(0);
    expect(publishScores(about).scores[3]!.scoreMicro).toBeGreaterThan(0);
    const told = explainScore(artefacts, 4);
    expect(told).toMatchObject({ freshMicro: 0, keptMicro: 1_000_000 });
    expect(told.ownNano).toBe(novelty[3]!.ownNano);
    expect(told.root).toBe(artefacts.root);
    const again = async (): Promise<MemberNovelty[]> => novelty;
    expect((await verifyScores(artefacts, undefined, again)).problems).toEqual([]);
    const raised = novelty.map((one) => (one.member === 4 ? { ...one, ownNano: 4e11 } : one));
    const altered = publishScores({ ...about, novelty: raised });
    const { problems } = await verifyScores(altered, undefined, again);
    expect(problems[0]).toBe(
      'what members’ updates have of their own is not what the stored sums give',
    );
    expect(problems.some((problem) => problem.startsWith('root '))).toBe(true);
    // Who leaves the measure out is found, too.
    const bare = publishScores(about);
    expect((await verifyScores(bare, undefined, again)).problems).not.toEqual([]);
  });
});
