/** A chain behind a node that fails in every way; whatever happens, each deed happens at most once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Address, type Hex, seededRandom } from '#kit';
import { DROP, type FaultyNode, faultyNode } from '../../../test/fixtures/faulty-node.ts';
import { GENESIS, openPool, type Pool } from '../../../test/fixtures/pool.ts';
import {
  type Account,
  approveVault,
  type Chain,
  distribute,
  faucet,
  heartbeat,
  mintShare,
  openRemoteChain,
  pauseVault,
  type Receipt,
  type RemoteOptions,
  trade,
} from '../index.ts';

const SINK: Address = '0x00000000000000000000000000000000000000bb';
const QUICK = { poll: 10, raise: 60_000, doubt: 150, giveUp: 300_000, confirmations: 1 };
const WHEN = { at: 0 };

let pool: Pool;
let node: FaultyNode;
let dir: string;
let opened: Chain[] = [];
let payer: Account;
let nextPayer = 6;
const started = Date.now();

beforeAll(async () => {
  pool = await openPool();
});
afterAll(() => pool?.close());
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hanse-remote-'));
  node = await faultyNode(pool.rpcUrl);
  payer = pool.ledger.chain.accounts.member(nextPayer++);
});
afterEach(async () => {
  await node.ask('evm_setAutomine', true);
  await node.ask('evm_mine');
  for (const chain of opened) await chain.close('keep').catch(() => undefined);
  opened = [];
  await node.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(options: Partial<RemoteOptions> = {}): Promise<Chain> {
  const { accounts, chainId } = pool.ledger.chain;
  const patience = { timeout: 60_000, tries: 4, pause: 5 };
  const now = (): number => GENESIS * 1000 + Date.now() - started;
  const given = { dir, rpcUrl: node.url, chainId, accounts, now, patience, waiting: QUICK };
  const chain = await openRemoteChain({ ...given, oldestHead: 10 ** 9, ...options });
  opened.push(chain);
  return chain;
}

const pay = (chain: Chain, key?: string): Promise<Receipt> =>
  chain.send(payer, { to: SINK, data: '0x', value: 1n }, key ? { ...WHEN, key } : WHEN);
const used = async (): Promise<number> =>
  Number(await node.ask('eth_getTransactionCount', payer.address, 'latest'));
const sink = async (): Promise<bigint> =>
  BigInt((await node.ask('eth_getBalance', SINK, 'latest')) as Hex);
const signed = (nonce: number, fee = 10n ** 10n, chainId = 31_337): Promise<Hex> =>
  payer.signTransaction({
    type: 'eip1559',
    chainId,
    nonce,
    to: SINK,
    value: 7n,
    gas: 21_000n,
    maxFeePerGas: fee,
    maxPriorityFeePerGas: fee,
  });
const pausing = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));

describe('a chain behind a foreign node', () => {
  it('does a named deed once, also for the next process', async () => {
    const chain = await open();
    const before = await sink();
    const first = await pay(chain, 'a');
    expect(await pay(chain, 'a')).toEqual(first);
    await chain.close('keep');
    const again = await open();
    expect(again.knows('a')).toBe(true);
    expect(await pay(again, 'a')).toEqual(first);
    expect(await sink()).toBe(before + 1n);
    expect(node.sent.get(first.txHash)).toBe(1);
  });

  it('refuses the wrong chain, an old head and a folder in use', async () => {
    await expect(open({ chainId: 8453 })).rejects.toMatchObject({ code: 'chain/wrong-chain' });
    await expect(open({ oldestHead: 60, now: () => Date.now() })).rejects.toMatchObject({
      code: 'chain/node-lags',
    });
    await expect(open({ rpcUrl: 'nowhere' })).rejects.toMatchObject({ code: 'chain/bad-url' });
    const dead = { rpcUrl: 'http://127.0.0.1:9/secret' };
    await expect(open(dead)).rejects.toMatchObject({
      code: 'chain/unreachable',
      message: expect.not.stringContaining('secret') as string,
    });
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'chain/in-use' });
  });

  it('notices a node that changes its chain or falls behind between two deeds', async () => {
    const chain = await open({ oldestHead: 3600 });
    node.meddle = ({ method }, next) =>
      method === 'eth_chainId' ? Promise.resolve('0x1') : next();
    await expect(pay(chain)).rejects.toMatchObject({ code: 'chain/wrong-chain' });
    node.meddle = async ({ method }, next) => {
      const answer = await next();
      if (method !== 'eth_getBlockByNumber') return answer;
      const block = answer as { timestamp: Hex };
      return { ...block, timestamp: `0x${(Number(block.timestamp) - 4000).toString(16)}` };
    };
    await expect(pay(chain)).rejects.toMatchObject({ code: 'chain/node-lags' });
    expect(node.sent.size).toBe(0);
  });

  it('says in plain words why nothing was sent: funds, allowance, balance', async () => {
    const chain = await open();
    const ledger = { chain, deployment: pool.ledger.deployment };
    const order = { assets: 500_000_000n };
    await expect(mintShare(ledger, payer, order, WHEN)).rejects.toMatchObject({
      code: 'chain/reverted',
      meta: { error: 'ERC20InsufficientAllowance', reason: 'no-allowance', sent: false },
    });
    await approveVault(ledger, payer, WHEN);
    await expect(mintShare(ledger, payer, order, WHEN)).rejects.toMatchObject({
      meta: { reason: 'no-balance', sent: false },
      message: expect.stringContaining('of the token') as string,
    });
    const only = [...node.sent.values()];
    expect(only).toEqual([1]);
    await node.ask('anvil_setBalance', payer.address, '0x5');
    await expect(pay(chain)).rejects.toMatchObject({ code: 'chain/no-funds' });
    expect(node.sent.size).toBe(1);
  });

  it('says in plain words why nothing was sent: paused, over cap, stale, expired', async () => {
    const chain = await open();
    const ledger = { chain, deployment: pool.ledger.deployment };
    const { agent, guardian, operator } = chain.accounts;
    const snapshot = await node.ask('evm_snapshot');
    const deadline = GENESIS + 10 ** 9;
    const order = { index: 0, side: 'buy', amountIn: 1_000_000n, minOut: 1n, deadline } as const;
    const refused = async (deed: Promise<unknown>): Promise<unknown> => {
      const { size } = node.sent;
      const fault = (await deed.catch((error: unknown) => error)) as { meta: { reason: string } };
      expect(node.sent.size).toBe(size);
      return fault.meta?.reason ?? fault;
    };
    expect(await refused(trade(ledger, agent, order, WHEN))).toBe('stale-heartbeat');
    await heartbeat(ledger, agent, WHEN);
    expect(await refused(trade(ledger, agent, order, WHEN))).toBe('stale-price');
    await node.ask('evm_increaseTime', 1900);
    await heartbeat(ledger, agent, WHEN);
    const much = { ...order, amountIn: 10n ** 12n };
    expect(await refused(trade(ledger, agent, much, WHEN))).toBe('over-trade-cap');
    const late = { ...order, deadline: GENESIS };
    expect(await refused(trade(ledger, agent, late, WHEN))).toBe('too-late');
    expect(await refused(trade(ledger, operator, order, WHEN))).toBe('wrong-key');
    expect(await refused(distribute(ledger, operator, WHEN))).toBe('nothing-to-distribute');
    const head = await chain.client.getBlock();
    await pauseVault(ledger, guardian, Number(head.timestamp) + 86_400, WHEN);
    expect(await refused(trade(ledger, agent, order, WHEN))).toBe('paused');
    expect(await refused(mintShare(ledger, payer, { assets: 10n ** 9n }, WHEN))).toBe('paused');
    await node.ask('evm_increaseTime', 901 * 86_400);
    await node.ask('evm_mine');
    expect(await refused(heartbeat(ledger, agent, WHEN))).toBe('expired-key');
    await node.ask('evm_revert', snapshot);
  });

  it('comes through a node that drops a third of everything, each deed once', async () => {
    const random = seededRandom(5);
    const chain = await open({ patience: { timeout: 60_000, tries: 12, pause: 1 } });
    node.meddle = async (_, next) => {
      const fate = random.unit();
      if (fate < 0.17) throw DROP;
      const answer = await next();
      // The node did it, and the answer is lost.
      if (fate > 0.83) throw DROP;
      return answer;
    };
    const [before, count] = [await sink(), await used()];
    for (let i = 0; i < 6; i++) await pay(chain, `p${i}`);
    expect(await sink()).toBe(before + 6n);
    expect(await used()).toBe(count + 6);
  });

  it('sends the same bytes again where the node forgot them', async () => {
    const chain = await open();
    await node.ask('evm_setAutomine', false);
    const before = await sink();
    const paid = pay(chain);
    while (node.sent.size === 0) await pausing(5);
    const [hash] = [...node.sent.keys()];
    await node.ask('anvil_dropTransaction', hash);
    while (node.sent.get(hash!) === 1) await pausing(5);
    await node.ask('evm_mine');
    expect((await paid).txHash).toBe(hash);
    expect(node.sent.size).toBe(1);
    expect(await sink()).toBe(before + 1n);
  });

  it('offers more for a stuck transaction under the same nonce, up to the limit', async () => {
    const lines: string[] = [];
    const waiting = { ...QUICK, raise: 30 };
    const chain = await open({ waiting, log: (line) => lines.push(line), feeCap: 10n ** 11n });
    await node.ask('evm_setAutomine', false);
    const [before, count] = [await sink(), await used()];
    const paid = pay(chain, 'stuck');
    while (node.sent.size < 3) await pausing(5);
    await node.ask('evm_mine');
    const receipt = await paid;
    expect(node.sent.has(receipt.txHash)).toBe(true);
    expect([...node.sent.keys()][0]).not.toBe(receipt.txHash);
    expect(await sink()).toBe(before + 1n);
    expect(await used()).toBe(count + 1);
    expect(lines.some((line) => line.includes('offered'))).toBe(true);
    expect(await pay(chain, 'stuck')).toEqual(receipt);
  });

  it('gives up waiting without giving up the deed', async () => {
    const waiting = { ...QUICK, giveUp: 80 };
    const chain = await open({ waiting });
    await node.ask('evm_setAutomine', false);
    const before = await sink();
    await expect(pay(chain, 'late')).rejects.toMatchObject({ code: 'chain/stuck' });
    await chain.close('keep');
    const again = await open();
    await node.ask('evm_mine');
    const receipt = await pay(again, 'late');
    expect([...node.sent.keys()]).toEqual([receipt.txHash]);
    expect(await sink()).toBe(before + 1n);
  });

  it('finishes what an earlier process left open before it sends anything new', async () => {
    const chain = await open({ waiting: { ...QUICK, giveUp: 50 } });
    await node.ask('evm_setAutomine', false);
    await expect(pay(chain, 'one')).rejects.toMatchObject({ code: 'chain/stuck' });
    await node.ask('anvil_dropTransaction', [...node.sent.keys()][0]);
    await chain.close('keep');
    await node.ask('evm_setAutomine', true);
    const again = await open();
    const [before, count] = [await sink(), await used()];
    const two = await pay(again, 'two');
    const one = await pay(again, 'one');
    expect(one.blockNumber).toBeLessThan(two.blockNumber);
    expect(await sink()).toBe(before + 2n);
    expect(await used()).toBe(count + 2);
  });

  it('notices another program that uses the same key', async () => {
    const chain = await open();
    await node.ask('evm_setAutomine', false);
    const nonce = await used();
    const paid = pay(chain, 'mine').catch((error: unknown) => error);
    while (node.sent.size === 0) await pausing(5);
    await node.ask('eth_sendRawTransaction', await signed(nonce, 10n ** 11n));
    await node.ask('evm_mine');
    expect(await paid).toMatchObject({ code: 'chain/replaced' });
    await node.ask('eth_sendRawTransaction', await signed(nonce + 1, 10n ** 11n));
    await expect(pay(chain)).rejects.toMatchObject({ code: 'chain/foreign-pending' });
    await node.ask('evm_mine');
    await node.ask('evm_setAutomine', true);
    // Under the same name nothing is sent again; ordered anew on purpose, it is another deed.
    await expect(pay(chain, 'mine')).rejects.toMatchObject({ code: 'chain/replaced' });
    const { size } = node.sent;
    expect((await pay(chain, 'mine, again')).blockNumber).toBeGreaterThan(0);
    expect(node.sent.size).toBe(size + 1);
  });

  it('believes no receipt that does not fit its block, and goes on with an honest node', async () => {
    const chain = await open();
    const before = await sink();
    const lies: ((answer: Record<string, unknown>) => unknown)[] = [
      (answer) => ({ ...answer, blockHash: `0x${'11'.repeat(32)}` }),
      (answer) => ({ ...answer, transactionHash: `0x${'22'.repeat(32)}` }),
    ];
    for (const [i, lie] of lies.entries()) {
      node.meddle = async ({ method }, next) => {
        const answer = await next();
        if (method !== 'eth_getTransactionReceipt' || !answer) return answer;
        return lie(answer as Record<string, unknown>);
      };
      await expect(pay(chain, `lie${i}`)).rejects.toMatchObject({ code: 'chain/node-lies' });
      node.meddle = (_, next) => next();
      await pay(chain, `lie${i}`);
    }
    node.meddle = async ({ method }, next) => {
      const answer = await next();
      return method === 'eth_sendRawTransaction' ? `0x${'33'.repeat(32)}` : answer;
    };
    await expect(pay(chain, 'hash')).rejects.toMatchObject({ code: 'chain/node-lies' });
    node.meddle = (_, next) => next();
    await pay(chain, 'hash');
    expect(await sink()).toBe(before + 3n);
    expect([...node.sent.values()]).toEqual([1, 1, 1]);
  });

  it('waits for a node that knows the nonce but not yet the receipt', async () => {
    const chain = await open();
    let asked = 0;
    node.meddle = async ({ method }, next) => {
      const answer = await next();
      const late = method === 'eth_getTransactionReceipt' && asked++ < 4;
      return late ? null : answer;
    };
    const before = await sink();
    await pay(chain);
    expect(asked).toBeGreaterThan(4);
    expect(node.sent.size).toBe(1);
    expect(await sink()).toBe(before + 1n);
  });

  it('asks a second node, and stops where the two differ', async () => {
    const other = await faultyNode(pool.rpcUrl);
    try {
      const chain = await open({ witnessUrl: other.url });
      await pay(chain, 'agreed');
      other.meddle = async ({ method }, next) => {
        const answer = await next();
        if (method !== 'eth_getTransactionReceipt' || !answer) return answer;
        return { ...answer, status: '0x0' };
      };
      await expect(pay(chain, 'doubted')).rejects.toMatchObject({ code: 'chain/nodes-differ' });
      other.meddle = (_, next) => next();
      await pay(chain, 'doubted');
      expect(node.sent.size).toBe(2);
      expect(other.sent.size).toBe(0);
    } finally {
      await other.close();
    }
  });

  it('waits for as many blocks as it is told to, and looks again', async () => {
    const chain = await open({ waiting: { ...QUICK, confirmations: 3 } });
    const paid = pay(chain);
    while ((await used()) === 0) await pausing(5);
    const early = await Promise.race([paid.then(() => 'done'), pausing(100).then(() => 'waits')]);
    expect(early).toBe('waits');
    await node.ask('evm_mine');
    await node.ask('evm_mine');
    const { blockNumber } = await paid;
    expect(Number(await node.ask('eth_blockNumber')) - blockNumber).toBe(2);
  });

  it('relays what a member signed, once, and refuses what cannot be mined', async () => {
    const chain = await open();
    const nonce = await chain.nonce(payer.address);
    const raw = await signed(nonce);
    const first = await chain.relay(raw, WHEN);
    expect(await chain.relay(raw, WHEN)).toEqual(first);
    expect(await chain.receipt(first.txHash)).toEqual(first);
    for (const bad of [
      await signed(nonce),
      await signed(nonce + 5),
      await signed(nonce + 1, 10n ** 10n, 1),
    ]) {
      if (bad === raw) continue;
      await expect(chain.relay(bad, WHEN)).rejects.toMatchObject({ code: 'chain/refused' });
    }
    await expect(chain.relay('0x1234', WHEN)).rejects.toMatchObject({ code: 'chain/refused' });
    expect(node.sent.size).toBe(1);
  });

  it('keeps why a mined deed failed', async () => {
    const chain = await open();
    const ledger = { chain, deployment: pool.ledger.deployment };
    await faucet(pool.ledger, payer.address, 10n ** 9n, { at: 0 });
    // Between the rehearsal and the block the allowance is taken away: the rehearsal is answered by a kinder node.
    node.meddle = ({ method }, next) => {
      if (method === 'eth_estimateGas') return Promise.resolve('0x7a120');
      return method === 'eth_call' ? Promise.resolve('0x') : next();
    };
    const mint = (): Promise<unknown> =>
      mintShare(ledger, payer, { assets: 10n ** 9n }, { ...WHEN, key: 'fails' });
    node.meddle = ((kind) => async (call, next) => {
      const seen = node.sent.size > 0;
      return seen ? next() : kind(call, next);
    })(node.meddle);
    const failed = { code: 'chain/reverted', meta: { reason: 'no-allowance', sent: true } };
    await expect(mint()).rejects.toMatchObject(failed);
    await expect(mint()).rejects.toMatchObject(failed);
    expect(node.sent.size).toBe(1);
  });
});
