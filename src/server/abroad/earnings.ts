/** What shares have earned on a deployment elsewhere: claimed, turned into new shares, and earned by being staked. */
import type { AutoCompound, Claimed, Compounded, StakeChanged } from '#api';
import {
  claim,
  claimStakes,
  compound,
  compounderOf,
  readStake,
  readStakes,
  setCompounder,
  stakeShares,
  unstakeShares,
} from '#chain';
import { type Address, Fault } from '#kit';
import { compoundable } from '../deeds/compound.ts';
import { quoteText, sharesHeld, weightText } from '../deeds/pool.ts';
import { stakeable } from '../deeds/stake.ts';
import { type Acting, holderOf, when } from './acting.ts';

/** Numbers of shares, as text. */
interface Due {
  readonly held: readonly string[];
  readonly staked: readonly string[];
}

const NOBODY = '0x0000000000000000000000000000000000000000';

/** Claims what one share or all have earned, by standing and by being staked. */
export async function claimAbroad(it: Acting, nft: number | undefined): Promise<Claimed> {
  const { pool, ledger, account, key } = it;
  const due = await pool.orders.plan(key, () => dueOf(it, nft));
  const claims: Claimed['claims'] = [];
  let total = 0n;
  const note = (
    kind: 'holder' | 'staker',
    { amount, at, txHash }: Awaited<ReturnType<typeof claim>>,
  ): void => {
    total += amount;
    const text = quoteText(pool, amount);
    claims.push({ member: account.address, kind, amount: text, at: at * 1000, txHash });
  };
  if (due.held.length > 0)
    note('holder', await claim(ledger, account, due.held.map(BigInt), when(`${key}/claim`)));
  if (due.staked.length > 0) {
    const ids = due.staked.map(BigInt);
    note('staker', await claimStakes(ledger, account, ids, when(`${key}/stakes`)));
  }
  return { total: quoteText(pool, total), claims };
}

async function dueOf(it: Acting, nft: number | undefined): Promise<Due> {
  const { pool, account } = it;
  const [shares, stakes] = await Promise.all([
    sharesHeld(pool, holderOf(it), nft),
    readStakes(pool),
  ]);
  const text = (rows: readonly { id: bigint; claimable: bigint }[]): string[] =>
    rows.filter(({ claimable }) => claimable > 0n).map(({ id }) => String(id));
  const staked = stakes
    ? await Promise.all(shares.map(({ id }) => readStake(pool, stakes.address, id)))
    : [];
  const due = { held: text(shares), staked: text(staked) };
  if (due.held.length + due.staked.length > 0) return due;
  const what = nft === undefined ? account.address : `share ${nft}`;
  throw new Fault('claim/nothing', `${what} has nothing to claim now`);
}

/**
 * Turns what shares have earned into a new share: one's own, or an owner's who has named this account for it.
 *
 * @throws Fault `chain/not-yours` where the owner has not
 */
export async function compoundAbroad(
  it: Acting,
  owner: Address,
  nft: number | undefined,
): Promise<Compounded> {
  const { pool, ledger, account, key } = it;
  const name = `${key}/compound`;
  let ids: readonly bigint[] = [];
  if (!ledger.chain.knows(name)) {
    await assertMay(it, owner);
    ids = await compoundable(pool, { id: owner, wallet: owner }, nft);
  }
  const made = await compound(ledger, account, ids, when(name));
  return {
    member: owner,
    nft: Number(made.id),
    assets: quoteText(pool, made.assets),
    weight: weightText(pool, made.weight),
    txHash: made.txHash,
  };
}

async function assertMay({ pool, account }: Acting, owner: Address): Promise<void> {
  const me = account.address.toLowerCase();
  if (owner.toLowerCase() === me) return;
  if ((await compounderOf(pool, owner))?.toLowerCase() === me) return;
  throw new Fault(
    'chain/not-yours',
    `${owner} has not named ${account.address} to compound for it; its owner may: hanse vault auto-compound on --keeper ${account.address}`,
  );
}

/** Names who may compound for this wallet besides itself, or nobody. */
export async function autoCompoundAbroad(
  { ledger, account, key }: Acting,
  state: AutoCompound['state'],
  keeper: string | undefined,
): Promise<AutoCompound> {
  if ((state === 'on') !== (keeper !== undefined)) {
    throw new Fault(
      'cli/bad-argument',
      'no hub is here that could do it: name with --keeper 0x… whose key may (on), and nobody to end it (off)',
    );
  }
  const to = (keeper ?? NOBODY) as Address;
  const { txHash } = await setCompounder(ledger, account, to, when(`${key}/compounder`));
  return { member: account.address, state, txHash };
}

/** Stakes one share or all, or ends the stake. */
export async function stakeAbroad(
  it: Acting,
  act: StakeChanged['act'],
  nft: number | undefined,
): Promise<StakeChanged> {
  const { pool, ledger, account, key } = it;
  const plan = await pool.orders.plan(key, async () =>
    (await stakeable(pool, holderOf(it), { act, nft })).map(String),
  );
  const verb = act === 'stake' ? stakeShares : unstakeShares;
  const { txHash } = await verb(ledger, account, plan.map(BigInt), when(`${key}/${act}`));
  return { member: account.address, act, nfts: plan.map(Number), txHash };
}
