import { type Verdict, verdict } from './verdict.ts';

/** What a trade should bring and what it will cost, all in quote units. */
export interface ExpectedValueInput {
  /** Expected gain before costs; negative where the prediction speaks against the trade. */
  readonly gain: bigint;
  readonly fee: bigint;
  readonly impact: bigint;
  readonly gas: bigint;
}

/** Refuses a trade whose expected net value is negative. */
export function guardExpectedValue({ gain, fee, impact, gas }: ExpectedValueInput): Verdict {
  const net = gain - fee - impact - gas;
  return verdict(
    'guard/negative-value',
    net >= 0n,
    `Expected ${gain} less fee ${fee}, impact ${impact} and gas ${gas} leaves ${net} units${net >= 0n ? '.' : ': not worth trading.'}`,
  );
}
