import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Abi,
  encodeFunctionData,
  parseAbi,
  parseTransaction,
  recoverTransactionAddress,
  recoverTypedDataAddress,
} from 'viem';
import { describe, expect, it } from 'vitest';
import { groupHash } from '#chain';
import { seededRandom } from '#kit';
import { type CandleSeries, randomCandles } from '#market';
import { initialWeights } from '#models';
import { VolatileMemory } from '#members';
import { walletAddress } from '#members/keys';
import type { RoundPlan } from '#rounds/member';
import { assetLesson, type Lesson } from '#season/lesson';
import { ownCandles } from './candles.ts';
import { openLearner } from './learner.ts';
import { ownContracts, walletTasks } from './wallet-tasks.ts';

const series: CandleSeries = { ...randomCandles(600, 'member'), symbol: 'BTCUSDT' };
const shape = { inputSize: 25, steps: 6, hidden: 8, layers: 1, outputs: 3 };
const lesson: Lesson = {
  shape,
  horizon: 3,
  stride: 1,
  batch: 16,
  stepsPerRound: 3,
  learningRate: 1e-2,
  clipNorm: 1,
  assets: { BTCUSDT: assetLesson(series, { from: 0, to: series.ts.at(-1)! }, 3) },
};
const plan = (training: unknown = JSON.stringify(lesson), seed = 'round 1'): RoundPlan =>
  ({ training, draw: { size: 4, seed } }) as RoundPlan;
const weights = initialWeights(shape, seededRandom('start'));
const learner = (
  options: { labels?: 'true' | 'shuffled'; series?: CandleSeries; member?: number } = {},
) => openLearner({ series, member: 1, labels: 'true', threads: 1, ...options });

describe('a member’s candles', () => {
  const csv = (): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'hanse-candles-')), 'ETHUSDT_5m.csv');
    const lines = Array.from(
      { length: 100 },
      (_, i) => `${i * 300_000},10,12,9,${10 + (i % 2)},5.25`,
    );
    writeFileSync(path, `ts,open,high,low,close,volume\n${lines.join('\n')}\n`);
    return path;
  };

  it('are copied once into its folder, only the wanted slice, and read from there afterwards', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'hanse-own-')), 'data');
    mkdirSync(folder);
    const own = await ownCandles(folder, { data: csv(), from: 10 * 300_000, to: 20 * 300_000 });
    expect([own.symbol, own.length, own.ts[0]]).toEqual(['ETHUSDT', 10, 3_000_000]);
    expect(readdirSync(folder)).toEqual(['ETHUSDT.csv']);
    expect(readFileSync(join(folder, 'ETHUSDT.csv'), 'utf8').split('\n')).toHaveLength(12);
    const again = await ownCandles(folder, { data: '/nowhere.csv' });
    expect(again.close).toEqual(own.close);
    expect(again.volume[0]).toBe(5.25);
  });

  it('are missed with a sentence', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hanse-own-'));
    await expect(ownCandles(folder, {})).rejects.toThrow(/give --data FILE/);
    await expect(ownCandles(folder, { data: csv(), from: 1e12 })).rejects.toThrow(
      /no candle in the wanted slice; it spans 1970/,
    );
    await expect(ownCandles(folder, { data: '/nowhere/x.csv' })).rejects.toMatchObject({
      code: 'market/no-file',
    });
  });
});

describe('a member’s training', () => {
  it('is the same bit for bit for the same round, and another in the next', async () => {
    const [a, b, next] = await Promise.all([
      learner().round(weights, plan()),
      learner().round(weights, plan()),
      learner().round(weights, plan(undefined, 'round 2')),
    ]);
    expect(a.weights).toEqual(b.weights);
    expect(a.loss).toBeGreaterThan(0);
    expect(a.examples).toBeGreaterThan(300);
    expect(next.weights).not.toEqual(a.weights);
    expect(a.weights).not.toEqual(weights);
  });

  it('forgets the optimiser between rounds', async () => {
    const one = learner();
    await one.round(weights, plan(undefined, 'before'));
    expect((await one.round(weights, plan())).weights).toEqual(
      (await learner().round(weights, plan())).weights,
    );
  });

  it('on shuffled labels is another training of as many examples', async () => {
    const honest = await learner().round(weights, plan());
    const shuffled = await learner({ labels: 'shuffled' }).round(weights, plan());
    expect(shuffled.examples).toBe(honest.examples);
    expect(shuffled.weights).not.toEqual(honest.weights);
  });

  it('alone says probabilities of public windows', async () => {
    const rows = new Float32Array(25 * 40).map((_, i) => Math.sin(i));
    const window = { rows, ends: Int32Array.of(10, 20, 39), labels: new Int32Array(3) };
    const task = { lesson: JSON.stringify(lesson), seed: 'solo', steps: 4, weights, window };
    const { probabilities, examples } = await learner().solo(task);
    expect(probabilities).toHaveLength(9);
    for (const w of [0, 1, 2])
      expect(probabilities.subarray(3 * w, 3 * w + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(examples).toBeGreaterThan(300);
  });

  it('refuses what it cannot learn from', async () => {
    const short = { ...randomCandles(60, 'x'), symbol: 'BTCUSDT' };
    await expect(learner({ series: short }).round(weights, plan())).rejects.toMatchObject({
      code: expect.stringMatching(/members\/too-few-rows|market\//) as string,
    });
    const still = {
      ...series,
      close: series.close.map(() => 7),
      volume: series.volume.map(() => 0),
    };
    const flat = { ...still, open: still.close, high: still.close, low: still.close };
    await expect(learner({ series: flat }).round(weights, plan())).rejects.toMatchObject({
      code: 'members/constant-features',
    });
    const wide = { BTCUSDT: { ...lesson.assets['BTCUSDT']!, deadZone: 0.99 } };
    const training = JSON.stringify({ ...lesson, assets: wide });
    await expect(learner().round(weights, plan(training))).rejects.toMatchObject({
      code: 'members/one-class',
    });
    await expect(
      learner({ series: { ...series, symbol: 'DOGEUSDT' } }).round(weights, plan()),
    ).rejects.toMatchObject({ code: 'members/other-asset' });
    await expect(learner().round(weights, plan({ no: 'lesson' }))).rejects.toMatchObject({
      code: 'members/no-lesson',
    });
    await expect(
      learner().round(
        weights.map(() => Number.NaN),
        plan(),
      ),
    ).rejects.toThrow();
  });
});

describe('a member’s wallet', () => {
  const key = seededRandom('wallet').bytes(32);
  const own = walletAddress(key);
  const VAULT = `0x${'11'.repeat(20)}` as const;
  const BINDING = { group: 'g', identity: `0x${'5a'.repeat(32)}` } as const;
  const call = (signature: string, ...args: unknown[]): `0x${string}` =>
    encodeFunctionData({
      abi: parseAbi([`function ${signature}`] as readonly string[]) as Abi,
      args,
    });
  const claim = call('claim(uint256[] ids)', [1n, 2n]);
  const request = {
    chainId: 31_337,
    to: VAULT,
    data: claim,
    value: '5',
    nonce: 3,
    gas: '100000',
    maxFeePerGas: '10',
    maxPriorityFeePerGas: '1',
  } as const;
  const openWallet = () => {
    const tasks = walletTasks(
      key,
      { chain: 31_337, maxValue: 5n, binding: BINDING },
      new VolatileMemory(),
    );
    return (kind: string, input: unknown): Promise<unknown> =>
      tasks[kind]!(input as never, { id: 'x', member: 1, kind, input: null }).catch(
        (error: { code: string }) => error.code,
      );
  };

  it('signs the transaction that was asked for, under any purpose', async () => {
    const ask = openWallet();
    for (const kind of ['transaction', 'mint', 'claim', 'vote']) {
      const raw = (await ask(kind, request)) as `0x02${string}`;
      expect(parseTransaction(raw)).toMatchObject({
        to: VAULT,
        data: claim,
        value: 5n,
        nonce: 3,
        chainId: 31_337,
      });
      expect((await recoverTransactionAddress({ serializedTransaction: raw })).toLowerCase()).toBe(
        own,
      );
    }
  });

  it('binds its wallet to its own key in its own group, and to no other', async () => {
    const ask = openWallet();
    const bind = (group: string, identity: string): Promise<unknown> =>
      ask('transaction', {
        ...request,
        data: call('bind(bytes32 group, bytes32 identity)', groupHash(group), identity),
      });
    expect(await bind('g', BINDING.identity)).toMatch(/^0x02/);
    expect(await bind('g', `0x${'5b'.repeat(32)}`)).toBe('members/not-signed');
    expect(await bind('another', BINDING.identity)).toBe('members/not-signed');
  });

  it('does not sign for another chain, above its limit, or what hands its things to others', async () => {
    const ask = openWallet();
    const sign = (change: object): Promise<unknown> =>
      ask('transaction', { ...request, ...change });
    expect(await sign({ chainId: 1 })).toBe('members/other-chain');
    expect(await sign({ value: '6' })).toBe('members/over-value');
    for (const data of [
      '0x' as const,
      call('transfer(address to, uint256 amount)', VAULT, 1n),
      call('transferFrom(address from, address to, uint256 id)', own, VAULT, 1n),
      call('setApprovalForAll(address operator, bool yes)', VAULT, true),
      call('delegate(address to)', VAULT),
      call('mint(address to, uint256 assets, uint256 least)', VAULT, 1n, 1n),
    ])
      expect(await sign({ data })).toBe('members/not-signed');
    expect(
      await sign({ data: call('mint(address to, uint256 assets, uint256 least)', own, 1n, 1n) }),
    ).toMatch(/^0x02/);
  });

  it('claims from the vault and from the stakes it staked at, and from nobody else', async () => {
    const ask = openWallet();
    const STAKES = `0x${'22'.repeat(20)}`;
    const sign = (to: string, data: string): Promise<unknown> =>
      ask('transaction', { ...request, to, data });
    expect(await sign(VAULT, claim)).toMatch(/^0x02/);
    expect(await sign(STAKES, claim)).toBe('members/other-contract');
    expect(await sign(STAKES, call('stake(uint256[] ids)', [1n]))).toMatch(/^0x02/);
    expect(await sign(STAKES, claim)).toMatch(/^0x02/);
    expect(await sign(VAULT, claim)).toMatch(/^0x02/);
    expect(await sign(VAULT, call('stake(uint256[] ids)', [1n]))).toBe('members/other-contract');
    expect(await sign(`0x${'33'.repeat(20)}`, claim)).toBe('members/other-contract');
    const leave = call('redeemInKindWithout(uint256 id, uint256 skipped)', 1n, 2n);
    expect(await sign(VAULT, leave)).toMatch(/^0x02/);
  });

  it('keeps to the contracts it met first', async () => {
    const ask = openWallet();
    const sign = (change: object): Promise<unknown> =>
      ask('transaction', { ...request, ...change });
    const other = `0x${'22'.repeat(20)}`;
    const approve = (spender: string): string =>
      call('approve(address spender, uint256 amount)', spender, 1n);
    expect(await sign({})).toMatch(/^0x02/);
    expect(await sign({ to: other })).toBe('members/other-contract');
    expect(await sign({ to: other, data: approve(VAULT) })).toMatch(/^0x02/);
    expect(await sign({ to: other, data: approve(own) })).toBe('members/other-contract');
    expect(await sign({ to: VAULT, data: approve(VAULT) })).toBe('members/other-contract');
  });

  it('signs ballots of its chain and council, and no permit', async () => {
    const ask = openWallet();
    const ballot = {
      domain: { name: 'Council', chainId: 31_337, verifyingContract: VAULT },
      types: { Ballot: [{ name: 'proposal', type: 'uint256' }] },
      primaryType: 'Ballot',
      message: { proposal: 7 },
    } as const;
    const signature = (await ask('ballot', ballot)) as `0x${string}`;
    const signer = await recoverTypedDataAddress({
      ...ballot,
      message: { proposal: 7n },
      signature,
    });
    expect(signer.toLowerCase()).toBe(own);
    expect(await ask('ballot', { ...ballot, domain: { ...ballot.domain, chainId: 1 } })).toBe(
      'members/other-chain',
    );
    expect(
      await ask('ballot', { ...ballot, domain: { ...ballot.domain, verifyingContract: own } }),
    ).toBe('members/other-contract');
    expect(
      await ask('ballot', {
        ...ballot,
        primaryType: 'Permit',
        types: { Permit: ballot.types.Ballot },
      }),
    ).toBe('members/not-signed');
  });

  it('know whose group they are in once they have bound their key and bought a share', () => {
    const memory = new VolatileMemory();
    const lost = expect.objectContaining({ code: 'members/not-bound-here' });
    expect(() => ownContracts(memory)).toThrow(lost);
    memory.remember('contract/bind(bytes32,bytes32)', `0x${'22'.repeat(20)}`);
    expect(() => ownContracts(memory)).toThrow(lost);
    memory.remember('contract/mint(address,uint256,uint256)', `0x${'33'.repeat(20)}`);
    expect(ownContracts(memory)).toEqual({
      members: `0x${'22'.repeat(20)}`,
      vault: `0x${'33'.repeat(20)}`,
    });
  });
});
