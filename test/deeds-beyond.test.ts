/** What grows or brakes by itself: earnings turned into shares, stakes, the guardian, a vault without an agent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distribute, payBuckets, readShares, readVault, revokeAgent } from '#chain';
import { parseDecimal } from '#kit';
import { isCompounding, money } from '#season';
import { compoundFor } from '../src/season/compound.ts';
import { beat } from '../src/season/pulse.ts';
import { claimEarned } from '../src/server/deeds/claim.ts';
import { guard } from '../src/server/deeds/guard.ts';
import { autoCompound, compound } from '../src/server/deeds/compound.ts';
import { deposit, fund } from '../src/server/deeds/deposit.ts';
import {
  executeProposal,
  proposeChange,
  queueProposal,
  voteOn,
} from '../src/server/deeds/governance.ts';
import { poolOf } from '../src/server/deeds/pool.ts';
import { portfolioOf } from '../src/server/deeds/portfolio.ts';
import { redeem } from '../src/server/deeds/redeem.ts';
import { vaultStatus } from '../src/server/deeds/status.ts';
import { changeStake } from '../src/server/deeds/stake.ts';
import { verifyBooks } from '../src/server/verify-books.ts';
import { openFounded, refusal, stage } from './fixtures/founded.ts';
import type { SeasonOnChain } from './fixtures/season-on-chain.ts';

const DAY = 86_400;
let stood: SeasonOnChain;

beforeAll(async () => {
  stood = await openFounded();
  const second = { member: 'm1', assets: '500' };
  await fund(stood.season, second);
  await deposit(stood.season, stage, second);
  // Shares have a say from the epoch after their mint on, and the agent holds something to sell at a profit.
  await stood.pass(2 * DAY);
  for (const index of [0, 1]) await stood.trade(index, 'buy', 150_000_000_000n);
  await stood.pass(DAY);
  stood.finish();
});
afterAll(() => stood?.close());

const standing = async () => (await readShares(stood.season)).filter((one) => one.weight > 0n);

describe('compounding', () => {
  async function profit(prices: readonly [number, number]): Promise<void> {
    const { season } = stood;
    await stood.pass(DAY, prices);
    const { positions } = await readVault(season);
    await stood.trade(0, 'sell', positions[0]!.held / 60n);
    await stood.pass(60, prices);
    await distribute(season, season.chain.accounts.operator, { at: season.chain.now() });
  }

  it('turns what was earned into a share, once under its name; or day by day where a member chose it', async () => {
    const { season } = stood;
    const [member, once] = ['m1', 'compound-once'];
    expect(await refusal(compound(season, stage, { member }))).toBe('claim/nothing');
    await profit([72_000, 2900]);
    const before = await portfolioOf(season, member);
    const earned = before.holdings.reduce((sum, one) => sum + parseDecimal(one.claimable, 6), 0n);
    expect(earned).toBeGreaterThan(100_000_000n);
    const made = await compound(season, stage, { member, once });
    expect(made).toMatchObject({ member, assets: money(earned) });
    expect(await compound(season, stage, { member, once })).toEqual(made);
    const foreign = compound(season, stage, { member: 'm2', once });
    expect(await refusal(foreign)).toBe('hub/once-conflict');
    const after = await portfolioOf(season, member);
    expect(after.balance).toBe(before.balance);
    expect(after.holdings.map(({ nft }) => nft)).toContain(made.nft);
    expect(after.holdings.every(({ claimable }) => claimable === '0')).toBe(true);

    const wallet = after.wallet as `0x${string}`;
    expect(await isCompounding(season, wallet)).toBe(false);
    const on = await autoCompound(season, { member, state: 'on', once: 'compound-on' });
    expect(await autoCompound(season, { member, state: 'on', once: 'compound-on' })).toEqual(on);
    expect(await isCompounding(season, wallet)).toBe(true);
    await profit([77_000, 3100]);
    const mine = async () =>
      (await standing()).filter(({ owner }) => owner.toLowerCase() === wallet.toLowerCase());
    const shares = await mine();
    const plan = season.plan.members[0]!;
    const value = async (): Promise<string> => '1';
    for (let again = 0; again < 2; again++)
      await compoundFor(season, plan, shares, { key: 'claim/9/m1/compound', value });
    expect(await mine()).toHaveLength(shares.length + 1);
    expect((await portfolioOf(season, member)).balance).toBe(before.balance);
    // Little waits for more.
    await compoundFor(season, plan, await mine(), { key: 'claim/10/m1/compound', value });
    expect(await mine()).toHaveLength(shares.length + 1);
    await autoCompound(season, { member, state: 'off' });
    expect(await isCompounding(season, wallet)).toBe(false);
  });
});

describe('staking', () => {
  const put = (order: Partial<Parameters<typeof changeStake>[1]>) =>
    changeStake(stood.season, { member: 'm1', act: 'stake', ...order });

  it('is for a vote to begin; then the holders’ part is earned and claimed by staked shares only', async () => {
    const { season } = stood;
    expect(await refusal(put({}))).toBe('vault/staking-off');
    const change = { kind: 'staking', contract: 'deployed' } as const;
    const { id, sentence } = await proposeChange(season, { member: 'm1', change });
    expect(sentence).toMatch(/^The holders’ part of later profit goes to staked shares only/);
    await voteOn(season, { proposal: id, member: 'm1', support: 'for' });
    const step = { proposal: id, skipTime: true };
    await queueProposal(season, step);
    await executeProposal(season, stage, step);
    expect((await vaultStatus(poolOf(season))).staking).toMatchObject({ inForce: true, cycle: 1 });

    const [first, second] = (await portfolioOf(season, 'm1')).holdings.map(({ nft }) => nft);
    const order = { nft: first!, once: 'stake-first' };
    const staked = await put(order);
    expect(staked.nfts).toEqual([first]);
    expect(await put(order)).toEqual(staked);
    expect(await refusal(put({ nft: second!, once: 'stake-first' }))).toBe('hub/once-conflict');
    expect(await refusal(put({ nft: first! }))).toBe('vault/staked-already');
    expect(await refusal(put({ nft: second!, act: 'unstake' }))).toBe('vault/not-staked');
    expect(await refusal(put({ nft: 2 }))).toBe('vault/not-holder');

    await stood.pass(DAY, [80_000, 3300]);
    const { positions } = await readVault(season);
    await stood.trade(0, 'sell', positions[0]!.held / 60n);
    await stood.pass(60, [80_000, 3300]);
    const { operator } = season.chain.accounts;
    await distribute(season, operator, { at: season.chain.now() });
    await payBuckets(season, operator, { at: season.chain.now() });
    const [held, other] = (await portfolioOf(season, 'm1')).holdings;
    expect(held).toMatchObject({ staked: true });
    expect(Number(held!.stakeClaimable)).toBeGreaterThan(1);
    expect(other).toMatchObject({ staked: false, stakeClaimable: '0' });
    const leaves = redeem(season, stage, { member: 'm1', nft: first!, paidIn: 'kind' });
    expect(await refusal(leaves)).toBe('vault/claim-first');
    const paid = await claimEarned(season, { member: 'm1', nft: first!, once: 'claim-staked' });
    expect(paid.claims.find(({ kind }) => kind === 'staker')!.amount).toBe(held!.stakeClaimable);
    expect(await claimEarned(season, { member: 'm1', nft: first!, once: 'claim-staked' })).toEqual(
      paid,
    );
    await put({ act: 'unstake' });
    expect((await portfolioOf(season, 'm1')).holdings[0]!.staked).toBe(false);
    const books = await verifyBooks(season);
    expect(books.differences).toEqual([]);
  });
});

describe('the guardian', () => {
  it('pauses, tightens and ends the session without a vote, and loosens nothing', async () => {
    const { season } = stood;
    const act = (order: Parameters<typeof guard>[2]) => guard(season, stage, order);
    const order = { act: 'tighten', limits: { tradeBps: 90 }, once: 'tighten-once' } as const;
    const done = await act(order);
    expect(done.sentence).toBe('Tightened: tradeBps 90. Only a vote loosens them again.');
    expect(await act(order)).toEqual(done);
    expect((await readVault(season)).limits.tradeBps).toBe(90);
    expect(await refusal(act({ act: 'tighten', limits: { tradeBps: 91 } }))).toBe('vault/loosens');
    expect(await refusal(act({ act: 'tighten', limits: {} }))).toBe('http/bad-input');
    expect(await refusal(act({ ...order, act: 'pause', hours: 1 }))).toBe('hub/once-conflict');
    await act({ act: 'pause', hours: 2 });
    expect((await readVault(season)).pausedUntil).toBe(season.chain.now() + 7200);
    const longer = act({ act: 'pause', hours: 24 * 8 });
    expect(await refusal(longer)).toBe('vault/pause-too-long');
    await act({ act: 'revoke-agent' });
    expect(BigInt((await readVault(season)).agent.address)).toBe(0n);
  });
});

describe('a vault without an agent', () => {
  it('is marked all the same, so that exits go on', async () => {
    const { season } = stood;
    const { guardian } = season.chain.accounts;
    await revokeAgent(season, guardian, { at: season.chain.now() });
    const when = { at: season.chain.now() + 60, key: 'beat/test' };
    const marked = await beat(season, when);
    expect(marked.at).toBe(when.at);
    expect((await readVault(season)).markedAt).toBe(when.at);
    expect((await beat(season, when)).txHash).toBe(marked.txHash);
  });
});
