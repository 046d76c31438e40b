import { Fault, type Hex } from '#kit';
import type { Change, RiskLimits } from './change.ts';
import { checkFederation, type Federation } from './federation.ts';
import { applyPairShift, checkPairWeights, type PairWeights } from './pair-shift.ts';

/** Everything a vote can set in the agent's configuration. */
export interface GovernedConfig {
  readonly strategy: string;
  /** Micro-units. */
  readonly threshold: number;
  readonly modelHash: Hex | null;
  readonly pairWeights: PairWeights;
  readonly limits: RiskLimits;
  readonly profitPolicy: {
    readonly name: string;
    readonly bps: Readonly<Record<string, number>>;
    readonly aiToContributors: number;
  };
  /** How the group learns together. */
  readonly federation: Federation;
  /** Milliseconds since the epoch until which trading is paused; 0 for not paused. */
  readonly pausedUntil: number;
  readonly shutdown: boolean;
}

/**
 * The configuration after an executed proposal. Kinds that move money (treasury, capital, reallocation) leave it as it is: their
 * effect is in the ledger.
 *
 * @param now milliseconds since the epoch, for a pause.
 * @throws Fault `governance/shut-down` once trading has been shut down for good; `governance/bad-change`, `governance/bad-federation`, `governance/bad-pairs` or `governance/bad-shift` for values out of range.
 */
export function applyChange(config: GovernedConfig, change: Change, now: number): GovernedConfig {
  if (config.shutdown && change.kind !== 'treasury-spend' && change.kind !== 'capital') {
    throw new Fault(
      'governance/shut-down',
      `trading was shut down for good; a proposal of kind ${change.kind} changes nothing any more`,
    );
  }
  switch (change.kind) {
    case 'strategy':
      within('threshold', change.threshold, 1, 999_999);
      return { ...config, strategy: change.strategy, threshold: change.threshold };
    case 'model':
      if (!/^0x[0-9a-f]{64}$/.test(change.hash))
        throw bad('hash', change.hash, '0x and 64 lower-case hex digits');
      return { ...config, modelHash: change.hash };
    case 'pair-shift':
      return { ...config, pairWeights: applyPairShift(config.pairWeights, change) };
    case 'pair-weights':
      return { ...config, pairWeights: checkPairWeights(change.weights) };
    case 'risk-limits':
      return { ...config, limits: checkLimits({ ...config.limits, ...change.limits }) };
    case 'profit-policy': {
      const { name, bps, aiToContributors } = change;
      const sum = Object.values(bps).reduce((total, part) => total + part, 0);
      for (const [bucket, part] of Object.entries(bps)) within(`bps.${bucket}`, part, 0, 10_000);
      if (sum !== 10_000) throw bad('the sum of bps', sum, 'exactly 10000');
      within('aiToContributors', aiToContributors, 0, 10_000);
      return { ...config, profitPolicy: { name, bps, aiToContributors } };
    }
    case 'federation':
      return { ...config, federation: checkFederation(change.federation) };
    case 'pause':
      within('seconds', change.seconds, 1, MAX_PAUSE_SECONDS);
      return {
        ...config,
        pausedUntil: Math.max(config.pausedUntil, now + change.seconds * 1000),
      };
    case 'shutdown':
      return { ...config, shutdown: true };
    case 'treasury-spend':
    case 'capital':
    case 'reallocation':
      return config;
  }
}

/** A pause is bounded: it must be renewed by another vote. */
export const MAX_PAUSE_SECONDS = 7 * 86_400;

const LIMITS: Readonly<Record<keyof RiskLimits, readonly [low: number, high: number]>> = {
  tradeCapBps: [1, 200],
  tradesPerMinute: [1, 60],
  breakerBps: [1, 5000],
  slippageBps: [0, 1000],
  heartbeatBlocks: [1, 1000],
  heartbeatSeconds: [1, 3600],
};

function checkLimits(limits: RiskLimits): RiskLimits {
  for (const [field, [low, high]] of Object.entries(LIMITS))
    within(field, limits[field as keyof RiskLimits], low, high);
  const stranger = Object.keys(limits).find((field) => !Object.hasOwn(LIMITS, field));
  if (stranger) throw bad(stranger, 'unknown', `one of ${Object.keys(LIMITS).join(', ')}`);
  return limits;
}

function within(field: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw bad(field, value, `an integer from ${low} to ${high}`);
}

function bad(field: string, value: unknown, remedy: string): Fault {
  return new Fault('governance/bad-change', `${field} is ${value}; use ${remedy}`, {
    meta: { field },
  });
}
