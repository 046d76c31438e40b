import { type Verdict, verdict } from './verdict.ts';

/** A trade beside the vault it comes from, both in quote units. */
export interface TradeCapInput {
  readonly amount: bigint;
  readonly vault: bigint;
  readonly capBps: number;
}

/** At most so many basis points of the vault in one trade: exactly the cap passes, one unit more does not. */
export function guardTradeCap({ amount, vault, capBps }: TradeCapInput): Verdict {
  const ok = amount > 0n && amount * 10_000n <= vault * BigInt(capBps);
  const part = vault > 0n ? `${percent((amount * 1_000_000n) / vault)} of the vault` : 'no vault';
  return verdict(
    'guard/over-trade-cap',
    ok,
    ok
      ? `The trade of ${amount} units is ${part}, within the cap of ${percent(BigInt(capBps) * 100n)}.`
      : `The trade of ${amount} units is ${part}; one trade needs more than 0 and at most ${percent(BigInt(capBps) * 100n)}: slice the plan.`,
  );
}

/** Millionths as per cent with two to four places. */
function percent(millionths: bigint): string {
  return `${(Number(millionths) / 10_000).toFixed(4).replace(/0{1,2}$/, '')} %`;
}
