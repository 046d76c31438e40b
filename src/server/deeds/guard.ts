/** What the guardian may do without a vote: stop and tighten, never loosen. On the embedded chain its key is the hub's. */
import type { Guarded, LimitsChange } from '#api';
import { type Deed, pauseVault, readVault, revokeAgent, tightenLimits } from '#chain';
import { Fault } from '#kit';
import { type EntryData, now, type SeasonContext, type Stage } from '#season';
import { keyOf, sameDeed } from './asked.ts';

export interface GuardOrder {
  readonly act: Guarded['act'];
  /** How long to pause. */
  readonly hours?: number | undefined;
  /** Limits to tighten; those left out stay. */
  readonly limits?: LimitsChange | undefined;
  readonly once?: string | undefined;
}

/**
 * Acts as the guardian, once under a name.
 *
 * @throws Fault `vault/loosens`, `vault/pause-too-long`, `vault/paused-before`, `http/bad-input`
 */
export async function guard(
  season: SeasonContext,
  stage: Stage,
  order: GuardOrder,
): Promise<Guarded> {
  const key = keyOf('guard', order.once);
  if (!season.record.find(key)) {
    const { txHash, sentence } = await act(season, order, key);
    const line = { act: order.act, sentence, by: key, txHash };
    season.record.once(key, 'guard/acted', line, now(season));
    await stage.desk?.books.refresh();
  }
  const done = season.record.find(key)!.data as EntryData<'guard/acted'>;
  sameDeed(done.act === order.act, order.once);
  return { act: done.act, sentence: done.sentence, txHash: done.txHash as `0x${string}` };
}

async function act(
  season: SeasonContext,
  { act: name, hours, limits }: GuardOrder,
  key: string,
): Promise<Pick<Deed, 'txHash'> & { readonly sentence: string }> {
  const { guardian } = season.chain.accounts;
  const when = { at: season.chain.now(), key };
  if (name === 'pause') {
    if (hours === undefined) throw new Fault('http/bad-input', 'say for how many hours to pause');
    const until = when.at + hours * 3600;
    const { txHash, at } = await pauseVault(season, guardian, until, when);
    const end = new Date((at + hours * 3600) * 1000).toISOString().slice(0, 16).replace('T', ' ');
    const sentence = `Trading and deposits stop until ${end} UTC; claims and exits go on.`;
    return { txHash, sentence };
  }
  if (name === 'revoke-agent') {
    const { txHash } = await revokeAgent(season, guardian, when);
    const sentence = 'The agent’s session is over; a vote names the next (hanse propose agent).';
    return { txHash, sentence };
  }
  const set = Object.entries(limits ?? {}).filter(([, value]) => value !== undefined);
  if (set.length === 0)
    throw new Fault('http/bad-input', 'say which limits to tighten, such as tradeBps=100');
  const present = (await readVault(season)).limits;
  const to = { ...present, ...Object.fromEntries(set) };
  const { txHash } = await tightenLimits(season, guardian, to, when);
  const told = set.map(([limit, value]) => `${limit} ${value}`).join(', ');
  return { txHash, sentence: `Tightened: ${told}. Only a vote loosens them again.` };
}
