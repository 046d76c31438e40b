/** What members do with their own money and votes: on a real chain, every refusal with its code, nothing done twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distribute, pauseVault, readShares, readVault } from '#chain';
import { parseDecimal } from '#kit';
import { dailyStatements, money, now, pricesAt, STATEMENT_KINDS, vaultValue } from '#season';
import { cancelExit } from '../src/server/deeds/cancel-exit.ts';
import { claimEarned } from '../src/server/deeds/claim.ts';
import { moveLiquidity } from '../src/server/deeds/liquidity.ts';
import { deposit, depositQuote, fund } from '../src/server/deeds/deposit.ts';
import { earningsHistory } from '../src/server/deeds/earnings-history.ts';
import { queuedShares, settleQueue } from '../src/server/deeds/exit-queue.ts';
import { poolOf } from '../src/server/deeds/pool.ts';
import { portfolioOf } from '../src/server/deeds/portfolio.ts';
import { redeem, redeemQuote } from '../src/server/deeds/redeem.ts';
import { vaultStatus } from '../src/server/deeds/status.ts';
import { openFounded, refusal, stage, vaultAsJournaled } from './fixtures/founded.ts';
import type { SeasonOnChain } from './fixtures/season-on-chain.ts';

const DAY = 86_400;
let stood: SeasonOnChain;

beforeAll(async () => {
  stood = await openFounded();
});
afterAll(() => stood?.close());

const standing = async () => (await readShares(stood.season)).filter((one) => one.weight > 0n);

describe('a deposit', () => {
  it('is a share at net asset value, once under its name', async () => {
    const { season, signed } = stood;
    await fund(season, { member: 'm1', assets: '5000' });
    const order = { member: 'm1', assets: '1000', once: 'one-deposit' };
    const quote = await depositQuote(season, order);
    expect(quote).toMatchObject({ assets: '1000', balance: '5000', obstacles: [] });
    const made = await deposit(season, stage, order);
    expect(made).toMatchObject({ member: 'm1', assets: '1000', weight: quote.weight });
    const count = signed.count;
    expect(await deposit(season, stage, order)).toEqual(made);
    expect(signed.count).toBe(count);
    expect((await portfolioOf(season, 'm1')).balance).toBe('4000');
    const other = { ...order, assets: '2000' };
    expect(await refusal(deposit(season, stage, other))).toBe('hub/once-conflict');
  });

  it('gives at least the weight that was asked for', async () => {
    const { season } = stood;
    const made = await deposit(season, stage, { member: 'm1', weight: '500' });
    expect(Number(made.weight)).toBeGreaterThanOrEqual(500);
    expect(Number(made.weight)).toBeLessThan(501);
  });

  it('is refused before anything is signed where it cannot work', async () => {
    const { season, signed } = stood;
    const count = signed.count;
    const ask = (order: object) => deposit(season, stage, { member: 'm2', ...order });
    expect(await refusal(ask({ assets: '1000' }))).toBe('vault/insufficient-balance');
    expect(await refusal(ask({ assets: '5' }))).toBe('vault/below-minimum');
    expect(await refusal(ask({ assets: '0' }))).toBe('hub/bad-amount');
    expect(await refusal(ask({ assets: '1.1234567' }))).toBe('hub/bad-amount');
    expect(await refusal(ask({}))).toBe('hub/bad-amount');
    expect(await refusal(ask({ member: 'm9', assets: '1' }))).toBe('hub/unknown-member');
    expect(signed.count).toBe(count);
  });
});

describe('a deposit that the books cannot hold', () => {
  it('is refused by the contract, and told in plain words', async () => {
    const { season } = stood;
    const assets = '20000000000';
    await fund(season, { member: 'm2', assets });
    expect(await refusal(deposit(season, stage, { member: 'm2', assets }))).toBe('vault/over-cap');
    expect((await portfolioOf(season, 'm2')).balance).toBe(assets);
  });
});

describe('leaving', () => {
  it('waits a day after the mint', async () => {
    const { season } = stood;
    const order = { member: 'm2', once: 'leave-soon' };
    expect(await refusal(redeem(season, stage, order))).toBe('vault/too-soon');
    const [share] = (await redeemQuote(season, order)).shares;
    expect(share!.obstacles).toMatchObject([{ code: 'vault/too-soon' }]);
    expect(await refusal(redeem(season, stage, { member: 'm2', nft: 1 }))).toBe('vault/not-holder');
  });

  it('is paid at once from idle quote, also while the vault is paused', async () => {
    const { season } = stood;
    await stood.pass(2 * DAY);
    const until = season.chain.now() + 3600;
    await pauseVault(season, season.chain.accounts.guardian, until, { at: season.chain.now() });
    expect((await vaultStatus(poolOf(season))).pausedUntil).toBe(until * 1000);
    const paused = deposit(season, stage, { member: 'm1', assets: '500' });
    expect(await refusal(paused)).toBe('vault/paused');
    const order = { member: 'm1', nft: 4, once: 'leave-paused' };
    const done = await redeem(season, stage, order);
    expect(done).toMatchObject({ paid: [{ nft: 4, rewards: '0' }], queued: [] });
    expect(Number(done.paid[0]!.assets)).toBeCloseTo(1000, 0);
    expect(await redeem(season, stage, order)).toEqual(done);
  });

  it('queues what idle quote does not cover, and settles it after the next mark', async () => {
    const { season } = stood;
    await stood.pass(7200);
    for (let i = 0; i < 5; i++) {
      await stood.trade(0, 'buy', 150_000_000_000n);
      await stood.trade(1, 'buy', 10_000_000_000n);
      await stood.pass(DAY);
    }
    const { idle } = await readVault(season);
    expect(idle).toBeLessThan(300_000_000_000n);
    const order = { member: 'm3', once: 'leave-queued' };
    const asked = await redeem(season, stage, order);
    expect(asked).toMatchObject({ paid: [], queued: [{ nft: 3 }] });
    expect((await vaultStatus(poolOf(season))).queue).toMatchObject([{ nft: 3, member: 'm3' }]);
    expect(await refusal(redeem(season, stage, { member: 'm3' }))).toBe('vault/queued-already');
    await settleQueue(season, stage);
    expect(queuedShares(season)).toHaveLength(1);
    await stood.pass(300);
    await settleQueue(season, stage);
    expect(queuedShares(season)).toEqual([]);
    const left = await redeem(season, stage, order);
    expect(left).toMatchObject({ paid: [{ nft: 3 }], queued: [] });
    const { sold } = season.journal.last(1, ['share/left'])[0]!.data as {
      sold: Record<string, string>;
    };
    expect(Object.keys(sold)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect((await portfolioOf(season, 'm3')).balance).toBe(left.paid[0]!.assets);
  });

  it('can be taken back while the share waits', async () => {
    const { season } = stood;
    const order = { member: 'm2', nft: 2, once: 'cancel-exit-2' };
    expect(await refusal(cancelExit(season, order))).toBe('vault/not-queued');
    const asked = await redeem(season, stage, { member: 'm2', nft: 2, once: 'leave-or-not' });
    expect(asked.queued).toMatchObject([{ nft: 2 }]);
    const stays = await cancelExit(season, order);
    expect(stays).toMatchObject({ member: 'm2', nft: 2 });
    expect(await cancelExit(season, order)).toEqual(stays);
    expect(await refusal(cancelExit(season, { ...order, nft: 1 }))).toBe('hub/once-conflict');
    expect(queuedShares(season)).toEqual([]);
    expect((await vaultStatus(poolOf(season))).queue).toEqual([]);
    const foreign = { member: 'm2', nft: 1 };
    expect(await refusal(cancelExit(season, foreign))).toBe('vault/not-holder');
  });

  it('in kind pays a part of every token, with nothing sold, and leaves behind what is named', async () => {
    const { season, signed } = stood;
    await fund(season, { member: 'm3', assets: '2000' });
    for (const once of ['kind-share-a', 'kind-share-b'])
      await deposit(season, stage, { member: 'm3', assets: '1000', once });
    const soon = { member: 'm3', paidIn: 'kind' as const };
    expect(await refusal(redeem(season, stage, soon))).toBe('vault/too-soon');
    await stood.pass(2 * DAY);
    const [one, other] = (await portfolioOf(season, 'm3')).holdings.map(({ nft }) => nft);
    const unknown = { ...soon, without: ['XRPUSDT'] };
    expect(await refusal(redeem(season, stage, unknown))).toBe('hub/unknown-asset');
    const pointless = { member: 'm3', without: ['BTCUSDT'] };
    expect(await refusal(redeem(season, stage, pointless))).toBe('http/bad-input');
    const quote = (await redeemQuote(season, { ...soon, nft: one })).shares[0]!;
    expect(quote).toMatchObject({ way: 'in kind', obstacles: [] });
    const order = { ...soon, nft: one, once: 'leave-in-kind' };
    const before = await readVault(season);
    const done = await redeem(season, stage, order);
    expect(done.queued).toEqual([]);
    // What was quoted is what was paid, to the unit.
    expect(done.paid).toMatchObject([{ nft: one, assets: quote.value, parts: quote.parts }]);
    expect(Object.keys(quote.parts)).toEqual(['BTCUSDT', 'ETHUSDT']);
    const after = await readVault(season);
    const gone = before.positions.map(({ held }, i) => held - after.positions[i]!.held);
    expect(parseDecimal(quote.parts['BTCUSDT']!, 8)).toBe(gone[0]);
    expect(parseDecimal(quote.parts['ETHUSDT']!, 18)).toBe(gone[1]);
    const count = signed.count;
    expect(await redeem(season, stage, order)).toEqual(done);
    expect(signed.count).toBe(count);
    const without = { ...soon, nft: other, without: ['BTCUSDT'] };
    const { paid } = await redeem(season, stage, without);
    expect(Object.keys(paid[0]!.parts)).toEqual(['ETHUSDT']);
  });

  it('is found again where the hub was killed before it wrote it down', async () => {
    const { season } = stood;
    await fund(season, { member: 'm3', assets: '1000' });
    const { nft } = await deposit(season, stage, { member: 'm3', assets: '1000' });
    await stood.pass(2 * DAY);
    const order = { member: 'm3', nft, paidIn: 'kind' as const, once: 'killed-in-kind' };
    const { record } = season;
    const writes = record.once.bind(record);
    record.once = () => {
      throw new Error('killed');
    };
    await expect(redeem(season, stage, order)).rejects.toThrow('killed');
    record.once = writes;
    expect((await portfolioOf(season, 'm3')).holdings).toEqual([]);
    const done = await redeem(season, stage, order);
    expect(done.paid).toMatchObject([{ nft }]);
    expect(Number(done.paid[0]!.parts['BTCUSDT'])).toBeGreaterThan(0);
  });
});

describe('liquidity in a pool', () => {
  const asset = 'BTCUSDT';
  const move = (order: Partial<Parameters<typeof moveLiquidity>[2]>) =>
    moveLiquidity(stood.season, stage, {
      ...{ act: 'add', asset, widthBps: 300, percent: 100 },
      ...order,
    });

  it('is put in, shown, re-centred, and taken back with its fees; the value stays', async () => {
    const { season } = stood;
    expect(await refusal(move({ act: 'collect' }))).toBe('vault/no-position');
    expect(await refusal(move({ quote: '1', asset: 'XRPUSDT' }))).toBe('hub/unknown-asset');
    // One token alone stands beside the price, and earns nothing yet.
    const alone = await move({ quote: '1000', asset: 'ETHUSDT' });
    expect(alone.base).toBe('0');
    expect(Number(alone.quote)).toBeCloseTo(1000, 1);
    const [beside] = (await vaultStatus(poolOf(season))).liquidity;
    expect(beside).toMatchObject({ asset: 'ETHUSDT', inRange: false });
    expect(Number(beside!.to)).toBeLessThanOrEqual(2500);
    await move({ act: 'remove', asset: 'ETHUSDT' });
    const before = await readVault(season);
    const order = { quote: '20000', base: '0.3', once: 'add-liquidity' };
    const put = await move(order);
    expect(Number(put.quote)).toBeGreaterThan(1000);
    expect(Number(put.quote)).toBeLessThanOrEqual(20_200);
    expect(Number(put.base)).toBeLessThanOrEqual(0.303);
    expect(await move(order)).toEqual(put);
    expect(await refusal(move({ act: 'remove', once: 'add-liquidity' }))).toBe('hub/once-conflict');
    const [shown] = (await vaultStatus(poolOf(season))).liquidity;
    expect(shown).toMatchObject({ asset, inRange: true, quoteFees: '0', baseFees: '0' });
    expect(Number(shown!.from)).toBeLessThan(60_000);
    expect(Number(shown!.to)).toBeGreaterThan(60_000);
    const after = await readVault(season);
    expect(Math.abs(Number(after.nav! - before.nav!))).toBeLessThan(2_000_000);
    const value = await vaultValue(season, pricesAt(season, { candle: 0, close: 0 }));
    expect(Math.abs(Number(value - after.nav!))).toBeLessThan(Number(value) / 1000);
    // Whoever leaves in kind now takes a part of it, quoted to the unit.
    const kind = { member: 'm2', nft: 2, paidIn: 'kind' as const };
    const [quote] = (await redeemQuote(season, kind)).shares;
    await stood.trade(0, 'buy', 5_000_000_000n);
    expect(Number((await vaultStatus(poolOf(season))).liquidity[0]!.quoteFees)).toBeGreaterThan(0);
    expect(Number(quote!.parts[asset])).toBeGreaterThan(0);
    expect(await refusal(move({ act: 'close' }))).toBe('vault/agent-in-charge');
    await stood.pass(600);
    await move({ act: 'collect' });
    await move({ act: 'recentre', widthBps: 500 });
    await move({ act: 'remove', percent: 40 });
    expect((await vaultStatus(poolOf(season))).liquidity).toHaveLength(1);
    await move({ act: 'remove' });
    expect((await vaultStatus(poolOf(season))).liquidity).toEqual([]);
  });
});

describe('earnings', () => {
  it('are claimed for one share or all, and the history is the chain’s to the unit', async () => {
    const { season } = stood;
    await stood.pass(DAY, [66_000, 2750]);
    for (const index of [0, 1]) {
      const { positions } = await readVault(season);
      await stood.trade(index, 'sell', positions[index]!.held / 8n);
    }
    await stood.pass(60);
    const { operator } = season.chain.accounts;
    const split = await distribute(season, operator, { at: season.chain.now() });
    expect(split.holders).toBeGreaterThan(0n);
    await closeDay(split);
    const holdings = (await portfolioOf(season, 'm1')).holdings;
    expect(holdings.length).toBe(2);
    const [first] = holdings;
    expect(Number(first!.claimable)).toBeGreaterThan(0);
    const one = await claimEarned(season, { member: 'm1', nft: first!.nft, once: 'claim-first' });
    expect(one.total).toBe(first!.claimable);
    expect(
      await claimEarned(season, { member: 'm1', nft: first!.nft, once: 'claim-first' }),
    ).toEqual(one);
    const rest = await claimEarned(season, { member: 'm1' });
    expect(rest.total).toBe(holdings[1]!.claimable);
    expect(await refusal(claimEarned(season, { member: 'm1' }))).toBe('claim/nothing');
    expect(await refusal(claimEarned(season, { member: 'm1', nft: 2 }))).toBe('vault/not-holder');
    const rows = await earningsHistory(season);
    const shares = await standing();
    expect(rows.map(({ nft }) => nft).sort()).toEqual(shares.map(({ id }) => Number(id)).sort());
    for (const { id, claimed, claimable } of shares) {
      const row = rows.find(({ nft }) => nft === Number(id))!;
      expect(row.cumulative).toBe(money(claimed + claimable));
    }
  });

  it('stand in statements whose sums are the vault, also after mints, exits and a distribution', async () => {
    const { season } = stood;
    const days = dailyStatements(season.journal.after(0, 100_000, STATEMENT_KINDS));
    expect(days.map(({ day }) => day)).toEqual([0, 1]);
    const { nav } = await vaultAsJournaled(stood);
    expect(days[1]!.vault.closing).toBe(nav);
    for (const { lines, vault } of days) {
      for (const column of ['opening', 'flows', 'trades', 'fees', 'payouts', 'closing'] as const) {
        const sum = lines.reduce((total, line) => total + parseDecimal(line[column], 6), 0n);
        expect(money(sum)).toBe(vault[column]);
      }
    }
    expect(days[1]!.lines.find(({ member }) => member === 'm3')!.closing).toBe('0');
  });

  async function closeDay(split: Awaited<ReturnType<typeof distribute>>): Promise<void> {
    const { season } = stood;
    const parts = {
      holders: money(split.holders),
      reinvest: money(split.reinvest),
      ai: money(split.ai),
      treasury: money(split.treasury),
    };
    const cycle = {
      ...{ day: 1, realised: '0', distributed: money(split.amount), split: parts, note: 'shared' },
      ...{ txHash: split.txHash, claimable: {}, vault: await vaultAsJournaled(stood) },
    };
    season.record.once('cycle/1', 'cycle/closed', cycle, now(season));
  }
});
