import { type Verdict, verdict } from './verdict.ts';

/** The trades of one token that went ahead, and the one that wants to. Milliseconds. */
export interface FrequencyInput {
  readonly token: string;
  readonly past: readonly number[];
  readonly now: number;
  readonly limit?: number;
  readonly window?: number;
}

/** Three trades per token and minute. */
export const FREQUENCY = { limit: 3, window: 60_000 } as const;

/** At most `limit` trades of a token in the sliding window (now − window, now], the new one included. */
export function guardFrequency({
  token,
  past,
  now,
  limit = FREQUENCY.limit,
  window = FREQUENCY.window,
}: FrequencyInput): Verdict {
  const recent = past.filter((time) => time > now - window && time <= now).length;
  const ok = recent < limit;
  return verdict(
    'guard/too-frequent',
    ok,
    `${recent} trades of ${token} in the last ${window / 1000} s; ${ok ? `up to ${limit} are allowed.` : `only ${limit} are allowed: wait.`}`,
  );
}
