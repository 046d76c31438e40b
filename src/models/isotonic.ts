/** A rising curve through observed frequencies: pool-adjacent-violators (Barlow et al. 1972) on bins of equal count. */

/** Linear between the knots, flat outside them. Both rise. */
export interface RisingCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Pool {
  /** Sums over the observations pooled. */
  x: number;
  y: number;
  count: number;
}

/**
 * Fits how often `hits` happen as a function of `scores`.
 *
 * Observations are first binned, √n to a bin and at least 10, and each bin leans on the overall frequency as if two
 * more observations had it. Without that the topmost pool, often a handful of lucky hits, would claim certainty.
 */
export function fitRisingCurve(scores: Float64Array, hits: Uint8Array): RisingCurve {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  const overall = hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
  const size = Math.max(10, Math.ceil(Math.sqrt(order.length)));
  const bins = Math.max(1, Math.floor(order.length / size));
  const pools: Pool[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const members = order.slice(bin * size, bin === bins - 1 ? undefined : (bin + 1) * size);
    const hit = members.reduce((sum, i) => sum + hits[i]!, 0);
    const n = members.length;
    const x = members.reduce((sum, i) => sum + scores[i]!, 0);
    pools.push({ x, y: ((hit + 2 * overall) / (n + 2)) * n, count: n });
    pour(pools);
  }
  return { x: pools.map((p) => p.x / p.count), y: pools.map((p) => p.y / p.count) };
}

/** Merges the last pool into the one before as long as it does not lie above it. */
function pour(pools: Pool[]): void {
  while (pools.length > 1) {
    const last = pools.at(-1)!;
    const before = pools.at(-2)!;
    if (
      last.y / last.count > before.y / before.count &&
      last.x / last.count > before.x / before.count
    )
      return;
    before.x += last.x;
    before.y += last.y;
    before.count += last.count;
    pools.pop();
  }
}

export function readCurve({ x, y }: RisingCurve, score: number): number {
  if (score <= x[0]!) return y[0]!;
  const next = x.findIndex((knot) => knot >= score);
  if (next < 0) return y.at(-1)!;
  const share = (score - x[next - 1]!) / (x[next]! - x[next - 1]!);
  return y[next - 1]! + share * (y[next]! - y[next - 1]!);
}
