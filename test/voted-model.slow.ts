/** A vote that activates another model: the agent loads it where the hub has its bytes, and stands still with a reason where not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerModel } from '#chain';
import { type Cid, type Hex, seededRandom, sha256 } from '#kit';
import { randomCandles } from '#market';
import { initialWeights } from '#models';
import { Archive, writeWeights } from '#rounds';
import { openExaminer, planSeason, seasonConfig, type SeasonContext } from '#season';
import { followModel } from '../src/season/follow-model.ts';
import { openOracle } from '../src/season/oracle.ts';
import { calibrated } from '../src/season/ready.ts';
import { type Desk, tradeMoment } from '../src/season/trade.ts';
import { deposit, fund } from '../src/server/deeds/deposit.ts';
import {
  executeProposal,
  proposeChange,
  queueProposal,
  voteOn,
} from '../src/server/deeds/governance.ts';
import { openSeasonOnChain, type SeasonOnChain } from './fixtures/season-on-chain.ts';

type Examiner = Awaited<ReturnType<typeof openExaminer>>;

const series = { ...randomCandles(6000, 'voted model'), symbol: 'BTCUSDT' };
const config = seasonConfig({ data: ['a'], members: 3, days: 1, scoring: 'open' });
const plan = planSeason(config, [
  {
    symbol: 'BTCUSDT',
    intervalMs: series.intervalMs,
    first: series.ts[0]!,
    last: series.ts.at(-1)!,
  },
]);
const kept = new Map<string, Uint8Array>();
let stood: SeasonOnChain;
let season: SeasonContext;
let examiner: Examiner;
let desk: Desk;

/** Weights of a round's model, in the register and with the hub where `bytes` says so. */
async function enter(
  round: number,
  bytes: 'kept' | 'damaged' | 'lost',
): Promise<{ hash: Hex; weights: Float32Array }> {
  const weights = initialWeights(examiner.lesson.shape, seededRandom(`round ${round}`));
  const whole = writeWeights(weights);
  const hash = sha256(whole);
  const cid = `cid-${round}` as Cid;
  await registerModel(season, season.chain.accounts.operator, { round, hash, cid }, at());
  if (bytes === 'lost') return { hash, weights };
  season.engine.archive.addModel(hash, cid);
  kept.set(cid, bytes === 'kept' ? whole : whole.map((byte) => byte ^ 1));
  return { hash, weights };
}

const at = () => ({ at: season.chain.now() });

/** Through vote, queue and timelock. */
async function activate(hash: Hex): Promise<void> {
  const change = { kind: 'model', hash } as const;
  const { id: proposal } = await proposeChange(stood.season, { member: 'm1', change });
  await voteOn(stood.season, { proposal, member: 'm1', support: 'for' });
  const step = { proposal, skipTime: true };
  await queueProposal(stood.season, step);
  await executeProposal(stood.season, {}, step);
}

/** The desk with orders as a vote left them. */
const ordered = (hash: Hex): Desk => ({ ...desk, orders: { ...desk.orders, modelHash: hash } });
const told = (kind: string) => season.journal.last(9, [kind]).map(({ data }) => data);

beforeAll(async () => {
  stood = await openSeasonOnChain();
  for (const member of ['m1', 'm2']) {
    await fund(stood.season, { member, assets: '500000' });
    await deposit(stood.season, {}, { member, assets: '500000' });
  }
  await stood.pass(2 * 86_400);
  stood.finish();
  examiner = await openExaminer(plan, [series], { name: 'fedavg' });
  season = {
    ...stood.season,
    ...{ config, plan, check: () => undefined },
    data: [{ asset: { symbol: 'BTCUSDT' }, series }],
    engine: { archive: new Archive(stood.season.db) },
    blobs: { get: (cid: Cid) => Promise.resolve(kept.get(cid)!) },
  } as unknown as SeasonContext;
  const { hash, weights } = await enter(1, 'kept');
  const calibration = calibrated(season, examiner, weights);
  const oracle = await openOracle(season, examiner.lesson, { hash, weights, calibration });
  desk = { season, oracle, orders: { modelHash: hash } } as unknown as Desk;
}, 600_000);
afterAll(async () => {
  await desk?.oracle.close();
  await examiner?.close();
  await stood?.close();
});

describe('an agent whose group activates another model', () => {
  it('goes on as before where nothing was voted', async () => {
    expect(await followModel(season, examiner, desk)).toBe(desk);
    expect(told('model/loaded')).toEqual([]);
  });

  it('answers by the voted one from the next step on, calibrated on the validation days', async () => {
    const { hash, weights } = await enter(2, 'kept');
    // Not in force yet: what the register says counts.
    await activate(hash);
    const place = series.length - 100;
    const before = desk.oracle.ask(0, place).probabilities.slice();
    desk = await followModel(season, examiner, ordered(hash));
    expect(desk.oracle.modelHash).toBe(hash);
    expect(desk.oracle.calibration).toEqual(calibrated(season, examiner, weights));
    const calibration = desk.oracle.calibration;
    const own = await openOracle(season, examiner.lesson, { hash, weights, calibration });
    const after = desk.oracle.ask(0, place).probabilities;
    expect(after).toEqual(own.ask(0, place).probabilities);
    expect(after).not.toEqual(before);
    await own.close();
    expect(told('model/loaded')).toEqual([{ hash, cid: 'cid-2' }]);
    // A hub that is started again loads it once more, without a word.
    const first = await openOracle(season, examiner.lesson, { hash: '0x00', weights, calibration });
    const again = await followModel(season, examiner, { ...ordered(hash), oracle: first });
    expect(again.oracle.modelHash).toBe(hash);
    expect(told('model/loaded')).toHaveLength(1);
    await again.oracle.close();
  });

  it.each([
    ['lost', 'season/model-missing'],
    ['damaged', 'season/model-damaged'],
  ] as const)('trades nothing where its bytes are %s, and says why', async (bytes, code) => {
    const { hash } = await enter(bytes === 'lost' ? 3 : 4, bytes);
    await activate(hash);
    const stuck = ordered(hash);
    expect(await followModel(season, examiner, stuck)).toBe(stuck);
    expect(await followModel(season, examiner, stuck)).toBe(stuck);
    expect(told('model/missing').filter((one) => one['hash'] === hash)).toMatchObject([{ code }]);
    await tradeMoment(stuck, { candle: 0, close: 0 });
    expect(told('decision')).toEqual([]);
  });

  it('does not follow a model that stands in the register but is not activated', async () => {
    const { hash } = await enter(5, 'kept');
    const stuck = ordered(hash);
    expect(await followModel(season, examiner, stuck)).toBe(stuck);
    expect(told('model/missing').at(-1)).toMatchObject({ code: 'season/model-not-active' });
  });
});
