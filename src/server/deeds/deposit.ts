import type { Deposit, DepositQuote } from '#api';
import { approveVault, faucet, mintShare, quoteBalance } from '#chain';
import { formatDecimal } from '#kit';
import {
  accountOf,
  type EntryData,
  money,
  now,
  type SeasonContext,
  type Stage,
  WEIGHT_DECIMALS,
} from '#season';
import { holderOf, keyOf, memberOf, sameDeed, units, walletOf } from './asked.ts';
import { type DepositSize, quoteDeposit, termsOf } from './deposit-terms.ts';
import { poolOf } from './pool.ts';
import { valueNow } from './value.ts';

/** What is asked for: an amount to pay in, or a weight to get. */
export interface DepositOrder extends DepositSize {
  readonly member: string;
  readonly once?: string | undefined;
}

/** What a deposit would give now. */
export async function depositQuote(
  season: SeasonContext,
  order: DepositOrder,
): Promise<DepositQuote> {
  return quoteDeposit(poolOf(season), holderOf(season, order.member), order);
}

/**
 * A share at net asset value from a member's wallet, by its own signatures.
 *
 * @throws Fault `vault/paused`, `vault/below-minimum`, `vault/insufficient-balance`, `vault/price-moved`
 */
export async function deposit(
  season: SeasonContext,
  stage: Stage,
  order: DepositOrder,
): Promise<Deposit> {
  const key = keyOf('deposit', order.once);
  if (!season.record.find(key)) await make(season, stage, order, key);
  const made = season.record.find(key)!.data as EntryData<'share/minted'>;
  const asked = order.assets === undefined || units('assets', order.assets) === unitsOf(made);
  sameDeed(made.member === order.member && asked, order.once);
  await stage.desk?.books.refresh();
  const { member, nft, assets, weight, txHash } = made;
  return { member, nft, assets, weight, txHash: txHash as `0x${string}` };
}

/**
 * Play money for a member's wallet.
 *
 * @throws Fault `vault/no-play-money` on any chain but the embedded one
 */
export async function fund(
  season: SeasonContext,
  order: {
    readonly member: string;
    readonly assets: string;
    readonly once?: string | undefined;
  },
): Promise<{ balance: string; txHash: `0x${string}` }> {
  const wallet = walletOf(season, memberOf(season, order.member));
  const amount = units('assets', order.assets);
  const when = { at: season.chain.now(), key: keyOf('fund', order.once) };
  const { txHash } = await faucet(season, wallet, amount, when);
  return { balance: money(await quoteBalance(season, wallet)), txHash };
}

async function make(
  season: SeasonContext,
  stage: Stage,
  order: DepositOrder,
  key: string,
): Promise<void> {
  const member = memberOf(season, order.member);
  const account = accountOf(season, member);
  const at = season.chain.now();
  // A mint that was sent before a crash is looked up by its key: its terms are settled.
  const sent = season.chain.knows(`${key}/mint`);
  const terms = await termsOf(poolOf(season), holderOf(season, order.member), order);
  if (!sent) {
    if (terms.obstacles.length > 0) throw terms.obstacles[0]!;
    if (terms.allowance < terms.assets)
      await approveVault(season, account, { at, key: `${key}/approve` });
  }
  const minted = await mintShare(
    season,
    account,
    { assets: terms.assets, minWeight: terms.least },
    { at, key: `${key}/mint` },
  );
  season.record.once(
    key,
    'share/minted',
    {
      member: member.id,
      nft: Number(minted.id),
      assets: money(minted.assets),
      weight: formatDecimal(minted.weight, WEIGHT_DECIMALS),
      txHash: minted.txHash,
      nav: await valueNow(season, stage),
    },
    now(season),
  );
}

function unitsOf({ assets }: EntryData<'share/minted'>): bigint {
  return units('assets', assets);
}
