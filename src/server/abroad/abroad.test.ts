/** The member's deeds on a deployment elsewhere: read from the index, sent once, refused in plain words, through every kind of bad node. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '#api';
import { faucet, heartbeat, memberFrom, pauseVault, trade } from '#chain';
import { type Hex, parseDecimal } from '#kit';
import { keccak256, toFunctionSelector } from 'viem';
import { DROP, faultyNode, type Meddle } from '../../../test/fixtures/faulty-node.ts';
import { earn, refusal, type Visitors, visitorsOf } from '../../../test/fixtures/abroad.ts';
import { type Elsewhere, openElsewhere } from '../../../test/fixtures/elsewhere.ts';
import { GENESIS } from '../../../test/fixtures/pool.ts';

const DAY = 86_400;
const USDC = 1_000_000n;
let place: Elsewhere;
let visitors: Visitors;
const as: Visitors['as'] = (...who) => visitors.as(...who);

beforeAll(async () => {
  place = await openElsewhere();
  visitors = visitorsOf(place);
});
afterAll(() => place?.close());
afterEach(() => visitors.leave());

const pay = (assets: string, once?: string) => ({ member: 'me', assets, ...(once && { once }) });
const IN_QUOTE = { member: 'me', paidIn: 'quote' as const };
const NOW = { at: 0 };
/** It waits for nothing but the machine. */
const SLOW = { timeout: 600_000 };
const NAV = toFunctionSelector('nav()');

describe('a deployment elsewhere', () => {
  it('takes a deposit, approving just what it costs, and tells what stands', SLOW, async () => {
    const { ask, me, pool } = await as(0);
    expect(await ask.depositQuote({ member: 'me', assets: '5000' }, {})).toMatchObject({
      ...{ wallet: me, assets: '5000', weight: '5000', allowance: '0', obstacles: [] },
    });
    const done = await ask.deposit({}, pay('5000'));
    expect(done).toMatchObject({ member: me, nft: 1, assets: '5000', weight: '5000' });
    const again = await ask.depositQuote({ member: 'me', assets: '5000' }, {});
    expect(again.allowance).toBe('0');
    const vault = operations.vaultStatus.output.parse(await ask.vaultStatus({}, {}));
    expect(vault).toMatchObject({ navSpot: '5000', shares: 1, idle: '5000' });
    expect((await ask.portfolio({ member: me }, {})).holdings[0]).toMatchObject({ paidIn: '5000' });
    expect(await ask.verifyBooks({}, {})).toMatchObject({ ok: true, differences: [] });
    expect(pool.names).toEqual(['BTC', 'ETH']);
  });

  it('does equal orders one after the other, and a named one once', SLOW, async () => {
    const { ask } = await as(1);
    const first = await ask.deposit({}, pay('700'));
    expect((await ask.deposit({}, pay('700'))).nft).toBe(first.nft + 1);
    const named = await ask.deposit({}, pay('800', 'my-deposit'));
    expect(await ask.deposit({}, pay('800', 'my-deposit'))).toEqual(named);
    expect(await refusal(ask.deposit({}, pay('801', 'my-deposit')))).toMatchObject({
      code: 'hub/once-conflict',
    });
  });

  it('sends once where the answer to the transaction is lost', SLOW, async () => {
    const { ask } = await as(2);
    let lost = 0;
    place.node.meddle = async ({ method }, next) => {
      const answer = await next();
      if (method === 'eth_sendRawTransaction' && lost++ < 3) throw DROP;
      return answer;
    };
    expect(await ask.deposit({}, pay('900'))).toMatchObject({ assets: '900' });
    expect(lost).toBeGreaterThan(1);
    expect(await ask.verifyBooks({}, {})).toMatchObject({ ok: true });
  });

  it('refuses before anything is sent, with a code and what to do', SLOW, async () => {
    const { ask, me } = await as(3);
    const sent = place.node.sent.size;
    const codes: Record<string, () => Promise<unknown>> = {
      'vault/insufficient-balance': () => ask.deposit({}, pay('99999999')),
      'vault/below-minimum': () => ask.deposit({}, pay('5')),
      'hub/bad-amount': () => ask.deposit({}, pay('0')),
      'vault/not-holder': () => ask.redeem({}, IN_QUOTE),
      'claim/nothing': () => ask.claim({}, { member: 'me' }),
      'hub/unknown-proposal': () => ask.vote({}, { member: 'me', proposal: '9', support: 'for' }),
      'chain/not-yours': () => ask.claim({}, { member: place.member(1).wallet }),
      'council/no-vote': () =>
        ask.propose({}, { member: 'me', change: { kind: 'unlock', hours: 2 } }),
      'governance/bad-shift': () =>
        ask.propose(
          {},
          { member: 'me', change: { kind: 'pair-shift', from: 'BTC', to: 'DOGE', bps: 5 } },
        ),
      'cli/bad-argument': async () => ask.queue({}, { proposal: '1', skipTime: true }),
    };
    for (const [code, deed] of Object.entries(codes))
      expect([code, (await refusal(Promise.resolve().then(deed))).code]).toEqual([code, code]);
    const { guardian } = place.ledger.chain.accounts;
    await pauseVault(place.ledger, guardian, (await now()) + 3600, NOW);
    expect(await refusal(ask.deposit({}, pay('900')))).toMatchObject({ code: 'vault/paused' });
    expect((await ask.depositQuote({ member: me, assets: '900' }, {})).obstacles[0]?.code).toBe(
      'vault/paused',
    );
    expect(place.node.sent.size).toBe(sent);
    await place.pass(3601);
  });

  it('puts a change before the group, votes, waits and carries it out', SLOW, async () => {
    const { ask, me, pool } = await as(0);
    await place.pass(2 * DAY);
    const change = { kind: 'risk-limits', limits: { tradeBps: 900 } } as const;
    const proposed = await ask.propose({}, { member: 'me', change });
    expect(proposed.sentence).toMatch(/largest trade 9 % \(now 10 %\)/);
    const { id } = proposed;
    expect(
      Number((await ask.vote({}, { member: 'me', proposal: id, support: 'for' })).weight),
    ).toBeGreaterThan(2000);
    expect(
      await refusal(ask.vote({}, { member: 'me', proposal: id, support: 'for' })),
    ).toMatchObject({
      code: 'council/already-voted',
    });
    expect(await refusal(ask.queue({}, { proposal: id, skipTime: false }))).toMatchObject({
      code: 'council/wrong-state',
    });
    await pool.close();
    await place.pass(2 * DAY + 1);
    const second = await as(1);
    await second.ask.queue({}, { proposal: id, skipTime: false });
    await place.pass(DAY + 1);
    await second.pool.close();
    const third = await as(1);
    const done = await third.ask.execute({}, { proposal: id, skipTime: false });
    expect(done.sentence).toMatch(/^In force: /);
    const { proposals } = operations.proposals.output.parse(await third.ask.proposals({}, {}));
    expect(proposals).toMatchObject([
      { id, state: 'executed', proposer: expect.stringMatching(new RegExp(me, 'i')) as string },
    ]);
    expect(proposals[0]!.votes).toMatchObject([{ support: 'for' }]);
  });

  it(
    'shares profit, lets claims and leavers out, and states each day so that the sums hold',
    SLOW,
    async () => {
      const { ask, me } = await as(0);
      await earn(place);
      const { claimable } = await ask.portfolio({ member: 'me' }, {});
      const claimed = await ask.claim({}, { member: 'me' });
      expect(claimed.claims).toMatchObject([{ member: me, kind: 'holder', amount: claimable }]);
      expect(Number(claimed.total)).toBeGreaterThan(0);
      const left = await ask.redeem({}, { ...IN_QUOTE, nft: 1 });
      expect([...left.paid, ...left.queued].map(({ nft }) => nft)).toEqual([1]);
      expect(await refusal(ask.redeem({}, { ...IN_QUOTE, nft: 1 }))).toMatchObject({
        code: 'vault/not-holder',
      });
      expect(await ask.verifyBooks({}, {})).toMatchObject({ ok: true });
      const { days } = operations.statements.output.parse(await ask.statements({}, {}));
      expect(days.length).toBeGreaterThan(1);
      for (const { lines, vault } of days) {
        for (const column of [
          'opening',
          'flows',
          'trades',
          'fees',
          'payouts',
          'closing',
        ] as const) {
          const sum = lines.reduce((all, line) => all + units(line[column]), 0n);
          expect(sum).toBe(units(vault[column]));
        }
        const { opening, flows, trades, fees, payouts, closing } = vault;
        const end = units(opening) + units(flows) + units(trades) - units(fees) - units(payouts);
        expect(end).toBe(units(closing));
      }
      const closing = days.at(-1)!.vault.closing;
      const { nav } = await ask.vaultStatus({}, {});
      expect(Math.abs(Number(closing) - Number(nav))).toBeLessThan(Number(nav) / 100);
    },
  );
});

describe('a statement elsewhere', () => {
  it('tells what a share took in kind as what went out, not as a loss', SLOW, async () => {
    const { ledger } = place;
    const { agent } = ledger.chain.accounts;
    for (const index of [0, 1]) {
      for (let i = 0; i < 2; i++) {
        await place.pass(1801);
        await heartbeat(ledger, agent, NOW);
      }
      const order = { index, side: 'buy', amountIn: 200n * USDC, minOut: 1n } as const;
      await trade(ledger, agent, { ...order, deadline: GENESIS * 2 }, NOW);
    }
    const { ask, me } = await as(1);
    const [first, second] = (await ask.portfolio({ member: 'me' }, {})).holdings;
    const line = async () => {
      const { days } = await ask.statements({ member: 'me' }, {});
      return days.at(-1)!.lines.find(({ member }) => member.toLowerCase() === me.toLowerCase())!;
    };
    for (const [share, without] of [[first!], [second!, ['BTC']]] as const) {
      const before = await line();
      const { nav } = await ask.vaultStatus({}, {});
      const left = await ask.redeem(
        {},
        {
          ...{ member: 'me', nft: share.nft, paidIn: 'kind', without: [...(without ?? [])] },
        },
      );
      expect(Object.keys(left.paid[0]!.parts)).toEqual(without ? ['ETH'] : ['BTC', 'ETH']);
      const after = await line();
      const flows = Number(before.flows) - Number(after.flows);
      const behind = without ? (Number(share.value) * 200) / Number(nav) : 0;
      expect(Math.abs(flows - Number(share.value) + behind)).toBeLessThan(Number(share.value) / 50);
      // What it left behind is no loss of its own either, where it holds no more than that.
      if (!without) expect(Math.abs(Number(after.trades) - Number(before.trades))).toBeLessThan(5);
    }
    expect(await ask.verifyBooks({}, {})).toMatchObject({ ok: true, differences: [] });
  });
});

describe('a node elsewhere that is not to be trusted', () => {
  it(
    'is refused where it is of another chain, lags, lies, or differs from the second one',
    SLOW,
    async () => {
      place.node.meddle = ({ method }, next) =>
        method === 'eth_chainId' ? Promise.resolve('0x1') : next();
      expect(await refusal(as(4))).toMatchObject({ code: 'chain/wrong-chain' });
      place.node.meddle = (_, next) => next();
      expect(await refusal(as(4, { oldestHead: 60 }))).toMatchObject({ code: 'chain/node-lags' });
      expect(await refusal(as(4, { rpcUrl: 'http://127.0.0.1:9/key' }))).toMatchObject({
        code: 'chain/unreachable',
        message: expect.not.stringContaining('/key') as string,
      });
      expect(await refusal(as(4, { recordFile: '/nowhere.json' }))).toMatchObject({
        code: 'chain/bad-record',
      });
      const liar = await faultyNode(place.rpcUrl);
      const { ask } = await as(4, { witnessUrl: liar.url });
      liar.meddle = async ({ method }, next) => {
        const answer = await next();
        return method === 'eth_getLogs' ? (answer as unknown[]).slice(1) : answer;
      };
      const seen = await refusal(ask.portfolio({ member: 'me' }, {}));
      expect(seen.code).toBe('chain/nodes-differ');
      await liar.close();
    },
  );

  it(
    'shows no figure, and signs nothing by one, on which the second node does not agree',
    SLOW,
    async () => {
      const witness = await faultyNode(place.rpcUrl);
      try {
        const { ask } = await as(4, { witnessUrl: witness.url });
        const looks: Record<string, () => Promise<unknown>> = {
          portfolio: () => ask.portfolio({ member: 'me' }, {}),
          vault: () => ask.vaultStatus({}, {}),
          deposit: () => ask.depositQuote({ member: 'me', assets: '500' }, {}),
          proposals: () => ask.proposals({}, {}),
        };
        for (const look of Object.values(looks)) await look();
        // Whichever of the two says something else: one cannot know which of them lies.
        for (const node of [place.node, witness]) {
          const sent = place.node.sent.size;
          node.meddle = async ({ method }, next) => {
            const answer = await next();
            return method === 'eth_call' ? `${String(answer).slice(0, -2)}07` : answer;
          };
          for (const [name, look] of Object.entries({
            ...looks,
            order: () => ask.deposit({}, pay('500')),
          }))
            expect([name, (await refusal(look())).code]).toEqual([name, 'chain/nodes-differ']);
          expect(place.node.sent.size).toBe(sent);
          node.meddle = (_, next) => next();
        }
        // No answer is no value either: without a mean price the vault has none, which is another thing.
        witness.meddle = ({ method, params }, next) =>
          method === 'eth_call' && (params[0] as { data: Hex }).data === NAV
            ? Promise.reject(DROP)
            : next();
        expect((await refusal(ask.vaultStatus({}, {}))).code).toBe('chain/unreachable');
        witness.meddle = (_, next) => next();
        expect(await ask.deposit({}, pay('500'))).toMatchObject({ assets: '500' });
      } finally {
        await witness.close();
      }
    },
  );

  it(
    'keeps an order that is stuck, goes on with it, and takes no other transaction for it',
    SLOW,
    async () => {
      const hasty = { waiting: { poll: 10, giveUp: 300, doubt: 100 } };
      const patient = { waiting: { poll: 10, giveUp: 600_000, doubt: 100 } };
      const first = await as(5, hasty);
      const sent = place.node.sent.size;
      // The node takes what it is given, and forgets it.
      const forget: Meddle = async ({ method, params }, next) =>
        method === 'eth_sendRawTransaction' ? keccak256(params[0] as Hex) : next();
      place.node.meddle = forget;
      expect(await refusal(first.ask.deposit({}, pay('600')))).toMatchObject({
        code: 'chain/stuck',
      });
      await first.pool.close();
      place.node.meddle = (_, next) => next();
      const second = await as(5, patient);
      expect(await second.ask.deposit({}, pay('600'))).toMatchObject({ assets: '600' });
      expect(place.node.sent.size).toBe(sent + 2);
      await second.pool.close();
      // Another program uses the key: its transaction is mined in the place of ours.
      const hastier = await as(5, hasty);
      place.node.meddle = forget;
      await refusal(hastier.ask.deposit({}, pay('650')));
      await hastier.pool.close();
      const nonce = await nonceOf(hastier.me);
      const { HANSE_MEMBER_KEY } = place.member(5).env;
      const other = await memberFrom({ HANSE_MEMBER_KEY })!.signTransaction({
        ...{ type: 'eip1559', chainId: 31_337, nonce, to: hastier.me as Hex, value: 1n },
        ...{ gas: 21_000n, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n },
      });
      await place.node.ask('eth_sendRawTransaction', other);
      const third = await as(5, patient);
      expect(await refusal(third.ask.deposit({}, pay('650')))).toMatchObject({
        code: 'chain/replaced',
        message: expect.stringContaining('another program uses this key') as string,
      });
      place.node.meddle = (_, next) => next();
      const { holdings } = await third.ask.portfolio({ member: 'me' }, {});
      expect(holdings.map(({ paidIn }) => paidIn)).toEqual(['600']);
    },
  );

  it(
    'gets nothing where the wallet cannot pay for gas or two processes would use one key',
    SLOW,
    async () => {
      const poor = memberFrom({ HANSE_MEMBER_KEY: `0x${'42'.repeat(32)}` })!;
      await faucet(place.ledger, poor.address, 1000n * USDC, NOW);
      const { ask } = await as(4, { member: poor, dir: join(place.dir, 'poor') });
      const sent = place.node.sent.size;
      expect(await refusal(ask.deposit({}, pay('500')))).toMatchObject({ code: 'chain/no-funds' });
      expect(place.node.sent.size).toBe(sent);
      const [first, second] = [await as(3), await as(3)];
      await first.ask.deposit({}, pay('300'));
      expect(await refusal(second.ask.deposit({}, pay('300')))).toMatchObject({
        code: 'chain/in-use',
      });
      // Reading goes on beside it.
      expect((await second.ask.portfolio({ member: 'me' }, {})).holdings).toHaveLength(1);
      const nobody = await as(3, { member: undefined });
      expect(await refusal(nobody.ask.portfolio({ member: 'me' }, {}))).toMatchObject({
        code: 'chain/no-key',
        message: expect.stringContaining('HANSE_MEMBER_KEY') as string,
      });
    },
  );
});

function units(text: string): bigint {
  return parseDecimal(text, 6);
}

async function nonceOf(wallet: string): Promise<number> {
  return Number(await place.node.ask('eth_getTransactionCount', wallet, 'latest'));
}

async function now(): Promise<number> {
  const block = (await place.node.ask('eth_getBlockByNumber', 'latest', false)) as {
    timestamp: Hex;
  };
  return Number(block.timestamp);
}
