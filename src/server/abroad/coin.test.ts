/** A deployment elsewhere that counts in the chain's own coin, wrapped: what is paid in needs no wrapping by hand. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Address, Hex } from '#kit';
import { refusal, type Visitors, visitorsOf } from '../../../test/fixtures/abroad.ts';
import { type Elsewhere, openElsewhere } from '../../../test/fixtures/elsewhere.ts';

const COIN = 10n ** 18n;
const SLOW = { timeout: 600_000 };
const load = createRequire(import.meta.url);
let place: Elsewhere;
let visitors: Visitors;

beforeAll(async () => {
  place = await openElsewhere({ quote: wrapped, mintPrice: COIN / 10n });
  visitors = visitorsOf(place);
}, 600_000);
afterAll(() => place?.close());
afterEach(() => visitors.leave());

/** Wrapped ether as others have written it, put on the chain by an account that the node signs for. */
async function wrapped(rpcUrl: string): Promise<Address> {
  const { compile } = load('solc') as { compile(input: string): string };
  const path = (name: string): string =>
    load.resolve(`@uniswap/v4-core/lib/solmate/src/${name}.sol`);
  const names = ['tokens/WETH', 'tokens/ERC20', 'utils/SafeTransferLib'];
  const sources = names.map((name) => [
    `${name}.sol`,
    { content: readFileSync(path(name), 'utf8') },
  ]);
  const settings = { outputSelection: { '*': { WETH: ['evm.bytecode.object'] } } };
  const input = { language: 'Solidity', sources: Object.fromEntries(sources) as object, settings };
  const output = JSON.parse(compile(JSON.stringify(input))) as {
    contracts: Record<string, { WETH: { evm: { bytecode: { object: string } } } }>;
  };
  const data = `0x${output.contracts['tokens/WETH.sol']!.WETH.evm.bytecode.object}`;
  const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(rpcUrl, { method: 'POST', headers, body });
    return ((await answer.json()) as { result: unknown }).result;
  };
  const from = `0x${'5e'.repeat(20)}`;
  await ask('anvil_impersonateAccount', from);
  await ask('anvil_setBalance', from, '0xde0b6b3a7640000');
  const hash = await ask('eth_sendTransaction', { from, data, gas: '0x4c4b40' });
  for (;;) {
    const receipt = await ask('eth_getTransactionReceipt', hash);
    if (receipt) return (receipt as { contractAddress: Address }).contractAddress;
  }
}

const coins = async (wallet: string): Promise<bigint> =>
  BigInt((await place.node.ask('eth_getBalance', wallet, 'latest')) as Hex);

it('takes the coin for a share, and pays its wrapped form back', SLOW, async () => {
  const { ask, me } = await visitors.as(0);
  const before = await coins(me);
  const size = { member: 'me', assets: '2.5', paidIn: 'coin' } as const;
  const quote = await ask.depositQuote(size, {});
  expect(quote).toMatchObject({ assets: '2.5', obstacles: [], allowance: '2.5' });
  const sent = place.node.sent.size;
  const made = await ask.deposit({}, size);
  expect(made).toMatchObject({ assets: '2.5', nft: 1 });
  // One transaction: there is nothing to approve.
  expect(place.node.sent.size).toBe(sent + 1);
  const paid = before - (await coins(me));
  expect(paid).toBeGreaterThan((25n * COIN) / 10n);
  expect(paid).toBeLessThan((26n * COIN) / 10n);
  expect(await ask.vaultStatus({}, {})).toMatchObject({ navSpot: '2.5', idle: '2.5' });
  expect(await ask.verifyBooks({}, {})).toMatchObject({ ok: true });
  await visitors.leave();
  await place.pass(86_401);
  const later = (await visitors.as(0)).ask;
  const left = await later.redeem({}, { member: 'me', nft: 1, paidIn: 'quote' });
  expect(Number(left.paid[0]!.assets)).toBeCloseTo(2.5, 6);
  const { balance } = await later.portfolio({ member: 'me' }, {});
  expect(Number(balance)).toBeCloseTo(2.5, 6);
});

it(
  'refuses more coin than there is, and coin where the pool counts in something else',
  SLOW,
  async () => {
    const { ask } = await visitors.as(1);
    const much = { member: 'me', assets: '99999999', paidIn: 'coin' } as const;
    const sent = place.node.sent.size;
    expect(await refusal(ask.deposit({}, much))).toMatchObject({
      code: 'vault/insufficient-balance',
    });
    // Without the word it is the wrapped coin that is paid, and there is none of it in this wallet.
    expect(await refusal(ask.deposit({}, { member: 'me', assets: '1' }))).toMatchObject({
      code: 'vault/insufficient-balance',
    });
    expect(place.node.sent.size).toBe(sent);
    const other = await openElsewhere();
    try {
      const elsewhere = visitorsOf(other);
      const pool = await elsewhere.as(0);
      const order = { member: 'me', assets: '500', paidIn: 'coin' } as const;
      expect(await refusal(pool.ask.deposit({}, order))).toMatchObject({ code: 'vault/not-coin' });
      await elsewhere.leave();
    } finally {
      await other.close();
    }
  },
);
