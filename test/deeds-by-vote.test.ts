/** What members change by vote: on a real chain, step by step, every refusal with its code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '#api';
import { readVault } from '#chain';
import { federationInForce, now, takeUpVote } from '#season';
import { deposit, fund } from '../src/server/deeds/deposit.ts';
import {
  executeProposal,
  proposeChange,
  queueProposal,
  voteOn,
  withdrawProposal,
} from '../src/server/deeds/governance.ts';
import { proposalsNow } from '../src/server/deeds/proposals.ts';
import { redeem } from '../src/server/deeds/redeem.ts';
import { carried, openFounded, refusal, stage } from './fixtures/founded.ts';
import type { SeasonOnChain } from './fixtures/season-on-chain.ts';

const DAY = 86_400;
let stood: SeasonOnChain;

beforeAll(async () => {
  stood = await openFounded();
  // Shares have a say from the epoch after their mint on; the third member has left before.
  await stood.pass(2 * DAY);
  await redeem(stood.season, stage, { member: 'm3', nft: 3 });
});
afterAll(() => stood?.close());

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
    await carried(stood, { kind: 'profit-policy', bps });
    expect((await readVault(season)).policy.holdersBps).toBe(5000);
    expect(season.journal.last(9, ['rules/changed']).map(({ data }) => data)).toEqual([
      { policy: { holders: 5000, reinvest: 1000, contributors: 3000, ai: 0, treasury: 1000 } },
    ]);
  });
});

describe('a vote on how the group learns', () => {
  it('is taken up before the next round is opened, once, and given up by another one', async () => {
    const { season } = stood;
    Object.assign(season, { config: { ...season.config, rounds: 9 } });
    expect(await takeUpVote(season, 2)).toMatchObject({ federation: { name: 'fedavg' }, since: 1 });
    await carried(stood, {
      kind: 'federation',
      name: 'scaffold',
      parameters: { rateMicro: 50_000 },
    });
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
    await carried(stood, { kind: 'federation', name: 'fedavg' });
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
    // The season adds noise, so a pull that overshoots is refused before anybody votes on it.
    const strong = ask({ name: 'fedprox', parameters: { muMicro: 2_500_001 } });
    await expect(strong).rejects.toThrow(/from 0 to 2500000: a stronger pull overshoots/);
    const scores = { epoch: 1, scores: {}, root: ROOT, txHash: ROOT } as const;
    season.record.once('scores/1', 'scores/published', scores, now(season));
    expect(await refusal(ask({ name: 'fedprox' }))).toBe('governance/learning-over');
  });

  const ROOT = `0x${'1'.repeat(64)}` as const;
});
