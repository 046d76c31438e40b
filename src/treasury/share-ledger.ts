import { Fault } from '#kit';

/** Fixed point of the accumulator: units per weight, times 2^64. */
export const ACC = 1n << 64n;

/** One share token: who holds it, its weight, and where its claims stand. */
export interface ShareState {
  readonly id: bigint;
  readonly owner: string;
  readonly weight: bigint;
  /** Accumulator up to which it is paid; at first that of its mint: nothing from before is its own. */
  readonly standing: bigint;
  /** Units claimed for this token so far, by whomever held it. */
  readonly claimed: bigint;
}

/** Everything the ledger knows; a ledger made from it continues exactly. */
export interface ShareLedgerState {
  readonly accumulator: bigint;
  /** Numerator that did not divide by the total weight, carried to the next distribution, in 2^-64 units. */
  readonly remainder: bigint;
  readonly totalWeight: bigint;
  readonly distributed: bigint;
  readonly claimed: bigint;
  readonly shares: readonly ShareState[];
}

const EMPTY: ShareLedgerState = {
  accumulator: 0n,
  remainder: 0n,
  totalWeight: 0n,
  distributed: 0n,
  claimed: 0n,
  shares: [],
};

/**
 * The exact model of the distributor contract: one distribution costs the same whatever the number of holders.
 *
 * `accumulator += (amount · 2^64 + remainder) / totalWeight`, the remainder of that division is carried. A claim pays the floor of
 * `weight · (accumulator − standing) / 2^64` and moves the standing by what that payment used up, rounded up: the fraction of a unit
 * stays owed, and claiming often costs at most weight / 2^64 of a unit a time. It never pays more than was distributed.
 *
 * @example
 * const ledger = new ShareLedger();
 * ledger.mint(1n, 'ada', 40n);
 * ledger.distribute(100n);
 * ledger.claim(1n); // 99n: one unit stays owed until the next distribution
 */
export class ShareLedger {
  #accumulator: bigint;
  #remainder: bigint;
  #totalWeight: bigint;
  #distributed: bigint;
  #claimed: bigint;
  readonly #shares = new Map<bigint, ShareState>();

  constructor(state: ShareLedgerState = EMPTY) {
    this.#accumulator = state.accumulator;
    this.#remainder = state.remainder;
    this.#totalWeight = state.totalWeight;
    this.#distributed = state.distributed;
    this.#claimed = state.claimed;
    for (const share of state.shares) this.#shares.set(share.id, share);
  }

  get totalWeight(): bigint {
    return this.#totalWeight;
  }

  /** Units distributed and not yet claimed. */
  get reserved(): bigint {
    return this.#distributed - this.#claimed;
  }

  /**
   * @throws Fault `treasury/id-taken` where the id exists; `treasury/bad-weight` for a weight below 1.
   */
  mint(id: bigint, owner: string, weight: bigint): void {
    if (this.#shares.has(id))
      throw new Fault('treasury/id-taken', `share ${id} exists already; mint the next id`);
    if (weight < 1n)
      throw new Fault('treasury/bad-weight', `share ${id} has weight ${weight}; use at least 1`);
    this.#shares.set(id, { id, owner, weight, standing: this.#accumulator, claimed: 0n });
    this.#totalWeight += weight;
  }

  /** Gives a token, and with it what it has not yet claimed, to another owner. */
  transfer(id: bigint, to: string): void {
    this.#shares.set(id, { ...this.share(id), owner: to });
  }

  /** Takes a token out of circulation and pays what it had still to claim. */
  burn(id: bigint): bigint {
    const paid = this.claim(id);
    this.#totalWeight -= this.share(id).weight;
    this.#shares.delete(id);
    return paid;
  }

  /**
   * @param amount base units, at least 1.
   * @throws Fault `treasury/nothing-to-distribute` for less than one unit; `treasury/no-shares` where nobody would receive it.
   */
  distribute(amount: bigint): void {
    if (amount < 1n) {
      throw new Fault(
        'treasury/nothing-to-distribute',
        `cannot distribute ${amount} units; wait for a profit`,
      );
    }
    if (this.#totalWeight === 0n) {
      throw new Fault(
        'treasury/no-shares',
        `nobody holds a share to receive ${amount} units; mint a share first`,
      );
    }
    const numerator = amount * ACC + this.#remainder;
    this.#accumulator += numerator / this.#totalWeight;
    this.#remainder = numerator % this.#totalWeight;
    this.#distributed += amount;
  }

  /** Units this token could claim now. */
  claimable(id: bigint): bigint {
    const { weight, standing } = this.share(id);
    return (weight * (this.#accumulator - standing)) / ACC;
  }

  /** Claims everything a token has earned; the second claim in a row gives 0. */
  claim(id: bigint): bigint {
    const amount = this.claimable(id);
    const share = this.share(id);
    const used = (amount * ACC + share.weight - 1n) / share.weight;
    this.#shares.set(id, {
      ...share,
      standing: share.standing + used,
      claimed: share.claimed + amount,
    });
    this.#claimed += amount;
    return amount;
  }

  /**
   * @throws Fault `treasury/no-share` where the id was never minted or is burned.
   */
  share(id: bigint): ShareState {
    const share = this.#shares.get(id);
    if (!share)
      throw new Fault(
        'treasury/no-share',
        `there is no share ${id}; it was never minted or burned`,
      );
    return share;
  }

  /** A copy that a new ledger can continue from. */
  state(): ShareLedgerState {
    return {
      accumulator: this.#accumulator,
      remainder: this.#remainder,
      totalWeight: this.#totalWeight,
      distributed: this.#distributed,
      claimed: this.#claimed,
      shares: [...this.#shares.values()],
    };
  }
}
