import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FEDERATION_NAMES, FEDERATIONS } from '#governance';
import { type Hex, seededRandom } from '#kit';
import { type CandleSeries, FEATURE_LOOKBACK, randomCandles } from '#market';
import { type FactMemory, MemberMemory, openFolder, VolatileMemory } from '#members';
import { PrivacyLedger, rdpEpsilon } from '#members/privacy';
import { initialWeights } from '#models';
import type { RoundPlan } from '#rounds/member';
import { startShared } from '#rounds/strategies';
import { assetLesson, type Lesson } from '#season/lesson';
import { type Learner, type LearnerOptions, openLearner } from './learner.ts';
import { openOwnState } from './own-state.ts';
import { privacyLimit, privacyReport, privacyStatement } from './privacy.ts';
import type { GuardedLesson } from './private-learner.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-private-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const BLOCK = FEATURE_LOOKBACK + 40;
const series: CandleSeries = { ...randomCandles(5 * BLOCK, 'private'), symbol: 'BTCUSDT' };
const open: Lesson = {
  shape: { inputSize: 25, steps: 6, hidden: 8, layers: 1, outputs: 3 },
  horizon: 3,
  stride: 1,
  batch: 16,
  stepsPerRound: 2,
  learningRate: 1e-2,
  clipNorm: 1,
  assets: { BTCUSDT: assetLesson(series, { from: 0, to: series.ts.at(-1)! }, 3) },
};
const privacy = {
  sigma: 2,
  bound: 1,
  rate: 0.5,
  steps: 2,
  learningRate: 0.1,
  block: BLOCK,
  stride: 4,
};
const lesson: GuardedLesson = { ...open, privacy };
const plan = (about: { turn?: number; training?: string; attempt?: number } = {}): RoundPlan =>
  ({
    model: '0x00',
    round: about.turn ?? 1,
    attempt: about.attempt ?? 1,
    training: about.training ?? JSON.stringify(lesson),
    draw: { size: 4, seed: 's', turn: about.turn ?? 1 },
  }) as unknown as RoundPlan;
const weights = initialWeights(open.shape, seededRandom('start'));

function openMember(
  about: { limit?: number; facts?: FactMemory; key?: number } & Partial<LearnerOptions> = {},
): { learner: Learner; ledger: PrivacyLedger } {
  const { limit = 10, facts = new VolatileMemory(), key = 1, ...more } = about;
  const ledger = new PrivacyLedger(facts, { epsilon: limit, delta: 1e-5 });
  const guard = { ledger, noise: new Uint8Array(32).fill(key) };
  const learner = openLearner({
    series,
    member: 1,
    labels: 'true',
    threads: 1,
    guard,
    ...more,
  });
  return { learner, ledger };
}

describe('a member’s private training', () => {
  it('pays once for a question, whose answer stays the same to the bit', async () => {
    const { learner, ledger } = openMember();
    const first = await learner.round(weights, plan());
    const again = await learner.round(weights, plan({ attempt: 2 }));
    expect(again.weights).toEqual(first.weights);
    expect(ledger.state().charges).toBe(1);
    expect(ledger.state().spent).toBeLessThanOrEqual(rdpEpsilon(privacy, 1e-5));
    const next = await learner.round(weights, plan({ turn: 2 }));
    expect(next.weights).not.toEqual(first.weights);
    expect(ledger.state().charges).toBe(2);
    // Another start under the same name would show the difference of two answers without their noise.
    const elsewhere = await learner.round(
      weights.map((weight) => weight + 0.01),
      plan(),
    );
    expect(ledger.state().charges).toBe(3);
    const moved = (from: Float32Array, to: Float32Array): Float32Array =>
      to.map((weight, i) => weight - from[i]!);
    const one = moved(weights, first.weights);
    const two = moved(
      weights.map((weight) => weight + 0.01),
      elsewhere.weights,
    );
    const apart = Math.hypot(...one.map((x, i) => x - two[i]!));
    expect(apart).toBeGreaterThan(0.7 * Math.hypot(...one));
    // Cohorts that stay have no turn: then the round says where blocks are cut, and other blocks meet other noise.
    const fixed = openMember();
    for (const round of [1, 2]) {
      const { draw, ...about } = plan({ turn: round });
      const { turn: _none, ...stays } = draw;
      await fixed.learner.round(weights, { ...about, draw: stays });
    }
    expect(fixed.ledger.state().charges).toBe(2);
    const other = await openMember({ key: 2 }).learner.round(weights, plan());
    expect(other.weights).not.toEqual(first.weights);
  });

  it.each(FEDERATION_NAMES)('under %s costs what it costs without', async (name) => {
    const federation = FEDERATIONS[name];
    const folder = mkdtempSync(join(home, 'own-'));
    const facts = new VolatileMemory();
    const idOf = ({ round }: RoundPlan): Hex => `0x${round}`;
    const own = openOwnState(folder, facts, idOf);
    const { learner, ledger } = openMember({ facts, own, limit: 40 });
    const plain = openMember({ limit: 40 });
    const training = JSON.stringify({ ...lesson, federation });
    let shared: Float32Array = startShared(federation, weights);
    for (const round of [1, 2, 3]) {
      const about = { ...plan({ turn: round, training }), season: 's' };
      const done = await learner.round(shared, about);
      expect(done.loss).toBeNull();
      const sent = done.weights.map((weight, i) => weight - shared[i]!);
      done.keep?.(sent);
      facts.remember(`joined/s/${round}/1`, idOf(about));
      facts.remember(`reveal/${idOf(about)}`, true);
      await plain.learner.round(weights, plan({ turn: round }));
      shared = done.weights;
    }
    expect(ledger.state().charges).toBe(3);
    expect(ledger.state().spent).toBe(plain.ledger.state().spent);
    const carries = name === 'scaffold' || name === 'ditto';
    const left = own.last({ season: 's', round: 4 } as RoundPlan);
    expect(left?.length).toBe(carries ? weights.length : undefined);
  });

  it('by SCAFFOLD meets other noise, and pays anew, where it carries another variate', async () => {
    const scaffold = FEDERATIONS.scaffold;
    const training = JSON.stringify({ ...lesson, federation: scaffold });
    const shared = startShared(scaffold, weights);
    const facts = new VolatileMemory();
    const carrying = (value: number) => ({
      last: () => new Float32Array(weights.length).fill(value),
      keep: () => undefined,
    });
    const answers: Float32Array[] = [];
    for (const value of [0, 0, 1e-4]) {
      const { learner, ledger } = openMember({ facts, own: carrying(value) });
      answers.push((await learner.round(shared, plan({ training }))).weights);
      expect(ledger.state().charges).toBe(value === 0 ? 1 : 2);
    }
    expect(answers[1]).toEqual(answers[0]);
    const apart = answers[2]!.map((x, i) => x - answers[0]![i]!).subarray(0, weights.length);
    // Under the same noise they would differ by no more than the variate moved them.
    expect(Math.hypot(...apart)).toBeGreaterThan(10 * Math.hypot(...weights.map(() => 1e-4)));
  });

  it('tells nothing by Ditto of a model of its own that cannot be trained', async () => {
    const wide = { BTCUSDT: { ...open.assets['BTCUSDT']!, deadZone: 0.99 } };
    const of = (name: 'fedavg' | 'ditto') =>
      JSON.stringify({ ...lesson, assets: wide, federation: FEDERATIONS[name] });
    const own = { last: () => undefined, keep: () => undefined };
    const { learner } = openMember({ own });
    const ditto = await learner.round(weights, plan({ training: of('ditto') }));
    expect(ditto.keep).toBeUndefined();
    expect(ditto.weights).toHaveLength(weights.length);
  });

  it('keeps its loss to itself, and pays for training alone too', async () => {
    const { learner, ledger } = openMember();
    const { loss, examples } = await learner.round(weights, plan());
    expect(loss).toBeNull();
    expect(examples).toBeGreaterThan(20);
    const window = {
      rows: new Float32Array(25 * 10),
      ends: Int32Array.of(9),
      labels: new Int32Array(1),
    };
    const task = { lesson: JSON.stringify(lesson), seed: 'solo', steps: 3, weights, window };
    const alone = await learner.solo(task);
    expect(alone.loss).toBeNull();
    expect(alone.probabilities).toHaveLength(3);
    expect(ledger.state().charges).toBe(2);
    const steps = { sigma: 2, rate: 0.5, steps: 5 };
    expect(ledger.state().spent).toBeLessThanOrEqual(rdpEpsilon(steps, 1e-5) + 1e-9);
    expect(ledger.state().spent).toBeGreaterThan(0.7 * rdpEpsilon(steps, 1e-5));
  });

  it('meets other noise, and pays anew, when its candles change', async () => {
    const facts = new VolatileMemory();
    const one = await openMember({ facts }).learner.round(weights, plan());
    const close = series.close.slice();
    close[700]! *= 1.01;
    const changed = openMember({ facts, series: { ...series, close } });
    const two = await changed.learner.round(weights, plan());
    expect(changed.ledger.state().charges).toBe(2);
    // With the same noise the two would differ by what one block adds and no more.
    const apart = Math.hypot(...two.weights.map((w, i) => w - one.weights[i]!));
    const mostOfOneBlock = (privacy.learningRate * privacy.steps) / (privacy.rate * 5);
    expect(apart).toBeGreaterThan(5 * mostOfOneBlock);
  });

  it('stops by itself when its budget is spent, with nothing trained', async () => {
    const { learner, ledger } = openMember({ limit: 5 });
    const spent = expect.objectContaining({ code: 'members/budget-spent' });
    await expect(
      (async () => {
        for (let turn = 1; turn < 100; turn++) await learner.round(weights, plan({ turn }));
      })(),
    ).rejects.toThrow(spent);
    expect(ledger.state().charges).toBeGreaterThan(1);
    expect(ledger.state().spent).toBeLessThanOrEqual(5);
    await expect(learner.round(weights, plan({ turn: 100 }))).rejects.toThrow(spent);
  });

  it('refuses lessons that would cost what it did not agree to', async () => {
    const guarded = openMember({ lessons: 'private' }).learner;
    await expect(
      guarded.round(weights, plan({ training: JSON.stringify(open) })),
    ).rejects.toMatchObject({ code: 'members/no-privacy' });
    await guarded.round(weights, plan());
    const plain = openLearner({ series, member: 1, labels: 'true', threads: 1 });
    await expect(plain.round(weights, plan())).rejects.toMatchObject({
      code: 'members/no-account',
    });
    const wrong = async (change: object, code: string): Promise<void> => {
      const training = JSON.stringify({ ...lesson, privacy: { ...privacy, ...change } });
      const { learner, ledger } = openMember();
      await expect(learner.round(weights, plan({ training }))).rejects.toMatchObject({ code });
      expect(ledger.state().charges).toBeLessThanOrEqual(code === 'members/bad-noise' ? 0 : 1);
    };
    await wrong({ sigma: 0 }, 'members/bad-noise');
    await wrong({ rate: 2 }, 'members/bad-noise');
    await wrong({ bound: -1 }, 'rounds/bad-lesson');
    await wrong({ block: 5 * BLOCK }, 'members/too-few-blocks');
    await wrong({ sigma: 1e9 }, 'members/noise-range');
  });
});

describe('a member’s account', () => {
  it('is told in words from its folder, with the limit it chose', async () => {
    const folder = openFolder(join(home, 'm1'));
    expect(privacyLimit(folder, undefined)).toEqual({ epsilon: 10, delta: 1e-5, chosen: false });
    expect(privacyReport(folder.path)).toMatch(/^privacy: ε 0\.000 of 10 spent .* 0 private/);
    expect(privacyLimit(folder, 6.5)).toEqual({ epsilon: 6.5, delta: 1e-5, chosen: true });
    const memory = new MemberMemory(folder.memory);
    const { learner, ledger } = openMember({ facts: memory, limit: 6.5 });
    await learner.round(weights, plan());
    const { spent } = ledger.state();
    expect(privacyStatement(ledger)).toEqual({
      epsilonMilli: Math.ceil(1000 * spent),
      limitMilli: 6500,
      delta: '0.00001',
      trainings: 1,
    });
    expect(privacyReport(folder.path)).toContain(`ε ${spent.toFixed(3)} of 6.5 spent`);
    expect(privacyReport(folder.path)).toContain('by 1 private trainings');
    expect(() => privacyReport(join(home, 'nobody'))).toThrow(/there is no member folder/);
    memory.close();
  });

  it('keeps a limit that was given, until it is taken back or its file is damaged', () => {
    const folder = openFolder(join(home, 'm2'));
    privacyLimit(folder, 6.5);
    expect(privacyLimit(folder, undefined)).toMatchObject({ epsilon: 6.5, chosen: true });
    expect(privacyLimit(folder, 'none')).toMatchObject({ epsilon: 10, chosen: false });
    expect(privacyLimit(folder, undefined)).toMatchObject({ epsilon: 10, chosen: false });
    for (const text of ['', '{}', '{"epsilon":"-1"}', '{"epsilon":"x"}']) {
      writeFileSync(folder.privacy, text);
      expect(() => privacyLimit(folder, undefined)).toThrow(
        expect.objectContaining({ code: 'members/bad-limit' }),
      );
    }
  });
});
