/** What leaving with a share would bring now, and what would keep it from leaving. */
import type { RedeemQuote } from '#api';
import { exitRequestedAt, readVault, type Share } from '#chain';
import { Fault } from '#kit';
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

/** A share and what leaving with it would be now. */
export interface Leaving {
  readonly share: Share;
  readonly value: bigint;
  readonly way: 'at once' | 'queue';
  readonly obstacles: readonly Fault[];
}

/** What leaving would bring, share by share, in words. */
export async function quoteLeaving(
  pool: PoolContext,
  holder: Holder,
  nft: number | undefined,
): Promise<RedeemQuote> {
  const { idle } = await readVault(pool);
  return {
    member: holder.id,
    wallet: holder.wallet,
    idle: quoteText(pool, idle),
    shares: (await leaving(pool, holder, nft)).map(({ share, value, way, obstacles }) => ({
      nft: Number(share.id),
      weight: weightText(pool, share.weight),
      value: quoteText(pool, value),
      claimable: quoteText(pool, share.claimable),
      way,
      obstacles: obstacles.map(({ code, message }) => ({ code, sentence: message })),
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
): Promise<Leaving[]> {
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
      obstacles: await obstaclesOf(pool, share),
    });
  }
  return rows;
}

async function obstaclesOf(pool: PoolContext, share: Share): Promise<Fault[]> {
  const until = share.mintedAt + COOLDOWN;
  if (pool.chain.now() < until) {
    const from = new Date(until * 1000).toISOString().slice(0, 16).replace('T', ' ');
    return [
      new Fault(
        'vault/too-soon',
        `share ${share.id} may leave a day after it was minted, from ${from} UTC on (simulated time)`,
      ),
    ];
  }
  if ((await exitRequestedAt(pool, share.id)) === 0) return [];
  return [
    new Fault(
      'vault/queued-already',
      `share ${share.id} is in the exit queue already; wait for it`,
    ),
  ];
}
