import { Fault, mulDivDown } from '#kit';

/**
 * Cuts a plan into equal slices, none above the cap per trade; the last one takes the remainder.
 *
 * @param plan quote units, ≥ 0.
 * @param cap largest single trade in quote units.
 * @throws Fault `trading/bad-plan` for a negative plan or a cap below 1.
 * @example slicePlan(20_000n, 2_000n).length // 10
 */
export function slicePlan(plan: bigint, cap: bigint): bigint[] {
  if (plan < 0n || cap < 1n) {
    throw new Fault(
      'trading/bad-plan',
      `cannot slice a plan of ${plan} under a cap of ${cap}; use a plan ≥ 0 and a cap ≥ 1`,
    );
  }
  const count = (plan + cap - 1n) / cap;
  if (count === 0n) return [];
  const each = (plan + count - 1n) / count;
  return Array.from({ length: Number(count) }, (_, i) =>
    BigInt(i) < count - 1n ? each : plan - each * (count - 1n),
  );
}

/** The largest single trade of a vault, in quote units, rounded down. */
export function capOf(vault: bigint, capBps: number): bigint {
  return mulDivDown(vault, BigInt(capBps), 10_000n);
}
