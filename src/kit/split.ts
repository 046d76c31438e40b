import { Fault } from './fault.ts';

/** Parts of 10 000 by bucket name. */
export type Split<Bucket extends string> = Readonly<Record<Bucket, number>>;

/**
 * Splits `total` base units over buckets by basis points: each bucket floored, the remainder (at most buckets − 1 units) to `dust`.
 * Rounding policy R1; the sum is exact.
 *
 * @throws Fault `kit/bad-split` where the basis points are no integers ≥ 0 or do not sum to 10 000, or `total` is negative.
 * @example splitBuckets(7n, { holders: 6000, reinvest: 2000, ai: 1000, treasury: 1000 }, 'treasury')
 * // { holders: 4n, reinvest: 1n, ai: 0n, treasury: 2n }
 */
export function splitBuckets<Bucket extends string>(
  total: bigint,
  bps: Split<Bucket>,
  dust: NoInfer<Bucket>,
): Record<Bucket, bigint> {
  if (total < 0n) throw new Fault('kit/bad-split', `total ${total} is negative; split only gains`);
  const names = Object.keys(bps) as Bucket[];
  let sum = 0;
  for (const name of names) {
    if (!Number.isInteger(bps[name]) || bps[name] < 0) {
      throw new Fault(
        'kit/bad-split',
        `bucket ${name} has ${bps[name]} bps; use an integer from 0 to 10000`,
      );
    }
    sum += bps[name];
  }
  if (sum !== 10_000)
    throw new Fault('kit/bad-split', `buckets sum to ${sum} bps; they must sum to 10000`);
  if (!Object.hasOwn(bps, dust)) throw new Fault('kit/bad-split', `no bucket is named ${dust}`);
  const parts = {} as Record<Bucket, bigint>;
  let given = 0n;
  for (const name of names) {
    parts[name] = (total * BigInt(bps[name])) / 10_000n;
    given += parts[name];
  }
  parts[dust] += total - given;
  return parts;
}
