import { Fault, type Weighted } from '#kit';

/**
 * How share weight becomes voting weight. `linear` is one weight, one vote; `sqrt` and `capped` flatten large holders, and are safe
 * only where one person cannot hold two accounts.
 */
export type Weighting =
  | { readonly kind: 'linear' }
  | { readonly kind: 'sqrt' }
  /** No voter counts for more than this part of all share weight, in basis points. */
  | { readonly kind: 'capped'; readonly capBps: number };

/** Square roots are kept to nine decimals: weights are in 1e-9 under `sqrt`. */
export const SQRT_SCALE = 1_000_000_000n;

/**
 * Voting weights of an electorate, rounded down.
 *
 * @throws Fault `governance/bad-electorate` for a repeated voter or a negative weight; `governance/bad-weighting` for a cap outside 1 to 10 000.
 */
export function votingWeights(electorate: readonly Weighted[], weighting: Weighting): Weighted[] {
  const seen = new Set<string>();
  for (const { id, weight } of electorate) {
    if (seen.has(id) || weight < 0n) {
      throw new Fault(
        'governance/bad-electorate',
        `${id} ${seen.has(id) ? 'stands twice' : `has weight ${weight}`}; list each voter once with a weight ≥ 0`,
      );
    }
    seen.add(id);
  }
  if (weighting.kind === 'linear') return [...electorate];
  if (weighting.kind === 'sqrt') {
    return electorate.map(({ id, weight }) => ({
      id,
      weight: rootDown(weight * SQRT_SCALE * SQRT_SCALE),
    }));
  }
  const { capBps } = weighting;
  if (!Number.isInteger(capBps) || capBps < 1 || capBps > 10_000) {
    throw new Fault(
      'governance/bad-weighting',
      `the cap is ${capBps} bps; use an integer from 1 to 10000`,
    );
  }
  const total = electorate.reduce((sum, voter) => sum + voter.weight, 0n);
  const cap = (total * BigInt(capBps)) / 10_000n;
  return electorate.map(({ id, weight }) => ({ id, weight: weight < cap ? weight : cap }));
}

/** Integer square root by Newton's method, rounded down. */
function rootDown(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
