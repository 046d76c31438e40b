/** Bonds, staked shares and compounded earnings on a deployment elsewhere, and a vote that waits for its leavers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operations, type Change } from '#api';
import { payBuckets, requestExit } from '#chain';
import type { Hex } from '#kit';
import { earn, refusal, type Visitors, visitorsOf } from '../../../test/fixtures/abroad.ts';
import { type Elsewhere, openElsewhere } from '../../../test/fixtures/elsewhere.ts';

const DAY = 86_400;
const NOW = { at: 0 };
const BOND = 10n ** 17n;
const SLOW = { timeout: 600_000 };
let place: Elsewhere;
let visitors: Visitors;
const as: Visitors['as'] = (...who) => visitors.as(...who);

beforeAll(async () => {
  place = await openElsewhere({ bond: BOND, stakes: 'deploy', mintPrice: 5_000_000n });
  visitors = visitorsOf(place);
  for (const [member, assets] of ['5000', '3000', '700'].entries()) {
    const { ask } = await as(member);
    await ask.deposit({}, { member: 'me', assets });
  }
  await visitors.leave();
  await place.pass(2 * DAY);
}, 600_000);
afterAll(() => place?.close());
afterEach(() => visitors.leave());

const balance = async (wallet: string): Promise<bigint> =>
  BigInt((await place.node.ask('eth_getBalance', wallet, 'latest')) as Hex);
/** What a wallet got or gave, to a tenth of the bond: gas is small beside it. */
const inBonds = (wei: bigint): number => Math.round(Number((wei * 10n) / BOND)) / 10;

/** Proposes and votes as the first member, then waits; gives the number of the proposal. */
async function passed(change: Change): Promise<string> {
  const { ask } = await as(0);
  const { id } = await ask.propose({}, { member: 'me', change });
  await ask.vote({}, { member: 'me', proposal: id, support: 'for' });
  await visitors.leave();
  await place.pass(2 * DAY + 1);
  await (await as(1)).ask.queue({}, { proposal: id, skipTime: false });
  await visitors.leave();
  return id;
}

describe('governance elsewhere', () => {
  it('gives the bond of a withdrawn proposal back', SLOW, async () => {
    const { ask, me } = await as(0);
    const before = await balance(me);
    const change = { kind: 'unlock', hours: 12 } as const;
    const { id } = await ask.propose({}, { member: 'me', change });
    expect(inBonds((await balance(me)) - before)).toBe(-1);
    const stranger = await refusal((await as(1)).ask.withdraw({}, { proposal: id }));
    expect(stranger.code).toBe('council/not-proposer');
    const done = operations.withdraw.output.parse(await ask.withdraw({}, { proposal: id }));
    expect(done.sentence).toMatch(/withdrew proposal 1; nothing changes\. Its bond of 0\.1 of/);
    expect(inBonds((await balance(me)) - before)).toBe(0);
    expect(await refusal(ask.withdraw({}, { proposal: id }))).toMatchObject({
      code: 'council/wrong-state',
    });
    const { proposals } = await ask.proposals({}, {});
    expect(proposals[0]).toMatchObject({ id, next: 'Its proposer withdrew it.' });
  });

  it(
    'lets somebody else vote with shares whose owner says so, until it says otherwise',
    SLOW,
    async () => {
      const [owner, other] = [await as(1), await as(2)];
      const change = { kind: 'unlock', hours: 3 } as const;
      const { id } = await (await as(0)).ask.propose({}, { member: 'me', change });
      const voted = (proposal: string, support: 'for' | 'against') =>
        other.ask.vote({}, { member: owner.me, proposal, support });
      const refused = await refusal(voted(id, 'for'));
      expect(refused).toMatchObject({ code: 'council/not-delegate' });
      expect(refused.message).toContain(`hanse delegate ${other.me}`);
      expect(await owner.ask.delegate({}, { member: 'me', to: other.me })).toMatchObject({
        ...{ member: owner.me, to: other.me },
      });
      expect((await voted(id, 'for')).weight).toBe('3000');
      // With the own shares it votes for itself, and differently where it likes.
      const own = await other.ask.vote({}, { member: 'me', proposal: id, support: 'against' });
      expect(own.weight).toBe('700');
      const { proposals } = await other.ask.proposals({}, {});
      expect(proposals.find((one) => one.id === id)!.votes).toMatchObject([
        { member: owner.me, support: 'for', weight: '3000' },
        { member: other.me, support: 'against', weight: '700' },
      ]);
      await owner.ask.delegate({}, { member: 'me', to: 'none' });
      const { id: next } = await owner.ask.propose({}, { member: 'me', change });
      expect((await refusal(voted(next, 'for'))).code).toBe('council/not-delegate');
      expect(
        (await owner.ask.vote({}, { member: 'me', proposal: next, support: 'for' })).weight,
      ).toBe('3000');
    },
  );

  it('counts votes that others signed and did not send, once', SLOW, async () => {
    const change = { kind: 'unlock', hours: 4 } as const;
    const bringer = await as(0);
    const { id: proposal } = await bringer.ask.propose({}, { member: 'me', change });
    const { ask: voter, me } = await as(1);
    const coins = await balance(me);
    const ballots = [
      await voter.signBallot({}, { proposal, support: 'for' }),
      await (await as(2)).ask.signBallot({}, { proposal, support: 'against' }),
    ];
    const sent = place.node.sent.size;
    const bring = (papers: typeof ballots) => bringer.ask.bringBallots({}, { ballots: papers });
    const forged = ballots.map((one) => ({ ...one, support: 'for' as const }));
    expect(await refusal(bring(forged))).toMatchObject({ code: 'council/bad-signature' });
    const other = ballots.map((one) => ({ ...one, chainId: 1 }));
    expect(await refusal(bring(other))).toMatchObject({ code: 'council/other-ballot' });
    expect(place.node.sent.size).toBe(sent);
    expect(await bring(ballots)).toMatchObject({ count: 2 });
    expect(await refusal(bring(ballots))).toMatchObject({ code: 'council/already-voted' });
    expect(await balance(me)).toBe(coins);
    const { proposals } = await voter.proposals({}, {});
    expect(proposals.find(({ id }) => id === proposal)!.tally).toMatchObject({
      ...{ for: '3000', against: '700' },
    });
  });

  it('carries a vote out after whoever asked to leave, who waits for no agent', SLOW, async () => {
    const proposer = place.member(0).wallet;
    const before = await balance(proposer);
    const id = await passed({ kind: 'staking', contract: 'deployed' });
    const { pool, me } = await as(2);
    await requestExit(await pool.acting(), pool.member!, 3n, NOW);
    const paid = async (): Promise<number> =>
      Number((await (await as(2)).ask.portfolio({ member: me }, {})).balance);
    const had = await paid();
    await visitors.leave();
    await place.pass(DAY + 1);
    const done = await (await as(1)).ask.execute({}, { proposal: id, skipTime: false });
    expect(done.sentence).toMatch(/^In force: .*Its bond of 0\.1 of the chain’s coin went to 0x/);
    expect(await paid()).toBeCloseTo(had + 700, 2);
    expect(inBonds((await balance(proposer)) - before)).toBe(0);
    const { staking, queue } = await (await as(1)).ask.vaultStatus({}, {});
    expect(staking).toMatchObject({ inForce: true });
    expect(queue).toEqual([]);
  });
});

describe('earnings elsewhere', () => {
  it('go to staked shares, are claimed, and keep nobody in the pool', SLOW, async () => {
    const [{ ask }, other] = [await as(0), await as(1)];
    const stake = (act: 'stake' | 'unstake') => ask.stake({}, { member: 'me', act });
    expect(await refusal(stake('unstake'))).toMatchObject({ code: 'vault/not-staked' });
    expect(await stake('stake')).toMatchObject({ act: 'stake', nfts: [1] });
    expect(await refusal(stake('stake'))).toMatchObject({ code: 'vault/staked-already' });
    await earn(place);
    await payBuckets(place.ledger, place.ledger.chain.accounts.operator, NOW);
    const { claimable, holdings } = await ask.portfolio({ member: 'me' }, {});
    expect(Number(claimable)).toBeGreaterThan(1);
    expect(holdings[0]).toMatchObject({ staked: true, claimable: '0', stakeClaimable: claimable });
    expect((await other.ask.portfolio({ member: 'me' }, {})).claimable).toBe('0');
    const leave = { member: 'me', nft: 1, paidIn: 'quote' as const };
    expect(await refusal(ask.redeem({}, leave))).toMatchObject({ code: 'vault/claim-first' });
    const claimed = await ask.claim({}, { member: 'me' });
    expect(claimed).toMatchObject({
      total: claimable,
      claims: [{ kind: 'staker', amount: claimable }],
    });
    expect((await ask.redeemQuote(leave, {})).shares[0]!.obstacles).toEqual([]);
    expect(await stake('unstake')).toMatchObject({ act: 'unstake', nfts: [1] });
    expect((await ask.portfolio({ member: 'me' }, {})).holdings[0]!.staked).toBe(false);
    expect(await ask.verifyBooks({}, {})).toMatchObject({ ok: true, differences: [] });
  });

  it(
    'are split by the policy under which they were earned, whoever carries the next one out',
    SLOW,
    async () => {
      const id = await passed({ kind: 'staking', contract: 'none' });
      await earn(place);
      await place.pass(DAY);
      await (await as(1)).ask.execute({}, { proposal: id, skipTime: false });
      const { staking } = await (await as(1)).ask.vaultStatus({}, {});
      expect(staking).toMatchObject({ inForce: false });
      const nobody = await refusal((await as(0)).ask.stake({}, { member: 'me', act: 'stake' }));
      expect(nobody.code).toBe('vault/staking-off');
    },
  );

  it('become a new share: by the owner, or by whom the owner has named', SLOW, async () => {
    const owner = await as(0);
    expect(await refusal(owner.ask.compound({}, { member: 'me' }))).toMatchObject({
      code: 'claim/nothing',
    });
    await earn(place);
    const [share] = (await owner.ask.portfolio({ member: 'me' }, {})).holdings;
    expect(await owner.ask.compound({}, { member: 'me' })).toMatchObject({
      ...{ member: owner.me, assets: share!.claimable },
    });
    await earn(place);
    const keeper = await as(1);
    const forOwner = () => keeper.ask.compound({}, { member: owner.me });
    const refused = await refusal(forOwner());
    expect(refused).toMatchObject({ code: 'chain/not-yours' });
    expect(refused.message).toContain(`auto-compound on --keeper ${keeper.me}`);
    const set = (state: 'on' | 'off', name?: string) =>
      owner.ask.autoCompound({}, { member: 'me', state, ...(name ? { keeper: name } : {}) });
    expect(await refusal(set('on'))).toMatchObject({ code: 'cli/bad-argument' });
    expect(await set('on', keeper.me)).toMatchObject({ member: owner.me, state: 'on' });
    const made = await forOwner();
    expect(made.member).toBe(owner.me);
    const { holdings } = await owner.ask.portfolio({ member: 'me' }, {});
    expect(holdings.map(({ nft }) => nft)).toContain(made.nft);
    expect((await keeper.ask.portfolio({ member: 'me' }, {})).holdings).toHaveLength(1);
    await set('off');
    expect(await refusal(forOwner())).toMatchObject({ code: 'chain/not-yours' });
    expect(await owner.ask.verifyBooks({}, {})).toMatchObject({ ok: true });
  });
});
