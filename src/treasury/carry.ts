import { allocate, type Credits, Fault, type Weighted } from '#kit';

/**
 * Fractions of a unit that members are still owed (or were paid ahead) after exact allocations.
 *
 * `credits` are in units of 1 / `total` and sum to zero; `total` is the sum of weights they were made with.
 */
export interface CreditBook {
  readonly total: bigint;
  readonly credits: Credits;
}

/** What each party gets, and the book to carry to the next allocation. */
export interface CarriedAllocation {
  readonly paid: Record<string, bigint>;
  readonly book: CreditBook;
}

/** A book in which nobody is owed anything. */
export const emptyBook: CreditBook = { total: 1n, credits: {} };

/**
 * Rounding policy R2 for weights that change between calls: the carried credits are first restated in units of the new total.
 *
 * Restating floors each credit; the few units this frees (and the credit of whoever is gone) are spread evenly over the parties,
 * by id, so that credits still sum to zero. With unchanged parties and weights it is exactly the kit's `allocate`.
 *
 * @throws Fault `kit/bad-allocation` as `allocate` does.
 */
export function allocateCarrying(
  amount: bigint,
  parties: readonly Weighted[],
  book: CreditBook,
): CarriedAllocation {
  const total = parties.reduce((sum, party) => sum + party.weight, 0n);
  if (total <= 0n) {
    throw new Fault(
      'kit/bad-allocation',
      `the weights of ${parties.length} parties sum to ${total}; nobody could be paid`,
    );
  }
  const { paid, credits } = allocate(amount, parties, restate(book, parties, total));
  return { paid, book: { total, credits } };
}

function restate(book: CreditBook, parties: readonly Weighted[], total: bigint): Credits {
  // A map, and own keys only: an id may be any text.
  const credits = new Map<string, bigint>();
  let sum = 0n;
  for (const { id } of parties) {
    const before = Object.hasOwn(book.credits, id) ? book.credits[id]! : 0n;
    const now = floorDivide(before * total, book.total);
    credits.set(id, now);
    sum += now;
  }
  const ids = [...credits.keys()].sort();
  const each = floorDivide(-sum, BigInt(ids.length));
  let left = -sum - each * BigInt(ids.length);
  for (const id of ids) {
    credits.set(id, credits.get(id)! + each + (left > 0n ? 1n : 0n));
    if (left > 0n) left -= 1n;
  }
  return Object.fromEntries(credits);
}

/** Towards minus infinity; the divisor is positive. */
function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}
