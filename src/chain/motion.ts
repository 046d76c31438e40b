/** What a passed vote can do, as data; each kind is one call on chain. */
import { decodeAbiParameters, encodeAbiParameters, parseAbiParameters } from 'viem';
import { Fault, type Address, type Hex } from '#kit';
import type { Limits, MandateConfig, Policy } from './deployment.ts';

/** What a passed vote can do. */
export type Motion =
  | { readonly kind: 'targets'; readonly targetBps: readonly number[] }
  | { readonly kind: 'limits'; readonly limits: Limits }
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'mandate'; readonly mandate: MandateConfig }
  | { readonly kind: 'activate-model'; readonly hash: Hex }
  | { readonly kind: 'agent'; readonly agent: Address; readonly expiry: number }
  | { readonly kind: 'list-pool'; readonly pool: Address }
  | { readonly kind: 'resume' }
  | { readonly kind: 'reset-breaker' }
  | { readonly kind: 'pause'; readonly until: number }
  /** Out of the treasury; the zero address stands for the chain's own coin. */
  | {
      readonly kind: 'spend';
      readonly token: Address;
      readonly to: Address;
      readonly amount: bigint;
    }
  /** The contract that the vault asks before each trade; the zero address for none. */
  | { readonly kind: 'gate'; readonly gate: Address }
  /** The contract that says who may be given a share; the zero address for none. */
  | { readonly kind: 'eligibility'; readonly eligibility: Address }
  /** Ends trading and mints for good. */
  | { readonly kind: 'shutdown' }
  /** Over how many seconds realised profit becomes distributable; 0 for at once. */
  | { readonly kind: 'unlock'; readonly seconds: number }
  /** The contract that shares the holders' part among staked shares; the zero address for none. */
  | { readonly kind: 'staking'; readonly stakes: Address }
  /** Gives an agent capital (quote units) or takes some; the number after the last agent's admits a new one. */
  | { readonly kind: 'capital'; readonly agent: number; readonly change: bigint }
  /** Shifts percentage points of all agents' capital from one to another. */
  | {
      readonly kind: 'shift';
      readonly from: number;
      readonly to: number;
      readonly bps: number;
    }
  /** Moves a part of the loser's capital to the agent that earned most since the last review. */
  | { readonly kind: 'review'; readonly bps: number }
  /** How the group learns together, as one word; `encodeFederation` of `#governance` gives it. */
  | { readonly kind: 'federation'; readonly word: Hex };

/** In the order of the contract's enum. */
export const KINDS = [
  'targets',
  'limits',
  'policy',
  'mandate',
  'activate-model',
  'agent',
  'list-pool',
  'resume',
  'reset-breaker',
  'pause',
  'spend',
  'gate',
  'shutdown',
  'eligibility',
  'unlock',
  'staking',
  'capital',
  'shift',
  'review',
  'federation',
] as const satisfies readonly Motion['kind'][];

const LIMITS = parseAbiParameters([
  '(uint16 tradeBps, uint16 slippageBps, uint16 deviationTicks, uint16 turnoverBps, uint16 lossBps, uint24 window, uint16 drawdownBps, uint16 twapSeconds, uint16 beatSeconds, uint16 beatBlocks, uint8 tradesPerMinute) limits',
]);
const POLICY = parseAbiParameters([
  '(uint16 holdersBps, uint16 reinvestBps, uint16 aiBps, uint16 treasuryBps) policy',
]);
const MANDATE = parseAbiParameters([
  '(uint32 thresholdMicro, uint16 planBps, uint16 slippageBps, uint32 intervalSeconds, bytes32 strategyHash) mandate',
]);
const TARGETS = parseAbiParameters('uint16[] targetBps');
const HASH = parseAbiParameters('bytes32 hash');
const AGENT = parseAbiParameters('address agent, uint32 expiry');
const POOL = parseAbiParameters('address pool');
const UNTIL = parseAbiParameters('uint40 until');
const SPEND = parseAbiParameters('address token, address to, uint256 amount');
const UNLOCK = parseAbiParameters('uint24 seconds');
const CAPITAL = parseAbiParameters('uint256 agent, int128 change');
const SHIFT = parseAbiParameters('uint256 from, uint256 to, uint16 bps');
const REVIEW = parseAbiParameters('uint16 bps');
const ASKED = parseAbiParameters('address asked');

/** The payload that the council executes for a motion. */
export function encodeMotion(motion: Motion): Hex {
  switch (motion.kind) {
    case 'targets':
      return encodeAbiParameters(TARGETS, [[...motion.targetBps]]);
    case 'limits':
      return encodeAbiParameters(LIMITS, [motion.limits]);
    case 'policy':
      return encodeAbiParameters(POLICY, [motion.policy]);
    case 'mandate':
      return encodeAbiParameters(MANDATE, [motion.mandate]);
    case 'activate-model':
      return encodeAbiParameters(HASH, [motion.hash]);
    case 'agent':
      return encodeAbiParameters(AGENT, [motion.agent, motion.expiry]);
    case 'list-pool':
      return encodeAbiParameters(POOL, [motion.pool]);
    case 'pause':
      return encodeAbiParameters(UNTIL, [motion.until]);
    case 'spend':
      return encodeAbiParameters(SPEND, [motion.token, motion.to, motion.amount]);
    case 'gate':
      return encodeAbiParameters(ASKED, [motion.gate]);
    case 'eligibility':
      return encodeAbiParameters(ASKED, [motion.eligibility]);
    case 'unlock':
      return encodeAbiParameters(UNLOCK, [motion.seconds]);
    case 'staking':
      return encodeAbiParameters(ASKED, [motion.stakes]);
    case 'capital':
      return encodeAbiParameters(CAPITAL, [BigInt(motion.agent), motion.change]);
    case 'shift':
      return encodeAbiParameters(SHIFT, [BigInt(motion.from), BigInt(motion.to), motion.bps]);
    case 'review':
      return encodeAbiParameters(REVIEW, [motion.bps]);
    case 'federation':
      return encodeAbiParameters(HASH, [motion.word]);
    case 'resume':
    case 'reset-breaker':
    case 'shutdown':
      return '0x';
  }
}

/** The motion behind a payload. */
export function decodeMotion(kind: Motion['kind'], payload: Hex): Motion {
  switch (kind) {
    case 'targets':
      return { kind, targetBps: decodeAbiParameters(TARGETS, payload)[0] };
    case 'limits':
      return { kind, limits: decodeAbiParameters(LIMITS, payload)[0] };
    case 'policy':
      return { kind, policy: decodeAbiParameters(POLICY, payload)[0] };
    case 'mandate':
      return { kind, mandate: decodeAbiParameters(MANDATE, payload)[0] };
    case 'activate-model':
      return { kind, hash: decodeAbiParameters(HASH, payload)[0] };
    case 'agent': {
      const [agent, expiry] = decodeAbiParameters(AGENT, payload);
      return { kind, agent, expiry };
    }
    case 'list-pool':
      return { kind, pool: decodeAbiParameters(POOL, payload)[0] };
    case 'pause':
      return { kind, until: decodeAbiParameters(UNTIL, payload)[0] };
    case 'spend': {
      const [token, to, amount] = decodeAbiParameters(SPEND, payload);
      return { kind, token, to, amount };
    }
    case 'gate':
      return { kind, gate: decodeAbiParameters(ASKED, payload)[0] };
    case 'eligibility':
      return { kind, eligibility: decodeAbiParameters(ASKED, payload)[0] };
    case 'unlock':
      return { kind, seconds: decodeAbiParameters(UNLOCK, payload)[0] };
    case 'staking':
      return { kind, stakes: decodeAbiParameters(ASKED, payload)[0] };
    case 'capital': {
      const [agent, change] = decodeAbiParameters(CAPITAL, payload);
      return { kind, agent: Number(agent), change };
    }
    case 'shift': {
      const [from, to, bps] = decodeAbiParameters(SHIFT, payload);
      return { kind, from: Number(from), to: Number(to), bps };
    }
    case 'review':
      return { kind, bps: decodeAbiParameters(REVIEW, payload)[0] };
    case 'federation':
      return { kind, word: decodeAbiParameters(HASH, payload)[0] };
    case 'resume':
    case 'reset-breaker':
    case 'shutdown':
      return { kind };
    default:
      throw new Fault(
        'chain/unknown-motion',
        `the council knows no motion "${kind satisfies never}"`,
      );
  }
}
