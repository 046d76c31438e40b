import type { Earning } from '#api';
import { formatDecimal, parseDecimal } from '#kit';
import type { JournalEntry } from '#journal';
import { type EntryData, money, QUOTE, WEIGHT_DECIMALS } from '#season';
import { ShareLedger } from '#treasury';

/** What the history is grown from. */
export const EARNING_KINDS = ['share/minted', 'share/left', 'cycle/closed', 'claim/paid'];

interface Known {
  readonly member: string;
  readonly paidIn: bigint;
  earned: bigint;
}

/**
 * What each share was allotted on each day that shared profit, to the unit: the journal's mints, distributions, claims and exits
 * played through the exact model of the contract's accumulator.
 */
export function earningsHistory(entries: readonly JournalEntry[]): Earning[] {
  const ledger = new ShareLedger();
  const known = new Map<bigint, Known>();
  const rows: Earning[] = [];
  for (const { kind, at, data } of entries) {
    if (kind === 'share/minted') {
      const { nft, member, weight, assets } = data as EntryData<'share/minted'>;
      ledger.mint(BigInt(nft), member, parseDecimal(weight, WEIGHT_DECIMALS));
      known.set(BigInt(nft), { member, paidIn: units(assets), earned: 0n });
    } else if (kind === 'share/left') {
      ledger.burn(BigInt((data as EntryData<'share/left'>).nft));
      known.delete(BigInt((data as EntryData<'share/left'>).nft));
    } else if (kind === 'claim/paid') {
      claimed(ledger, known, data as EntryData<'claim/paid'>);
    } else {
      const { day, split } = data as EntryData<'cycle/closed'>;
      const amount = units(split['holders'] ?? '0');
      if (amount === 0n) continue;
      ledger.distribute(amount);
      rows.push(...allotted(ledger, known, at, day));
    }
  }
  return rows;
}

function allotted(
  ledger: ShareLedger,
  known: ReadonlyMap<bigint, Known>,
  at: number,
  day: number,
): Earning[] {
  return [...known].map(([id, share]) => {
    const { claimed, weight } = ledger.share(id);
    const cumulative = claimed + ledger.claimable(id);
    const earned = cumulative - share.earned;
    share.earned = cumulative;
    return {
      ...{ at, day, nft: Number(id), member: share.member },
      weight: formatDecimal(weight, WEIGHT_DECIMALS),
      earned: money(earned),
      cumulative: money(cumulative),
      roiPercent: formatDecimal((earned * 100_000_000n) / share.paidIn, 6),
    };
  });
}

/** A claim without named shares took everything that its member's shares had earned. */
function claimed(
  ledger: ShareLedger,
  known: ReadonlyMap<bigint, Known>,
  { kind, member, nfts }: EntryData<'claim/paid'>,
): void {
  if (kind !== 'holder') return;
  const named = nfts?.map(BigInt);
  for (const [id, share] of known) {
    if (named ? named.includes(id) : share.member === member) ledger.claim(id);
  }
}

function units(text: string): bigint {
  return parseDecimal(text, QUOTE.decimals);
}
