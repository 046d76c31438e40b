import { Fault } from '#kit';

/** How votes become decisions: plain data. Times in milliseconds. */
export interface GovernanceRules {
  /** Part of all weight that must take part, abstentions included, in basis points. */
  readonly quorumBps: number;
  /** Part of the votes for and against that must be exceeded, in basis points. */
  readonly majorityBps: number;
  /** From the proposal to the first vote, so that the snapshot is older than the vote. */
  readonly delay: number;
  readonly voting: number;
  /** From queueing to the earliest execution: time to leave. */
  readonly timelock: number;
  /** How long a passed proposal waits to be queued, and a queued one to be executed. */
  readonly grace: number;
}

const HOUR = 3_600_000;

/** 40 % of the weight, more than half of what was cast, 48 hours of voting, 24 hours of timelock. */
export const defaultRules: GovernanceRules = {
  quorumBps: 4000,
  majorityBps: 5000,
  delay: 0,
  voting: 48 * HOUR,
  timelock: 24 * HOUR,
  grace: 14 * 24 * HOUR,
};

/**
 * @throws Fault `governance/bad-rules` naming the field, its value and the remedy.
 */
export function checkRules(rules: GovernanceRules): GovernanceRules {
  for (const field of ['quorumBps', 'majorityBps'] as const) {
    const value = rules[field];
    const low = field === 'majorityBps' ? 5000 : 1;
    if (!Number.isInteger(value) || value < low || value > 10_000)
      throw bad(field, value, `an integer from ${low} to 10000`);
  }
  for (const field of ['delay', 'voting', 'timelock', 'grace'] as const) {
    const low = field === 'voting' || field === 'grace' ? 1 : 0;
    if (!Number.isSafeInteger(rules[field]) || rules[field] < low)
      throw bad(field, rules[field], `whole milliseconds, at least ${low}`);
  }
  return rules;
}

function bad(field: string, value: number, remedy: string): Fault {
  return new Fault('governance/bad-rules', `${field} is ${value}; use ${remedy}`, {
    meta: { field },
  });
}
