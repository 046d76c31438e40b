/** What members do with their own money and votes: on a real chain, every refusal with its code, nothing done twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '#api';
import { distribute, pauseVault, payBuckets, readShares, readVault, revokeAgent } from '#chain';
import { Fault, parseDecimal } from '#kit';
import {
  dailyStatements,
  federationInForce,
  isCompounding,
  money,
  now,
  pricesAt,
  STATEMENT_KINDS,
  takeUpVote,
  vaultValue,
} from '#season';
import { compoundFor } from '../src/season/compound.ts';
import { beat } from '../src/season/pulse.ts';
import { cancelExit } from '../src/server/deeds/cancel-exit.ts';
import { claimEarned } from '../src/server/deeds/claim.ts';
import { guard } from '../src/server/deeds/guard.ts';
import { moveLiquidity } from '../src/server/deeds/liquidity.ts';
import { autoCompound, compound } from '../src/server/deeds/compound.ts';
import { deposit, depositQuote, fund } from '../src/server/deeds/deposit.ts';
import { earningsHistory } from '../src/server/deeds/earnings-history.ts';
import { queuedShares, settleQueue } from '../src/server/deeds/exit-queue.ts';
import {
  executeProposal,
  proposeChange,
  queueProposal,
  voteOn,
  withdrawProposal,
} from '../src/server/deeds/governance.ts';
import { poolOf } from '../src/server/deeds/pool.ts';
import { portfolioOf } from '../src/server/deeds/portfolio.ts';
import { proposalsNow } from '../src/server/deeds/proposals.ts';
import { redeem, redeemQuote } from '../src/server/deeds/redeem.ts';
import { vaultStatus } from '../src/server/deeds/status.ts';
import { changeStake } from '../src/server/deeds/stake.ts';
import { verifyBooks } from '../src/server/verify-books.ts';
import { inPlainWords } from '../src/server/plain-words.ts';
import { openSeasonOnChain, type SeasonOnChain } from './fixtures/season-on-chain.ts';

const DAY = 86_400;
const stage = {};
let stood: SeasonOnChain;

beforeAll(async () => {
  stood = await openSeasonOnChain();
  for (const [member, assets] of Object.entries({ m1: '400000', m2: '300000', m3: '300000' })) {
    await fund(stood.season, { member, assets });
    await deposit(stood.season, stage, { member, assets, once: `founding-${member}` });
  }
  const { season } = stood;
  const vault = await vaultAsJournaled();
  season.record.once('vault/opened', 'vault/opened', { vault }, now(season));
});
afterAll(() => stood?.close());

/** The vault's value, as a journal entry carries it. */
async function vaultAsJournaled() {
  const { season } = stood;
  const zero = '0';
  const prices = pricesAt(season, { candle: 0, close: 0 });
  return {
    nav: money(await vaultValue(season, prices)),
    ...{ navPerShare: zero, totalShares: zero, idle: zero, reserved: zero, realised: zero },
    ...{ unrealised: zero, highWaterMark: zero, positions: [], paused: false },
  };
}

/** The code with which a deed is refused, as people are told. */
async function refusal(deed: Promise<unknown>): Promise<string> {
  const thrown: unknown = await deed.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Fault);
  const fault = inPlainWords(thrown);
  expect(fault.message).toMatch(/^[a-z].{20,}[^.]$/i);
  return fault.code;
}

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
    const { nav } = await vaultAsJournaled();
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
      ...{ txHash: split.txHash, claimable: {}, vault: await vaultAsJournaled() },
    };
    season.record.once('cycle/1', 'cycle/closed', cycle, now(season));
  }
});

describe('a change', () => {
  it('is proposed, voted, queued and executed; each step in its time', async () => {
    const { season } = stood;
    const change = { kind: 'risk-limits', limits: { tradeBps: 150 } } as const;
    const made = await proposeChange(season, { member: 'm1', change, once: 'my-proposal' });
    expect(made.sentence).toBe('The agent’s limits: largest trade 1.5 % (now 20 %).');
    expect((await proposeChange(season, { member: 'm1', change, once: 'my-proposal' })).id).toBe(
      made.id,
    );
    const step = { proposal: made.id, skipTime: false };
    expect(await refusal(queueProposal(season, step))).toBe('council/too-early');
    await voteOn(season, { proposal: made.id, member: 'm1', support: 'for' });
    const again = await voteOn(season, { proposal: made.id, member: 'm1', support: 'against' });
    // What was minted since the day of the proposal began has no say in it.
    await fund(season, { member: 'm3', assets: '500' });
    await deposit(season, stage, { member: 'm3', assets: '500' });
    const late = voteOn(season, { proposal: made.id, member: 'm3', support: 'against' });
    expect(await refusal(late)).toBe('council/no-vote');
    const [voting] = await proposalsNow(season);
    expect(voting).toMatchObject({ state: 'active', quorumReached: true, exitWindow: null });
    expect(voting!.votes).toMatchObject([{ member: 'm1', support: 'for', weight: again.weight }]);
    expect(voting!.next).toMatch(/Voting ends in 2\.0 days; the quorum is reached/);
    await stood.pass(2 * DAY);
    const early = executeProposal(season, stage, step);
    expect(await refusal(early)).toBe('council/wrong-state');
    const { executableAt } = await queueProposal(season, step);
    const [queued] = await proposalsNow(season);
    expect(queued!.exitWindow).toEqual({ from: executableAt - DAY * 1000, to: executableAt });
    expect(await refusal(executeProposal(season, stage, step))).toBe('council/too-early');
    stood.finish();
    const done = await executeProposal(season, stage, { ...step, skipTime: true });
    expect(done.sentence).toMatch(/^In force: .*largest trade 1\.5 %/);
    expect((await readVault(season)).limits.tradeBps).toBe(150);
    expect((await executeProposal(season, stage, step)).txHash).toBe(done.txHash);
  });

  it.each<[Change, string]>([
    [
      { kind: 'unlock', hours: 24 },
      'Realised profit becomes distributable little by little, over 24 h.',
    ],
    [
      { kind: 'capital', agent: 1, direction: 'decrease', amount: '250' },
      'Agent 1 loses 250 USDC of capital to work with; nothing leaves the vault.',
    ],
    [
      { kind: 'reallocation', from: 0, to: 1, bps: 500 },
      '5 % of all agents’ capital move from agent 0 to agent 1.',
    ],
    [{ kind: 'pause', hours: 24 }, expect.stringMatching(/^Trading and deposits stop until 20/)],
    [
      { kind: 'agent', agent: `0x${'ab'.repeat(20)}`, until: '2030-01-01' },
      expect.stringMatching(/may trade until 2030-01-01 00:00 UTC, within the limits/),
    ],
    [
      { kind: 'gate', contract: 'none' },
      'No contract is asked before trades any more; the limits stay.',
    ],
    [{ kind: 'eligibility', contract: 'none' }, 'Anyone may be given a new share again.'],
    [
      { kind: 'staking', contract: 'none' },
      'The holders’ part of later profit goes to all shares again.',
    ],
    [{ kind: 'shutdown' }, 'Trading and deposits end for good; claims and exits go on.'],
  ])('says in words what it does: %o', async (change, sentence) => {
    const { season } = stood;
    const made = await proposeChange(season, { member: 'm1', change });
    expect(made.sentence).toEqual(sentence);
    const told = (await proposalsNow(season)).find(({ id }) => id === made.id);
    expect(told).toMatchObject({ sentence, state: 'active' });
  });

  it('is withdrawn by its proposer, and is out of force for good', async () => {
    const { season } = stood;
    const change = { kind: 'unlock', hours: 1 } as const;
    const { id } = await proposeChange(season, { member: 'm1', change });
    const done = await withdrawProposal(season, { proposal: id });
    expect(done.sentence).toBe(`m1 withdrew proposal ${id}; nothing changes.`);
    expect(await withdrawProposal(season, { proposal: id })).toEqual(done);
    const told = (await proposalsNow(season)).find((one) => one.id === id);
    expect(told!.next).toBe('Its proposer withdrew it.');
    const late = voteOn(season, { proposal: id, member: 'm1', support: 'for' });
    expect(await refusal(late)).toBe('council/wrong-state');
    // What is in force stays.
    const inForce = (await proposalsNow(season)).find(({ state }) => state === 'executed')!;
    expect(await refusal(withdrawProposal(season, { proposal: inForce.id }))).toBe(
      'council/wrong-state',
    );
  });

  it('is refused where it makes no sense, or nobody stands behind it', async () => {
    const { season } = stood;
    const ask = (change: object, member = 'm1') =>
      proposeChange(season, { member, change: change as never });
    const model = { kind: 'model', hash: `0x${'ab'.repeat(32)}` };
    expect(await refusal(ask(model))).toBe('governance/bad-change');
    expect(await refusal(ask({ kind: 'strategy', threshold: '1.5' }))).toBe(
      'governance/bad-change',
    );
    expect(await refusal(ask({ kind: 'risk-limits', limits: {} }))).toBe('governance/bad-change');
    const policy = { holders: 1, reinvest: 2, ai: 3, treasury: 4 };
    expect(await refusal(ask({ kind: 'profit-policy', bps: policy }))).toBe(
      'governance/bad-change',
    );
    const shift = { kind: 'pair-shift', from: 'ETHUSDT', to: 'XRPUSDT', bps: 100 };
    expect(await refusal(ask(shift))).toBe('governance/bad-shift');
    const { vault, assets, council } = season.deployment;
    for (const change of [
      { kind: 'strategy', threshold: '0.0000001' },
      { kind: 'treasury-spend', to: `0x${'00'.repeat(20)}`, amount: '5' },
      { kind: 'agent', agent: vault, until: '2024-09-01' },
      { kind: 'list-pool', pool: vault },
      { kind: 'list-pool', pool: assets[0]!.pool },
      { kind: 'list-pool', pool: `0x${'12'.repeat(20)}` },
      { kind: 'gate', contract: `0x${'12'.repeat(20)}` },
      { kind: 'eligibility', contract: vault },
      { kind: 'staking', contract: council },
    ])
      expect(await refusal(ask(change))).toBe('governance/bad-change');
    expect(await refusal(ask({ kind: 'shutdown' }, 'm3'))).toBe('council/too-little-weight');
    expect(await refusal(queueProposal(season, { proposal: '77', skipTime: true }))).toBe(
      'hub/unknown-proposal',
    );
  });
});

describe('a vote on the split of profit', () => {
  it('stands in the journal as it is paid, for pages to show', async () => {
    const { season } = stood;
    Object.assign(season, { config: { rounds: 9, policy: 'merged' } });
    const bps = { holders: 5000, reinvest: 1000, ai: 3000, treasury: 1000 };
    await carried({ kind: 'profit-policy', bps });
    expect((await readVault(season)).policy.holdersBps).toBe(5000);
    expect(season.journal.last(9, ['rules/changed']).map(({ data }) => data)).toEqual([
      { policy: { holders: 5000, reinvest: 1000, contributors: 3000, ai: 0, treasury: 1000 } },
    ]);
  });
});

/** Through vote, queue and timelock. */
async function carried(change: Change): Promise<void> {
  const { season } = stood;
  const { id: proposal } = await proposeChange(season, { member: 'm1', change });
  await voteOn(season, { proposal, member: 'm1', support: 'for' });
  const step = { proposal, skipTime: true };
  await queueProposal(season, step);
  await executeProposal(season, stage, step);
}

describe('a vote on how the group learns', () => {
  it('is taken up before the next round is opened, once, and given up by another one', async () => {
    const { season } = stood;
    Object.assign(season, { config: { rounds: 9 } });
    expect(await takeUpVote(season, 2)).toMatchObject({ federation: { name: 'fedavg' }, since: 1 });
    await carried({ kind: 'federation', name: 'scaffold', parameters: { rateMicro: 50_000 } });
    const voted = { federation: { name: 'scaffold', rateMicro: 50_000 }, since: 4 };
    // Round 3 was opened before the vote was carried out: it keeps what it was opened with.
    season.record.once('round/3/opened', 'round/opened', { round: 3, cohorts: [] }, now(season));
    expect((await takeUpVote(season, 3)).since).toBe(1);
    expect(await takeUpVote(season, 4)).toEqual(voted);
    expect(await takeUpVote(season, 4)).toEqual(voted);
    expect(await takeUpVote(season, 5)).toEqual(voted);
    expect(season.journal.last(9, ['federation/set']).map(({ data }) => data)).toEqual([
      { name: 'scaffold', parameters: { rateMicro: 50_000 }, since: 4 },
    ]);
    await carried({ kind: 'federation', name: 'fedavg' });
    expect(await takeUpVote(season, 6)).toEqual({ federation: { name: 'fedavg' }, since: 6 });
    expect(federationInForce(season, 5)).toEqual(voted);
  });

  it('is said in words, and refused where it makes no sense or comes too late', async () => {
    const { season } = stood;
    const ask = (change: object) =>
      proposeChange(season, { member: 'm1', change: { kind: 'federation', ...change } as Change });
    expect((await ask({ name: 'fedprox' })).sentence).toBe(
      'From the next round on the group learns by fedprox, muMicro 10000; what it learned so far stays.',
    );
    expect(await refusal(ask({ name: 'fedsgd' }))).toBe('governance/bad-federation');
    expect(await refusal(ask({ name: 'fedprox', parameters: { rateMicro: 1 } }))).toBe(
      'governance/bad-federation',
    );
    const scores = { epoch: 1, scores: {}, root: ROOT, txHash: ROOT } as const;
    season.record.once('scores/1', 'scores/published', scores, now(season));
    expect(await refusal(ask({ name: 'fedprox' }))).toBe('governance/learning-over');
  });

  const ROOT = `0x${'1'.repeat(64)}` as const;
});

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
    await profit([70_000, 2900]);
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
    await profit([75_000, 3100]);
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
