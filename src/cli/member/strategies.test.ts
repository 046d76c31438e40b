import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Federation, FEDERATIONS } from '#governance';
import { type Hex, seededRandom } from '#kit';
import { randomCandles } from '#market';
import { VolatileMemory } from '#members';
import { fromSafetensors, initialWeights, openTrainer, parameterCount } from '#models';
import type { RoundPlan } from '#rounds/member';
import { sharedWidth, startShared } from '#rounds/strategies';
import { assetLesson, type Lesson, material } from '#season/lesson';
import { nodeKernel } from '#tensor/node';
import { openLearner } from './learner.ts';
import { OWN_MODEL, type OwnModel, ownModelSentence, writeOwnModel } from './own-model.ts';
import { openOwnState } from './own-state.ts';

const home = mkdtempSync(join(tmpdir(), 'hanse-strategies-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const series = { ...randomCandles(600, 'strategies'), symbol: 'BTCUSDT' };
const shape = { inputSize: 25, steps: 6, hidden: 8, layers: 1, outputs: 3 };
const PARAMETERS = parameterCount(shape);
const lessonOf = (federation?: Federation, since?: number): Lesson => ({
  shape,
  horizon: 3,
  stride: 1,
  batch: 16,
  stepsPerRound: 4,
  learningRate: 1e-2,
  clipNorm: 1,
  assets: { BTCUSDT: assetLesson(series, { from: 0, to: series.ts.at(-1)! }, 3) },
  ...(federation && { federation }),
  ...(since && { since }),
});
const first = initialWeights(shape, seededRandom('start'));

/** A member who plays rounds whose sum holds nobody else's update. */
function member(federation?: Federation, since?: number) {
  const memory = new VolatileMemory();
  const folder = mkdtempSync(join(home, 'member-'));
  const idOf = ({ round }: RoundPlan): Hex => `0x${round}`;
  const open = () => {
    const own = openOwnState(folder, memory, idOf);
    const handOut = (model: OwnModel): void => writeOwnModel(folder, model);
    return openLearner({ series, member: 1, labels: 'true', threads: 1, own, handOut });
  };
  const training = JSON.stringify(lessonOf(federation, since));
  return {
    folder,
    /** What it would start round `round` from. */
    kept: (round: number) =>
      openOwnState(folder, memory, idOf).last({ season: 's', round } as RoundPlan),
    async play(round: number, shared: Float32Array, learner = open()) {
      const draw = { size: 3, seed: `round ${round}` };
      const plan = { season: 's', round, attempt: 1, training, draw } as unknown as RoundPlan;
      const local = await learner.round(shared, plan);
      local.keep?.(local.weights.map((w, i) => w - shared[i]!));
      memory.remember(`joined/s/${round}/1`, idOf(plan));
      memory.remember(`reveal/${idOf(plan)}`, true);
      await learner.close();
      return local.weights;
    },
  };
}

describe('a member’s lesson under a strategy', () => {
  it('left out is FedAvg, as are FedAdam, FedBuff, Ditto’s upload and FedProx without μ', async () => {
    const plain = await member().play(1, first);
    const same: Federation[] = [
      FEDERATIONS.fedadam,
      FEDERATIONS.fedbuff,
      FEDERATIONS.ditto,
      { name: 'fedprox', muMicro: 0 },
    ];
    for (const federation of same) expect(await member(federation).play(1, first)).toEqual(plain);
    const near = await member({ name: 'fedprox', muMicro: 50_000_000 }).play(1, first);
    expect(near).not.toEqual(plain);
  });

  it('SCAFFOLD: uploads weights and variates, remembers its own over a restart', async () => {
    const scaffold = FEDERATIONS.scaffold;
    const shared = startShared(scaffold, first);
    const one = member(scaffold);
    const after = await one.play(1, shared);
    expect(after).toHaveLength(sharedWidth(scaffold, PARAMETERS));
    const second = await one.play(2, after);
    const forgetful = await member(scaffold).play(2, after);
    expect(second).not.toEqual(forgetful);
    // Alone, group and member have the same variate: the second round is plain descent.
    const rounded = second.slice(PARAMETERS).map((h, i) => h - after[i]! + second[i]!);
    for (const rest of rounded) expect(Math.abs(rest)).toBeLessThan(1e-6);
  });

  it('SCAFFOLD that begins in a round knows nothing of variates from before', async () => {
    const scaffold = FEDERATIONS.scaffold;
    const shared = startShared(scaffold, first);
    const [anew, fresh] = [member(scaffold, 2), member(scaffold)];
    await anew.play(1, shared);
    expect(await anew.play(2, shared)).toEqual(await fresh.play(2, shared));
  });

  it('Ditto: its own model goes on from round to round', async () => {
    const one = member(FEDERATIONS.ditto);
    await one.play(1, first);
    const kept = one.kept(2);
    await one.play(2, first);
    expect(kept).toHaveLength(PARAMETERS);
    expect(one.kept(3)).not.toEqual(kept);
    const fresh = member(FEDERATIONS.ditto);
    await fresh.play(2, first);
    expect(fresh.kept(3)).not.toEqual(one.kept(3));
  });

  it('Ditto: its own model is a file that answers for its own candles, with all that using it takes', async () => {
    const one = member({ name: 'ditto', lambdaMicro: 1000 });
    expect(ownModelSentence(one.folder)).toBeUndefined();
    for (let round = 1; round <= 12; round++) await one.play(round, first);
    expect(ownModelSentence(one.folder)).toMatch(/from round 12 on BTCUSDT, lies in .*safetensors/);
    const file = fromSafetensors(readFileSync(join(one.folder, OWN_MODEL)));
    expect(file.weights).toEqual(one.kept(13));
    const lesson = lessonOf();
    const { deadZone, scaler } = lesson.assets['BTCUSDT']!;
    expect(file.metadata).toMatchObject({ season: 's', horizon: '3', deadZone: String(deadZone) });
    expect(JSON.parse(file.metadata['scaler']!)).toEqual({
      mean: [...scaler.mean],
      scale: [...scaler.scale],
    });
    const range = { from: series.ts[0]!, to: series.ts.at(-1)! };
    const { data } = material(series, range, lesson, lesson.assets['BTCUSDT']!);
    const trainer = await openTrainer(file.shape, { kernel: await nodeKernel('exact') });
    const lossOf = (weights: Float32Array): number => {
      trainer.load(weights);
      return trainer.evaluate(data).loss;
    };
    expect(lossOf(file.weights)).toBeLessThan(lossOf(first) - 0.05);
    await trainer.close();
    for (const federation of [FEDERATIONS.fedavg, FEDERATIONS.scaffold]) {
      const other = member(federation);
      await other.play(1, startShared(federation, first));
      expect(existsSync(join(other.folder, OWN_MODEL))).toBe(false);
    }
  });
});
