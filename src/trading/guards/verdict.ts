/** What a guard says about a trade: whether it may go ahead, under which stable code, and why in one sentence. */
export interface Verdict {
  readonly ok: boolean;
  /** For example `guard/over-trade-cap`; the same code whether it passes or not. */
  readonly code: string;
  readonly sentence: string;
}

/** All guards together: the trade goes ahead only if every one agrees. */
export interface Judgement {
  readonly ok: boolean;
  readonly verdicts: readonly Verdict[];
  readonly refusals: readonly Verdict[];
}

/**
 * Collects the verdicts of all guards; none is skipped, so that the journal shows every reason.
 *
 * No guards at all is a refusal: a trade that nobody checked does not go ahead.
 */
export function checkAll(verdicts: readonly Verdict[]): Judgement {
  const all =
    verdicts.length > 0
      ? verdicts
      : [verdict('guard/no-guards', false, 'No guard checked this trade; name at least one.')];
  const refusals = all.filter((one) => !one.ok);
  return { ok: refusals.length === 0, verdicts: all, refusals };
}

/** A verdict in one line. */
export function verdict(code: string, ok: boolean, sentence: string): Verdict {
  return { ok, code, sentence };
}
