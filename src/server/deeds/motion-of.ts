/** Turns a change that is asked for into the motion that the council carries out. */
import type { Change } from '#api';
import { type Motion, readMandate, readModel, readRules, readVault } from '#chain';
import {
  applyPairShift,
  checkFederation,
  checkPairWeights,
  encodeFederation,
  type Federation,
  FEDERATIONS,
} from '#governance';
import { Fault, type Hex, parseDecimal } from '#kit';
import { targetsMotion, type Weights, weightsInForce } from '#season';
import { officeMotion } from './office-motion.ts';
import { type PoolContext, unitsOf } from './pool.ts';

/** A motion, and the pair weights before and after it. */
export interface Moved {
  readonly motion: Motion;
  readonly before: Weights;
  readonly after: Weights;
}

/**
 * The motion for a change, checked against what stands now.
 *
 * @throws Fault `governance/bad-shift`, `governance/bad-pairs`, `governance/bad-change`, `governance/bad-federation`
 */
export async function motionOf(pool: PoolContext, change: Change): Promise<Moved> {
  const before = await weightsInForce(pool, pool.names);
  if (change.kind === 'pair-shift') {
    const { from, to, bps } = change;
    if (!Object.hasOwn(before, to)) {
      throw new Fault(
        'governance/bad-shift',
        `there is no pair ${to}; use one of ${Object.keys(before).join(', ')}`,
      );
    }
    const after = applyPairShift(before, { from, to, points: bps });
    return { motion: await targets(pool, after), before, after };
  }
  if (change.kind === 'pair-weights') {
    const stranger = Object.keys(change.weights).find((pair) => !Object.hasOwn(before, pair));
    if (stranger) throw bad('weights', stranger, `pairs among ${Object.keys(before).join(', ')}`);
    const after = checkPairWeights(change.weights);
    return { motion: await targets(pool, after), before, after };
  }
  return { motion: await otherMotion(pool, change), before, after: before };
}

/** Pools that a vote has listed since are aimed at nothing; the vault wants a word on each. */
async function targets(pool: PoolContext, weights: Weights): Promise<Motion> {
  const motion = targetsMotion(pool.names, weights);
  if (motion.kind !== 'targets') return motion;
  const { assetCount } = await readVault(pool);
  const more = Array.from({ length: assetCount - motion.targetBps.length }, () => 0);
  return { ...motion, targetBps: [...motion.targetBps, ...more] };
}

type Other = Exclude<Change, { kind: 'pair-shift' | 'pair-weights' }>;

async function otherMotion(pool: PoolContext, change: Other): Promise<Motion> {
  switch (change.kind) {
    case 'strategy': {
      const mandate = await readMandate(pool);
      return {
        kind: 'mandate',
        mandate: { ...mandate, thresholdMicro: micro(change.threshold) },
      };
    }
    case 'model': {
      const model = await readModel(pool, change.hash as Hex);
      if (model.status === 'unknown')
        throw bad('hash', change.hash, 'the hash of a model that stands in the register');
      return { kind: 'activate-model', hash: change.hash as Hex };
    }
    case 'risk-limits': {
      const { limits } = await readVault(pool);
      const set = Object.fromEntries(
        Object.entries(change.limits).filter(([, value]) => value !== undefined),
      );
      if (Object.keys(set).length === 0) throw bad('limits', 'empty', 'at least one limit');
      return { kind: 'limits', limits: { ...limits, ...set } };
    }
    case 'profit-policy': {
      const { holders, reinvest, ai, treasury } = change.bps;
      const sum = holders + reinvest + ai + treasury;
      if (sum !== 10_000) throw bad('the sum of the policy', sum, 'exactly 10000 basis points');
      return {
        kind: 'policy',
        policy: {
          holdersBps: holders,
          reinvestBps: reinvest,
          aiBps: ai,
          treasuryBps: treasury,
        },
      };
    }
    case 'treasury-spend':
      if (BigInt(change.to) === 0n) throw bad('to', change.to, 'the address of somebody');
      return {
        kind: 'spend',
        token: pool.deployment.quote.address,
        to: change.to as `0x${string}`,
        amount: unitsOf('amount', change.amount, pool.deployment.quote.decimals),
      };
    case 'pause': {
      // Counted from the earliest moment at which the vote can be carried out.
      const start = pool.chain.now() + (await waitingTime(pool));
      return { kind: 'pause', until: start + change.hours * 3600 };
    }
    case 'unlock':
      return { kind: 'unlock', seconds: change.hours * 3600 };
    case 'capital': {
      const amount = unitsOf('amount', change.amount, pool.deployment.quote.decimals);
      const signed = change.direction === 'increase' ? amount : -amount;
      return { kind: 'capital', agent: change.agent, change: signed };
    }
    case 'reallocation': {
      const { from, to, bps } = change;
      if (from === to) throw bad('to', to, 'another agent than the one that gives');
      return { kind: 'shift', from, to, bps };
    }
    case 'review':
      return { kind: 'review', bps: change.bps };
    case 'agent':
    case 'list-pool':
    case 'gate':
    case 'eligibility':
    case 'staking':
      return officeMotion(pool, change);
    case 'federation':
      return { kind: 'federation', word: wordOf(change) };
    case 'resume':
    case 'reset-breaker':
    case 'shutdown':
      return { kind: change.kind };
  }
}

/** A strategy with the numbers that were named, and its usual ones for the rest. */
function wordOf({ name, parameters }: Extract<Change, { kind: 'federation' }>): Hex {
  const usual = Object.hasOwn(FEDERATIONS, name) ? FEDERATIONS[name as Federation['name']] : {};
  return encodeFederation(checkFederation({ ...usual, name, ...parameters } as Federation));
}

/** Seconds from a proposal to its execution. */
async function waitingTime(pool: PoolContext): Promise<number> {
  const { votingSeconds, timelockSeconds } = await readRules(pool);
  return votingSeconds + timelockSeconds;
}

function micro(threshold: string): number {
  const value = /^\d{1,9}(\.\d{1,6})?$/.test(threshold) ? Number(parseDecimal(threshold, 6)) : 0;
  if (value >= 1 && value <= 999_999) return value;
  const remedy = 'a probability between 0 and 1 with at most 6 decimal places, such as 0.6';
  throw bad('threshold', threshold, remedy);
}

function bad(field: string, value: unknown, remedy: string): Fault {
  return new Fault('governance/bad-change', `${field} is ${String(value)}; use ${remedy}`, {
    meta: { field },
  });
}
