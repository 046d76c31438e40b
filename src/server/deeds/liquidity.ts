/** Liquidity of the vault's in its pools: what the agent's key does when the operator asks, and what anyone may. */
import type { LiquidityMoved } from '#api';
import {
  addLiquidity,
  closePosition,
  collectFees,
  liquidityFor,
  type Moved,
  type PooledLiquidity,
  rangeAround,
  readPosition,
  recentreLiquidity,
  readLiquidity,
  removeLiquidity,
} from '#chain';
import { Fault, formatDecimal } from '#kit';
import { beat, type EntryData, money, now, type SeasonContext, type Stage } from '#season';
import { keyOf, sameDeed, units } from './asked.ts';

export interface LiquidityOrder {
  readonly act: LiquidityMoved['act'];
  readonly asset: string;
  /** The most to put in; left out, nothing of it. To re-centre: what comes back. */
  readonly quote?: string | undefined;
  readonly base?: string | undefined;
  /** How far the ends lie from the price. */
  readonly widthBps: number;
  /** How much is taken back. */
  readonly percent: number;
  readonly once?: string | undefined;
}

/** What the pool may ask above the computed amounts, because its price moves and it rounds up; in basis points. */
const ROOM_BPS = 100n;

/**
 * Moves liquidity, once under a name.
 *
 * @throws Fault `vault/no-position`, `vault/bad-range`, or as a trade is refused
 */
export async function moveLiquidity(
  season: SeasonContext,
  stage: Stage,
  order: LiquidityOrder,
): Promise<LiquidityMoved> {
  const key = keyOf('liquidity', order.once);
  if (!season.record.find(key)) {
    const index = indexOf(season, order.asset);
    const { decimals } = season.deployment.assets[index]!.token;
    const moved = await act(season, order, index, key);
    const { held, cost } = await readPosition(season, index);
    const line = {
      ...{ act: order.act, asset: order.asset, by: key, txHash: moved.txHash },
      ...{ quote: money(moved.quote), base: formatDecimal(moved.base, decimals) },
      ...{ held: formatDecimal(held, decimals), cost: money(cost) },
    };
    season.record.once(key, 'liquidity/moved', line, now(season));
    stage.desk?.books.moved(line);
    await stage.desk?.books.refresh();
  }
  const done = season.record.find(key)!.data as EntryData<'liquidity/moved'>;
  sameDeed(done.act === order.act && done.asset === order.asset, order.once);
  const { asset, quote, base } = done;
  return { act: done.act, asset, quote, base, txHash: done.txHash as `0x${string}` };
}

async function act(
  season: SeasonContext,
  order: LiquidityOrder,
  index: number,
  key: string,
): Promise<Moved> {
  const { agent, operator } = season.chain.accounts;
  const there = (await readLiquidity(season)).find((one) => one.index === index);
  const sent = season.chain.knows(key);
  if (order.act !== 'add' && !there && !sent) {
    throw new Fault(
      'vault/no-position',
      `the vault has no liquidity in the pool of ${order.asset}; add some first`,
    );
  }
  const when = { at: season.chain.now(), key };
  if (order.act === 'collect') return collectFees(season, operator, index, when);
  if (order.act === 'close') return closePosition(season, operator, index, when);
  if (!sent) await beat(season, { at: when.at, key: `beat/${key}` });
  if (order.act === 'remove') {
    const liquidity = ((there?.liquidity ?? 0n) * BigInt(order.percent)) / 100n;
    return removeLiquidity(season, agent, { index, liquidity }, when);
  }
  const wanted = await additionOf(season, order, index, there);
  if (order.act === 'recentre') return recentreLiquidity(season, agent, wanted, when);
  return addLiquidity(season, agent, wanted, when);
}

/** What stands already gets more between the ticks where it stands; anything else is put around the present price. */
async function additionOf(
  season: SeasonContext,
  order: LiquidityOrder,
  index: number,
  there: PooledLiquidity | undefined,
) {
  const { decimals } = season.deployment.assets[index]!.token;
  const back = order.act === 'recentre' ? there : undefined;
  const given = (text: string | undefined, places: number, else_: bigint): bigint =>
    text === undefined ? else_ : units('amount', text, places);
  const amounts = {
    quote: given(order.quote, season.deployment.quote.decimals, part(back?.quote, back?.quoteFees)),
    base: given(order.base, decimals, part(back?.base, back?.baseFees)),
  };
  const stays = order.act === 'add' && there;
  const ends = stays
    ? { lower: there.lower, upper: there.upper }
    : await rangeAround(season, index, order.widthBps, broughtBy(amounts));
  const liquidity = await liquidityFor(season, index, ends, amounts);
  const most = (amount: bigint): bigint => amount + (amount * ROOM_BPS) / 10_000n + 1n;
  return {
    ...{ index, ...ends, liquidity },
    ...{ quoteMax: most(amounts.quote), baseMax: most(amounts.base) },
  };
}

/** One token alone stands beside the price: it is sold or bought as the price moves through. */
function broughtBy({ quote, base }: Readonly<Record<'quote' | 'base', bigint>>) {
  if (base === 0n) return 'quote';
  return quote === 0n ? 'base' : 'both';
}

/** A little less than all: the pool rounds up what it asks for. */
function part(amount = 0n, fees = 0n): bigint {
  return ((amount + fees) * 999n) / 1000n;
}

function indexOf(season: SeasonContext, asset: string): number {
  const symbols = season.data.map(({ series }) => series.symbol);
  const index = symbols.indexOf(asset);
  if (index >= 0) return index;
  throw new Fault(
    'hub/unknown-asset',
    `there is no asset ${asset}; use one of ${symbols.join(', ')}`,
  );
}
