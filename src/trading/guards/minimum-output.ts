import { minOutUp } from '../min-out.ts';
import { type Verdict, verdict } from './verdict.ts';

/** The minimum a trade was given, and the independent quote it is held against. */
export interface MinimumOutputInput {
  readonly minOut: bigint;
  readonly quoteOut: bigint;
  readonly slippageBps: number;
}

/** A trade must state a minimum output, and not a lower one than the quote less the tolerated slippage (rounded up). */
export function guardMinimumOutput({ minOut, quoteOut, slippageBps }: MinimumOutputInput): Verdict {
  const least = minOutUp(quoteOut, slippageBps);
  const ok = minOut > 0n && minOut >= least;
  return verdict(
    'guard/min-out',
    ok,
    ok
      ? `The minimum output ${minOut} keeps to ${slippageBps} bps under the quote ${quoteOut}.`
      : `The minimum output ${minOut} is ${minOut > 0n ? `below ${least}` : 'missing'}; ask for at least ${least > 0n ? least : 1n} (${slippageBps} bps under the quote ${quoteOut}).`,
  );
}
