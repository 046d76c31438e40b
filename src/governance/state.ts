import { defaultRules, type GovernanceRules } from './rules.ts';
import { isPassed, type Tally } from './tally.ts';

/** Where a proposal stands. */
export type ProposalState =
  | 'pending'
  | 'active'
  | 'defeated'
  | 'succeeded'
  | 'queued'
  | 'executed'
  | 'expired';

/** What happened to a proposal so far; milliseconds since the epoch. */
export interface ProposalHistory {
  readonly createdAt: number;
  readonly count: Tally;
  readonly queuedAt: number | null;
  readonly executedAt: number | null;
}

/** The times that matter to a proposal. */
export interface ProposalTimes {
  readonly votingStarts: number;
  readonly votingEnds: number;
  /** Earliest execution; null before it is queued. */
  readonly executableAt: number | null;
  /** When it lapses if nothing further happens. */
  readonly expiresAt: number;
}

export function proposalTimes(
  { createdAt, queuedAt }: Pick<ProposalHistory, 'createdAt' | 'queuedAt'>,
  rules: GovernanceRules = defaultRules,
): ProposalTimes {
  const votingStarts = createdAt + rules.delay;
  const votingEnds = votingStarts + rules.voting;
  const executableAt = queuedAt === null ? null : queuedAt + rules.timelock;
  return {
    votingStarts,
    votingEnds,
    executableAt,
    expiresAt: (executableAt ?? votingEnds) + rules.grace,
  };
}

/**
 * The state at `now`. Votes count while `votingStarts ≤ now < votingEnds`; a passed proposal must be queued, and a queued one executed,
 * before it expires.
 */
export function proposalState(
  history: ProposalHistory,
  now: number,
  rules: GovernanceRules = defaultRules,
): ProposalState {
  const times = proposalTimes(history, rules);
  if (history.executedAt !== null) return 'executed';
  if (now < times.votingStarts) return 'pending';
  if (now < times.votingEnds) return 'active';
  if (!isPassed(history.count, rules)) return 'defeated';
  if (now >= times.expiresAt) return 'expired';
  return history.queuedAt === null ? 'succeeded' : 'queued';
}

/** Queued, past its timelock, and not lapsed. */
export function isExecutable(
  history: ProposalHistory,
  now: number,
  rules: GovernanceRules = defaultRules,
): boolean {
  const { executableAt } = proposalTimes(history, rules);
  return (
    proposalState(history, now, rules) === 'queued' && executableAt !== null && now >= executableAt
  );
}
