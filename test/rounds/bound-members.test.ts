/** Members on a real chain: a round with peers whose wallets stand behind them, and none with a peer that the hub made up. */
import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindIdentity, bindingToSign, bindSigned, DEV_MNEMONIC, mintShare } from '#chain';
import { Fault, toHex } from '#kit';
import { type ChainView, chainVouch, nodePrimitives, readStanding } from '#members';
import { enrol } from '#members/keys';
import { openPool, type Pool } from '../fixtures/pool.ts';
import { GROUP, openWorld, seedOf, type World } from './world.ts';

let pool: Pool;
let view: ChainView;
beforeAll(async () => {
  pool = await openPool();
  const { members, vault } = pool.ledger.deployment;
  view = { rpcUrl: pool.rpcUrl, chainId: 31_337, members, vault };
});
afterAll(() => pool?.close());

/** The wallet of world's member `member`: a funded account of the embedded chain. */
const wallet = (member: number) => mnemonicToAccount(DEV_MNEMONIC, { addressIndex: 9 + member });
const keyOf = (member: number): Uint8Array => wallet(member).getHdKey().privateKey!;
const identityOf = (member: number) => toHex(nodePrimitives.signingKey(seedOf(`member ${member}`)));
const vouch = chainVouch((of) => readStanding(view, GROUP, of));

const bind = (member: number, identity = identityOf(member)) =>
  bindIdentity(pool.ledger, wallet(member), { group: GROUP, identity }, { at: pool.clock });
const mint = (member: number) =>
  mintShare(pool.ledger, wallet(member), { assets: 500_000_000n }, { at: pool.clock });

async function play(members: number): Promise<World> {
  const world = openWorld({ members, wallet: keyOf });
  for (const citizen of world.citizens) citizen.vouch = vouch;
  await world.round(1).catch(() => undefined);
  return world;
}

/** How a round ended for each member. */
const ends = (world: World): unknown[] =>
  world.citizens.map(({ outcome }) => (outcome instanceof Fault ? outcome.code : outcome));

describe('members on chain', () => {
  it('takes part with peers that are bound and hold a share, also bound by a signature', async () => {
    for (const member of [3, 4]) await mint(member);
    for (const member of [1, 2, 3]) await bind(member);
    const order = { group: GROUP, identity: identityOf(4), wallet: wallet(4).address };
    const signature = await wallet(4).signTypedData(await bindingToSign(pool.ledger, order));
    const { operator } = pool.ledger.chain.accounts;
    await bindSigned(pool.ledger, operator, GROUP, { ...order, signature }, { at: pool.clock });
    expect(ends(await play(4))).toEqual(['done', 'done', 'done', 'done']);
  });

  it('takes no part with a member that the hub made up', async () => {
    expect(ends(await play(5))).toContain('members/not-bound');
    await bind(5);
    expect(ends(await play(5))).toContain('members/no-share');
    await mint(5);
    expect(ends(await play(5))).toEqual(['done', 'done', 'done', 'done', 'done']);
    // The wallet's owner has moved to another key; the hub shows the old one.
    await bind(5, identityOf(77));
    expect(ends(await play(5))).toContain('members/other-identity');
  });

  it('takes no part with a member that has no wallet', async () => {
    const keys = { identity: seedOf('member 1'), wallet: null };
    const about = { group: GROUP, member: 1, name: 'Member 1' };
    await expect(vouch(enrol(nodePrimitives, about, keys))).rejects.toMatchObject({
      code: 'members/no-wallet',
    });
  });

  it('takes no part where nobody can be asked', async () => {
    const { address } = wallet(1);
    const silent = { ...view, rpcUrl: 'http://127.0.0.1:9' };
    await expect(readStanding(silent, GROUP, address)).rejects.toMatchObject({
      code: 'members/chain-silent',
    });
    await expect(readStanding({ ...view, chainId: 1 }, GROUP, address)).rejects.toMatchObject({
      code: 'members/other-chain',
    });
    await expect(
      readStanding({ ...view, members: wallet(2).address }, GROUP, address),
    ).rejects.toMatchObject({ code: 'members/chain-silent' });
    const { vault } = view;
    expect(await readStanding(view, 'another group', address)).toMatchObject({
      identity: undefined,
      shares: 1n,
    });
    expect(vault).toMatch(/^0x/);
  });
});
