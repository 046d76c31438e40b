/**
 * Copies share one reward. Updates cannot be compared where only sums are seen, and with noise not even from many sums; so members
 * commit to their data piece by piece, and a piece that several hold is rewarded once.
 */
import { Fault, type Hex } from '#kit';

/** What a member commits to: one opaque name a piece of its data; the same data give the same names. */
export interface Holding {
  readonly member: number;
  readonly pieces: readonly Hex[];
}

const WHOLE = 1_000_000;

/**
 * The part of its gain that each member keeps, in millionths: the mean over its pieces of one over how many hold them.
 *
 * All identities that hold the same data keep one gain together, however many they are.
 *
 * @throws Fault `rounds/no-pieces` where a member commits to nothing: it could hide what it copies.
 */
export function keptParts(holdings: readonly Holding[]): Map<number, number> {
  const holders = new Map<Hex, number>();
  for (const { pieces } of holdings)
    for (const piece of new Set(pieces)) holders.set(piece, (holders.get(piece) ?? 0) + 1);
  return new Map(
    holdings.map(({ member, pieces }) => {
      const own = [...new Set(pieces)];
      if (own.length === 0) {
        throw new Fault(
          'rounds/no-pieces',
          `member ${member} commits to no data; it can be scored once it does`,
        );
      }
      const sum = own.reduce((all, piece) => all + WHOLE / holders.get(piece)!, 0);
      return [member, Math.floor(sum / own.length)];
    }),
  );
}

/** What of a gain counts, as an integer. */
export function keptGain(gainNano: number, keptMicro = WHOLE): number {
  return Math.floor((Math.max(0, gainNano) * keptMicro) / WHOLE);
}
