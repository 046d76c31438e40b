import { Fault } from './fault.ts';

/** One party of an allocation: who, and its weight (any non-negative integer). */
export interface Weighted {
  readonly id: string;
  readonly weight: bigint;
}

/** What a party is still owed, in units of 1 / (sum of weights); may be negative; all credits sum to zero. */
export type Credits = Readonly<Record<string, bigint>>;

/** What each party gets now, and the credits to carry to the next call with the same weights. */
export interface Allocation {
  readonly paid: Record<string, bigint>;
  readonly credits: Record<string, bigint>;
}

/**
 * Splits `amount` exactly by weight and carries the fractions: rounding policy R2.
 *
 * Each party gets the floor of its part; its fraction is added to its credit; the left-over units go one each to the largest
 * credits (ties: the id that sorts first, shorter ids before longer), which then lose one unit of credit. Sums are exact each
 * time and nobody is favoured over time. Credits are in units of 1 / total weight, so they are valid only for the same total.
 *
 * @throws Fault `kit/bad-allocation` for a negative amount or weight, a total weight of zero, a repeated id, or credits that do not sum to zero.
 */
export function allocate(
  amount: bigint,
  parties: readonly Weighted[],
  credits: Credits = {},
): Allocation {
  if (amount < 0n)
    throw new Fault('kit/bad-allocation', `amount ${amount} is negative; allocate only gains`);
  const ids = new Set(parties.map((party) => party.id));
  if (ids.size !== parties.length) throw new Fault('kit/bad-allocation', 'an id stands twice');
  let total = 0n;
  for (const { id, weight } of parties) {
    if (weight < 0n)
      throw new Fault('kit/bad-allocation', `${id} has weight ${weight}; weights must be ≥ 0`);
    total += weight;
  }
  if (total === 0n)
    throw new Fault('kit/bad-allocation', 'all weights are zero; nobody could be paid');
  // Maps, and own keys only: an id may be any text, `valueOf` and `__proto__` too.
  const owed = new Map<string, bigint>();
  const paid = new Map<string, bigint>();
  let left = amount;
  for (const { id, weight } of parties) {
    const part = weight * amount;
    paid.set(id, part / total);
    left -= part / total;
    owed.set(id, (Object.hasOwn(credits, id) ? credits[id]! : 0n) + (part % total));
  }
  const order = parties.map((party) => party.id).sort(byId);
  while (left > 0n) {
    let best = order[0]!;
    for (const id of order) if (owed.get(id)! > owed.get(best)!) best = id;
    paid.set(best, paid.get(best)! + 1n);
    owed.set(best, owed.get(best)! - total);
    left -= 1n;
  }
  if ([...owed.values()].reduce((sum, credit) => sum + credit, 0n) !== 0n) {
    throw new Fault(
      'kit/bad-allocation',
      'the carried credits do not sum to zero; they belong to other weights',
    );
  }
  return { paid: Object.fromEntries(paid), credits: Object.fromEntries(owed) };
}

function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
