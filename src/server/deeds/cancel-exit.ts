import type { ExitCancelled } from '#api';
import { cancelExit as cancelOnChain, exitRequestedAt } from '#chain';
import { Fault } from '#kit';
import { accountOf, type EntryData, now, type SeasonContext } from '#season';
import { heldBy, keyOf, memberOf, sameDeed } from './asked.ts';

/**
 * Takes a share out of the exit queue, by the member's own signature.
 *
 * @throws Fault `vault/not-queued`, `vault/not-holder`
 */
export async function cancelExit(
  season: SeasonContext,
  order: { readonly member: string; readonly nft: number; readonly once?: string | undefined },
): Promise<ExitCancelled> {
  const key = keyOf('cancel-exit', order.once);
  if (!season.record.find(key)) {
    const member = memberOf(season, order.member);
    const { nft } = order;
    if (!season.chain.knows(key)) {
      await heldBy(season, member, nft);
      if ((await exitRequestedAt(season, BigInt(nft))) === 0)
        throw new Fault('vault/not-queued', `share ${nft} is not in the exit queue`);
    }
    const when = { at: season.chain.now(), key };
    const { txHash } = await cancelOnChain(season, accountOf(season, member), BigInt(nft), when);
    const line = { member: member.id, nft, by: key, txHash };
    season.record.once(key, 'exit/cancelled', line, now(season));
  }
  const { member, nft, txHash } = season.record.find(key)!.data as EntryData<'exit/cancelled'>;
  sameDeed(member === order.member && nft === order.nft, order.once);
  return { member, nft, txHash: txHash as `0x${string}` };
}
