import { Fault, mulDivDown, mulDivUp } from '#kit';

/** What we pay and what we ask, in the unit of the mid price. */
export interface Quotes {
  readonly bid: bigint;
  readonly ask: bigint;
}

/**
 * Two genuine quotes around a mid price; in thin liquidity the spread is wider. Rounded in our favour: bid down, ask up.
 *
 * @param widen factor on the half spread, at least 1.
 * @throws Fault `strategies/bad-quote` for a mid below 1, or a half spread that is negative or reaches 100 %.
 */
export function quotes(mid: bigint, halfSpreadBps: number, widen = 1): Quotes {
  const spread = halfSpreadBps * widen;
  if (mid < 1n || !Number.isInteger(spread) || spread < 0 || spread >= 10_000 || widen < 1) {
    throw new Fault(
      'strategies/bad-quote',
      `cannot quote ${halfSpreadBps} bps × ${widen} around ${mid}; use a mid ≥ 1 and whole basis points under 10000`,
    );
  }
  return {
    bid: mulDivDown(mid, BigInt(10_000 - spread), 10_000n),
    ask: mulDivUp(mid, BigInt(10_000 + spread), 10_000n),
  };
}

/**
 * Fees a liquidity provider earns: `volume · fee · its part of the liquidity in range`, rounded down.
 *
 * @param feePips the pool's fee in millionths (3000 = 0.3 %).
 * @param shareBps part of the liquidity in range, in basis points.
 */
export function lpFeeDown(volume: bigint, feePips: number, shareBps: number): bigint {
  return mulDivDown(volume, BigInt(feePips) * BigInt(shareBps), 10_000_000_000n);
}
