import type { Earning } from '#api';
import { formatDecimal } from '#kit';
import type { EntryData, SeasonContext } from '#season';
import { allotments } from '#treasury/evm';
import { seasonIndex } from '../verify-books.ts';
import { poolOf, quoteText, weightText } from './pool.ts';

const DAY_MS = 86_400_000;
const ALL = 1_000_000;

/**
 * What each share was allotted by each distribution, from the events of the contracts, to the unit. The days are the season's; a
 * distribution that the season did not make stands under the day it fell on.
 */
export async function earningsHistory(season: SeasonContext): Promise<Earning[]> {
  const index = seasonIndex(season);
  await index.catchUp();
  const pool = poolOf(season);
  const days = daysOf(season);
  const { from } = season.plan.window;
  return allotments(index.database).map((one) => {
    const at = one.at * 1000;
    return {
      at,
      day: days.get(one.txHash) ?? Math.max(0, Math.floor((at - from) / DAY_MS) + 1),
      nft: Number(one.id),
      member: pool.nameOf(one.owner) ?? one.owner,
      weight: weightText(pool, one.weight),
      earned: quoteText(pool, one.earned),
      cumulative: quoteText(pool, one.cumulative),
      roiPercent: formatDecimal((one.earned * 100_000_000n) / one.paidIn, 6),
    };
  });
}

/** The season's days by the transaction that shared their profit. */
function daysOf(season: SeasonContext): ReadonlyMap<string, number> {
  const closed = season.journal.after(0, ALL, ['cycle/closed']);
  return new Map(
    closed.flatMap(({ data }) => {
      const { txHash, day } = data as EntryData<'cycle/closed'>;
      return txHash ? [[txHash, day] as const] : [];
    }),
  );
}
