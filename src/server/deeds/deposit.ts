import type { Deposit, DepositQuote } from '#api';
import {
  approveVault,
  faucet,
  mintShare,
  quoteBalance,
  readVault,
  smallestMint,
  vaultAllowance,
} from '#chain';
import { Fault, formatDecimal, mulDivUp } from '#kit';
import {
  accountOf,
  type EntryData,
  type MemberPlan,
  money,
  now,
  QUOTE,
  type SeasonContext,
  type Stage,
  WEIGHT_DECIMALS,
} from '#season';
import { keyOf, memberOf, sameDeed, units, walletOf } from './asked.ts';
import { part } from './status.ts';
import { valueNow } from './value.ts';

/** Weight that stands for nobody and keeps a first minter from inflating a unit's price (`VIRTUAL_WEIGHT` of the vault). */
const VIRTUAL_WEIGHT = 10n ** BigInt(WEIGHT_DECIMALS - QUOTE.decimals);
const VIRTUAL_QUOTE = 1n;
/** How much less weight than quoted is still taken, in basis points: prices move between quote and deposit. */
const TOLERANCE_BPS = 100n;

/** What is asked for: an amount to pay in, or a weight to get. */
export interface DepositOrder {
  readonly member: string;
  readonly assets?: string | undefined;
  readonly weight?: string | undefined;
  readonly once?: string | undefined;
}

interface Terms {
  readonly member: MemberPlan;
  readonly wallet: `0x${string}`;
  readonly assets: bigint;
  readonly weight: bigint;
  readonly least: bigint;
  readonly total: bigint;
  readonly nav: bigint;
  readonly balance: bigint;
  readonly allowance: bigint;
  readonly obstacles: readonly Fault[];
}

/** What a deposit would give now. */
export async function depositQuote(
  season: SeasonContext,
  order: DepositOrder,
): Promise<DepositQuote> {
  const terms = await termsOf(season, order);
  return {
    member: terms.member.id,
    wallet: terms.wallet,
    assets: money(terms.assets),
    weight: formatDecimal(terms.weight, WEIGHT_DECIMALS),
    leastWeight: formatDecimal(terms.least, WEIGHT_DECIMALS),
    sharePercent: part(terms.weight, terms.total + terms.weight),
    nav: money(terms.nav),
    balance: money(terms.balance),
    allowance: money(terms.allowance),
    obstacles: terms.obstacles.map(({ code, message }) => ({ code, sentence: message })),
  };
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
  const terms = await termsOf(season, order);
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

async function termsOf(season: SeasonContext, order: DepositOrder): Promise<Terms> {
  const member = memberOf(season, order.member);
  const wallet = walletOf(season, member);
  const [state, balance, allowance, smallest] = await Promise.all([
    readVault(season),
    quoteBalance(season, wallet),
    vaultAllowance(season, wallet),
    smallestMint(season),
  ]);
  const nav = state.nav !== undefined && state.nav > state.navSpot ? state.nav : state.navSpot;
  const [weights, value] = [state.totalWeight + VIRTUAL_WEIGHT, nav + VIRTUAL_QUOTE];
  const { assets, weight, least } = sizes(order, weights, value);
  const obstacles: Fault[] = [];
  if (state.tripped || state.pausedUntil > season.chain.now()) {
    obstacles.push(
      new Fault(
        'vault/paused',
        'the vault is paused or its breaker is open, so it takes no deposits; claims and exits go on',
      ),
    );
  }
  if (assets < smallest) {
    obstacles.push(
      new Fault(
        'vault/below-minimum',
        `a share costs at least ${money(smallest)} ${QUOTE.symbol} and ${money(assets)} was offered; deposit more`,
      ),
    );
  }
  if (balance < assets) {
    obstacles.push(
      new Fault(
        'vault/insufficient-balance',
        `the wallet of ${member.id} holds ${money(balance)} ${QUOTE.symbol} and ${money(assets)} is needed; deposit less, or give it play money with hanse vault fund`,
      ),
    );
  }
  const total = state.totalWeight;
  return {
    ...{ member, wallet, assets, weight, least, total, nav, balance, allowance, obstacles },
  };
}

/** The amount to pay, the weight it gives about, and the least that is taken. */
function sizes(
  order: DepositOrder,
  weights: bigint,
  value: bigint,
): { assets: bigint; weight: bigint; least: bigint } {
  if ((order.assets === undefined) === (order.weight === undefined)) {
    throw new Fault(
      'hub/bad-amount',
      'say either how much to pay in (assets) or which weight to get (weight)',
    );
  }
  if (order.weight !== undefined) {
    const wanted = units('weight', order.weight, WEIGHT_DECIMALS);
    // A little more is paid than the value says, so that the last price step does not undo it.
    const assets = (mulDivUp(wanted, value, weights) * 1001n) / 1000n + 1n;
    return { assets, weight: (assets * weights) / value, least: wanted };
  }
  const assets = units('assets', order.assets!);
  const weight = (assets * weights) / value;
  return { assets, weight, least: (weight * (10_000n - TOLERANCE_BPS)) / 10_000n || 1n };
}

function unitsOf({ assets }: EntryData<'share/minted'>): bigint {
  return units('assets', assets);
}
