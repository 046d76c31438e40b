/** Members who have chosen it get what their shares earned as a new share instead of a payment. */
import { compound, type Compounded, compounderOf, type Share, smallestMint } from '#chain';
import { Fault, formatDecimal } from '#kit';
import { money, now, type SeasonContext, WEIGHT_DECIMALS } from './context.ts';
import type { MemberPlan } from './plan.ts';

/** Whether the hub compounds for a wallet. */
export async function isCompounding(
  season: SeasonContext,
  wallet: `0x${string}`,
): Promise<boolean> {
  const chosen = await compounderOf(season, wallet);
  return chosen?.toLowerCase() === season.chain.accounts.operator.address.toLowerCase();
}

/** Writes down that earnings became a share, by whoever asked for it. */
export function noteCompounded(
  season: SeasonContext,
  member: MemberPlan,
  done: Compounded,
  { key, nav }: { readonly key: string; readonly nav: string },
): void {
  const { txHash } = done;
  const amount = money(done.assets);
  const nfts = done.claimed.map(({ id }) => Number(id));
  const paid = { member: member.id, kind: 'holder', amount, txHash, nfts } as const;
  season.record.once(`${key}/claimed`, 'claim/paid', paid, now(season));
  const weight = formatDecimal(done.weight, WEIGHT_DECIMALS);
  const share = { member: member.id, nft: Number(done.id), assets: amount, weight, txHash, nav };
  season.record.once(`${key}/minted`, 'share/minted', share, now(season));
}

/**
 * Compounds a member's earnings at the end of a day, where they pay for a share; else they wait for the next.
 *
 * @param value tells the vault's value once it is done
 */
export async function compoundFor(
  season: SeasonContext,
  member: MemberPlan,
  shares: readonly Share[],
  { key, value }: { readonly key: string; value(): Promise<string> },
): Promise<void> {
  const { operator } = season.chain.accounts;
  const earning = shares.filter(({ claimable }) => claimable > 0n);
  const all = earning.reduce((sum, { claimable }) => sum + claimable, 0n);
  const sent = season.chain.knows(key);
  if (!sent && all < (await smallestMint(season))) return;
  try {
    const ids = earning.map(({ id }) => id);
    const done = await compound(season, operator, ids, { at: season.chain.now(), key });
    noteCompounded(season, member, done, { key, nav: await value() });
  } catch (error) {
    // Paused, or the breaker is open: what was earned is not lost by waiting.
    if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    season.log.warn({ member: member.id, code: error.meta['error'] }, 'not compounded today');
  }
}
