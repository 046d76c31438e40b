import { describe, expect, it } from 'vitest';
import { checkRules, defaultRules } from './rules.ts';
import { isExecutable, type ProposalHistory, proposalState, proposalTimes } from './state.ts';

const HOUR = 3_600_000;
const rules = { ...defaultRules, delay: HOUR };
const passed = { for: 60n, against: 30n, abstain: 0n, total: 100n };
const at0: ProposalHistory = { createdAt: 0, count: passed, queuedAt: null, executedAt: null };
const at = (history: Partial<ProposalHistory>, hours: number): string =>
  proposalState({ ...at0, ...history }, hours * HOUR, rules);

describe('proposalState', () => {
  it('waits, is voted on for 48 hours, then stands or falls', () => {
    expect(at({}, 0.99)).toBe('pending');
    expect(at({}, 1)).toBe('active');
    expect(at({}, 48.99)).toBe('active');
    expect(at({}, 49)).toBe('succeeded');
    expect(at({ count: { ...passed, for: 30n } }, 49)).toBe('defeated');
    expect(at({ count: { for: 39n, against: 0n, abstain: 0n, total: 100n } }, 49)).toBe('defeated');
  });

  it('can be executed after 24 hours in the queue, and not for ever', () => {
    const queued = { ...at0, queuedAt: 50 * HOUR };
    expect(at(queued, 50)).toBe('queued');
    expect(proposalTimes(queued, rules)).toEqual({
      votingStarts: HOUR,
      votingEnds: 49 * HOUR,
      executableAt: 74 * HOUR,
      expiresAt: 410 * HOUR,
    });
    expect(isExecutable(queued, 74 * HOUR - 1, rules)).toBe(false);
    expect(isExecutable(queued, 74 * HOUR, rules)).toBe(true);
    expect(isExecutable(queued, 410 * HOUR - 1, rules)).toBe(true);
    expect(isExecutable(queued, 410 * HOUR, rules)).toBe(false);
    expect(at(queued, 410)).toBe('expired');
    expect(at({ ...queued, executedAt: 75 * HOUR }, 9999)).toBe('executed');
    expect(isExecutable({ ...queued, executedAt: 75 * HOUR }, 80 * HOUR, rules)).toBe(false);
  });

  it('expires where nobody queues it', () => {
    expect(at({}, 49 + 336)).toBe('expired');
  });
});

describe('checkRules', () => {
  it('accepts the default and refuses a minority rule', () => {
    expect(checkRules(defaultRules)).toBe(defaultRules);
    const strict = { ...defaultRules, majorityBps: 10_000, quorumBps: 10_000, timelock: 0 };
    expect(checkRules(strict)).toBe(strict);
    for (const wrong of [
      { majorityBps: 4999 },
      { quorumBps: 0 },
      { voting: 0 },
      { timelock: -1 },
    ]) {
      expect(() => checkRules({ ...defaultRules, ...wrong })).toThrow(
        expect.objectContaining({ code: 'governance/bad-rules' }),
      );
    }
  });
});
