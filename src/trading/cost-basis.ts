import { Fault, mulDivUp } from '#kit';

/** An asset at its average cost. */
export interface CostBasis {
  /** Base units held. */
  readonly held: bigint;
  /** What they cost altogether, fees and gas included, in quote units. */
  readonly cost: bigint;
}

/** Nothing is held. */
export const nothingHeld: CostBasis = { held: 0n, cost: 0n };

/** A purchase: `spent` includes fees and gas, in quote units. */
export interface Purchase {
  readonly bought: bigint;
  readonly spent: bigint;
}

/** A sale; all but `sold` in quote units. `gross` is before the pool fee. */
export interface Sale {
  readonly sold: bigint;
  readonly gross: bigint;
  readonly fee: bigint;
  readonly gas: bigint;
}

/** What a sale brought. */
export interface Realised {
  readonly basis: CostBasis;
  /** `gross − fee`. */
  readonly netProceeds: bigint;
  /** `gross − fee − gas − average cost of what was sold`; negative for a loss. */
  readonly pnl: bigint;
}

/**
 * @throws Fault `trading/bad-fill` for nothing bought or a negative cost.
 */
export function recordPurchase(basis: CostBasis, { bought, spent }: Purchase): CostBasis {
  if (bought < 1n || spent < 0n) {
    throw new Fault(
      'trading/bad-fill',
      `a purchase of ${bought} units for ${spent} is none; check the fill`,
    );
  }
  return { held: basis.held + bought, cost: basis.cost + spent };
}

/**
 * Realises profit or loss on average cost. The cost taken out is rounded up, so that a profit is never overstated; selling
 * everything takes out all of it, so that costs conserve.
 *
 * @throws Fault `trading/oversold` for more than is held; `trading/bad-fill` for nothing sold or negative amounts.
 */
export function recordSale(basis: CostBasis, { sold, gross, fee, gas }: Sale): Realised {
  if (sold < 1n || gross < 0n || fee < 0n || gas < 0n) {
    throw new Fault(
      'trading/bad-fill',
      `a sale of ${sold} units for ${gross} less ${fee} and ${gas} is none; check the fill`,
    );
  }
  if (sold > basis.held) {
    throw new Fault(
      'trading/oversold',
      `cannot sell ${sold} units, only ${basis.held} are held; sell less`,
    );
  }
  const cost = mulDivUp(basis.cost, sold, basis.held);
  return {
    basis: { held: basis.held - sold, cost: basis.cost - cost },
    netProceeds: gross - fee,
    pnl: gross - fee - gas - cost,
  };
}
