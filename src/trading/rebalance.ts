import { Fault, type Split, splitBuckets } from '#kit';

/**
 * What to buy (positive) and sell (negative) of each asset, in quote units, to reach target weights; the deltas sum to zero.
 *
 * @param value quote units held in each asset.
 * @param targetBps basis points by asset, summing to 10 000.
 * @param cash the asset that takes the rounding.
 * @throws Fault `trading/bad-target` where assets and targets differ; `kit/bad-split` where the targets do not sum to 10 000.
 */
export function rebalanceDeltas<Asset extends string>(
  value: Readonly<Record<Asset, bigint>>,
  targetBps: Split<Asset>,
  cash: NoInfer<Asset>,
): Record<Asset, bigint> {
  const assets = Object.keys(value) as Asset[];
  const targets = Object.keys(targetBps) as Asset[];
  const missing = [...assets, ...targets].find(
    (asset) => !Object.hasOwn(value, asset) || !Object.hasOwn(targetBps, asset),
  );
  if (missing) {
    throw new Fault(
      'trading/bad-target',
      `${missing} has a value or a target but not both; state both, 0 where there is none`,
    );
  }
  const total = assets.reduce<bigint>((sum, asset) => sum + value[asset], 0n);
  const target = splitBuckets(total, targetBps, cash);
  const deltas = {} as Record<Asset, bigint>;
  for (const asset of assets) {
    const wanted: bigint = target[asset];
    const held: bigint = value[asset];
    deltas[asset] = wanted - held;
  }
  return deltas;
}
