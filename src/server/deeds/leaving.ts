/** What leaving with a share would bring now, and what would keep it from leaving. */
import type { RedeemQuote } from '#api';
import {
  type Deployment,
  exitRequestedAt,
  type InKind,
  inKindOf,
  readStake,
  readStakes,
  readVault,
  type Share,
} from '#chain';
import { Fault, formatDecimal } from '#kit';
import {
  type Holder,
  type PoolContext,
  quoteText,
  scaleOf,
  sharesHeld,
  weightText,
} from './pool.ts';

/** A share may leave this long after it was minted, in seconds (`COOLDOWN` of the vault). */
const COOLDOWN = 86_400;
/** How much less than its value is still taken, in basis points: prices move until the transaction is mined. */
const TOLERANCE_BPS = 100n;
const IN_QUOTE: Terms = { paidIn: 'quote' };

/** How a share leaves: from idle quote, by a sale after the next mark, or for its part of every token. */
export type Way = 'at once' | 'queue' | 'in kind';

/** How somebody wants to be paid. */
export interface Terms {
  /** In quote, which may have to wait for a sale, or in every token that the vault holds. */
  readonly paidIn: 'quote' | 'kind';
  /** Assets to leave behind, for when a token refuses to be moved; in kind only. */
  readonly without?: readonly string[] | undefined;
}

/** A share and what leaving with it would be now. */
export interface Leaving {
  readonly share: Share;
  /** Quote units; in kind, of the quote part alone. */
  readonly value: bigint;
  readonly way: Way;
  /** In kind: what is paid besides quote, by asset. */
  readonly parts: Record<string, string>;
  readonly obstacles: readonly Fault[];
}

/** What leaving would bring, share by share, in words. */
export async function quoteLeaving(
  pool: PoolContext,
  holder: Holder,
  nft: number | undefined,
  terms: Terms = IN_QUOTE,
): Promise<RedeemQuote> {
  const { idle } = await readVault(pool);
  return {
    member: holder.id,
    wallet: holder.wallet,
    idle: quoteText(pool, idle),
    shares: (await leaving(pool, holder, nft, terms)).map((row) => ({
      nft: Number(row.share.id),
      weight: weightText(pool, row.share.weight),
      value: quoteText(pool, row.value),
      claimable: quoteText(pool, row.share.claimable),
      ...{ way: row.way, parts: row.parts },
      obstacles: row.obstacles.map(({ code, message }) => ({ code, sentence: message })),
    })),
  };
}

/** Least quote units that are taken for a share of a value. */
export function leastFor(value: bigint): bigint {
  return (value * (10_000n - TOLERANCE_BPS)) / 10_000n;
}

/** Somebody's shares, or the one that is named, and what leaving with each would be now. */
export async function leaving(
  pool: PoolContext,
  holder: Holder,
  nft: number | undefined,
  terms: Terms = IN_QUOTE,
): Promise<Leaving[]> {
  const without = leftBehind(pool, terms);
  if (terms.paidIn === 'kind') return inKind(pool, await sharesHeld(pool, holder, nft), without);
  const [state, shares] = await Promise.all([readVault(pool), sharesHeld(pool, holder, nft)]);
  const { virtualWeight, virtualQuote } = scaleOf(pool);
  const nav = state.nav !== undefined && state.nav < state.navSpot ? state.nav : state.navSpot;
  let idle = state.idle;
  const rows: Leaving[] = [];
  for (const share of shares) {
    const value = (share.weight * (nav + virtualQuote)) / (state.totalWeight + virtualWeight);
    const atOnce = value <= idle;
    if (atOnce) idle -= value;
    rows.push({
      share,
      value,
      way: atOnce ? 'at once' : 'queue',
      parts: {},
      obstacles: [
        ...tooSoon(pool, share),
        ...(await stakedEarnings(pool, share)),
        ...(await queuedAlready(pool, share)),
      ],
    });
  }
  return rows;
}

/**
 * Indexes of the assets that are left behind.
 *
 * @throws Fault `http/bad-input`, `hub/unknown-asset`
 */
export function leftBehind({ names }: PoolContext, { paidIn, without = [] }: Terms): number[] {
  if (without.length > 0 && paidIn !== 'kind')
    throw new Fault('http/bad-input', 'assets can be left behind only by leaving in kind');
  return without.map((symbol) => {
    const index = names.indexOf(symbol);
    if (index >= 0) return index;
    throw new Fault(
      'hub/unknown-asset',
      `there is no asset ${symbol}; use one of ${names.join(', ')}`,
    );
  });
}

/** What was paid of each asset, base units by index; two pools may trade one token. */
export function amountsOf(
  { assets }: Pick<Deployment, 'assets'>,
  { parts }: Pick<InKind, 'parts'>,
): bigint[] {
  return assets.map(({ index }) =>
    parts.filter((part) => part.index === index).reduce((sum, { amount }) => sum + amount, 0n),
  );
}

/** Amounts by asset, those above zero; `amounts` in base units by index. */
export function namedAmounts(
  { names, deployment }: PoolContext,
  amounts: readonly bigint[],
): Record<string, string> {
  const rows = amounts.flatMap((amount, index) => {
    const { decimals } = deployment.assets[index]!.token;
    return amount > 0n ? [[names[index]!, formatDecimal(amount, decimals)] as const] : [];
  });
  return Object.fromEntries(rows);
}

/** A share in the queue may leave in kind all the same. */
function inKind(
  pool: PoolContext,
  shares: readonly Share[],
  without: readonly number[],
): Promise<Leaving[]> {
  return Promise.all(
    shares.map(async (share): Promise<Leaving> => {
      const { quote, base } = await inKindOf(pool, { weight: share.weight, without });
      const parts = namedAmounts(pool, base);
      const obstacles = [...tooSoon(pool, share), ...(await stakedEarnings(pool, share))];
      return { share, value: quote, way: 'in kind', parts, obstacles };
    }),
  );
}

function tooSoon(pool: PoolContext, share: Share): Fault[] {
  const until = share.mintedAt + COOLDOWN;
  if (pool.chain.now() >= until) return [];
  const from = new Date(until * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return [
    new Fault(
      'vault/too-soon',
      `share ${share.id} may leave a day after it was minted, from ${from} UTC on (simulated time)`,
    ),
  ];
}

/** What a share earned by being staked goes to the others where it leaves without claiming it. */
async function stakedEarnings(pool: PoolContext, { id }: Share): Promise<Fault[]> {
  const stakes = await readStakes(pool);
  const claimable = stakes ? (await readStake(pool, stakes.address, id)).claimable : 0n;
  if (claimable === 0n) return [];
  return [
    new Fault(
      'vault/claim-first',
      `share ${id} has earned ${quoteText(pool, claimable)} by being staked, which it loses when it leaves; claim first (hanse claim)`,
    ),
  ];
}

async function queuedAlready(pool: PoolContext, share: Share): Promise<Fault[]> {
  if ((await exitRequestedAt(pool, share.id)) === 0) return [];
  return [
    new Fault(
      'vault/queued-already',
      `share ${share.id} is in the exit queue already; wait for it, take it out again, or leave in kind`,
    ),
  ];
}
