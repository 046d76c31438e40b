import type { Address, Hex } from '#kit';
import type { Federation } from './federation.ts';
import type { PairShift, PairWeights } from './pair-shift.ts';

/** Limits the agent trades under. Tightening is instant, loosening waits for the timelock. */
export interface RiskLimits {
  readonly tradeCapBps: number;
  readonly tradesPerMinute: number;
  readonly breakerBps: number;
  readonly slippageBps: number;
  readonly heartbeatBlocks: number;
  readonly heartbeatSeconds: number;
}

/** What a proposal changes, as data; amounts in base units. */
export type Change =
  | {
      readonly kind: 'strategy';
      readonly strategy: string;
      /** Micro-units. */
      readonly threshold: number;
    }
  | { readonly kind: 'model'; readonly hash: Hex; readonly cid: string }
  | ({ readonly kind: 'pair-shift' } & PairShift)
  | { readonly kind: 'pair-weights'; readonly weights: PairWeights }
  | { readonly kind: 'risk-limits'; readonly limits: Partial<RiskLimits> }
  | {
      readonly kind: 'profit-policy';
      readonly name: string;
      readonly bps: Readonly<Record<string, number>>;
      readonly aiToContributors: number;
    }
  | {
      readonly kind: 'treasury-spend';
      readonly to: Address;
      readonly amount: bigint;
      readonly purpose: string;
    }
  | {
      readonly kind: 'capital';
      readonly direction: 'increase' | 'decrease';
      readonly amount: bigint;
    }
  | {
      readonly kind: 'reallocation';
      readonly winner: string;
      readonly loser: string;
      readonly moveBps: number;
    }
  | { readonly kind: 'federation'; readonly federation: Federation }
  | { readonly kind: 'pause'; readonly seconds: number }
  | { readonly kind: 'shutdown' };

export type ChangeKind = Change['kind'];

/** What each kind of proposal is called and what it changes, in a sentence for the page. */
export const CHANGE_KINDS: Readonly<Record<ChangeKind, { title: string; changes: string }>> = {
  strategy: {
    title: 'Switch strategy',
    changes: 'which strategy decides, and above which confidence it trades',
  },
  model: { title: 'Upgrade model', changes: 'the one model hash the agent accepts' },
  'pair-shift': {
    title: 'Shift to a pair',
    changes: 'moves percentage points of the book from other pairs to one',
  },
  'pair-weights': { title: 'Set pair weights', changes: 'the part of the book of every pair' },
  'risk-limits': {
    title: 'Set risk limits',
    changes: 'caps, frequency, breaker, slippage and heartbeat the agent trades under',
  },
  'profit-policy': {
    title: 'Set profit policy',
    changes: 'how later profits are divided; earlier ones stay as they were',
  },
  'treasury-spend': {
    title: 'Spend from the treasury',
    changes: 'pays an amount of the treasury, never of the vault, to an address',
  },
  capital: {
    title: 'Change capital',
    changes: 'how much of the treasury works in the vault',
  },
  reallocation: {
    title: 'Reallocate between agents',
    changes: 'moves part of the weaker agent’s volume to the stronger one',
  },
  federation: {
    title: 'Learn by another strategy',
    changes: 'how members train and how the hub follows their sums, from the next round on',
  },
  pause: {
    title: 'Pause trading',
    changes: 'stops trading for a bounded time; claims and exits stay open',
  },
  shutdown: {
    title: 'Emergency shutdown',
    changes: 'stops trading for good; claims and exits stay open',
  },
};
