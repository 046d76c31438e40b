/** What stands on a chain, and what was asked for. Plain data: a deployment goes into JSON as it is. */
import type { Address, Hex } from '#kit';
import type { Chain } from './chain.ts';

export interface Token {
  readonly symbol: string;
  readonly address: Address;
  readonly decimals: number;
}

/** A listed pool: its index is the vault's. */
export interface Asset {
  readonly index: number;
  readonly token: Token;
  readonly pool: Address;
  /** Pool fee in millionths. */
  readonly fee: number;
  readonly quoteIs0: boolean;
}

export interface Deployment {
  readonly chainId: number;
  readonly block: number;
  readonly quote: Token;
  readonly assets: readonly Asset[];
  /** Shares, vault and distributor: one contract. */
  readonly vault: Address;
  /** The vault's second half; never called directly. */
  readonly annex: Address;
  /** The vault's third part: liquidity positions; never called directly. */
  readonly liquidity: Address;
  /** Draws the shares' pictures. */
  readonly art: Address;
  readonly contributions: Address;
  readonly council: Address;
  /** How the council weighs votes; by weight where it is left out. */
  readonly weighting?: Weighting['kind'];
  readonly models: Address;
  readonly scores: Address;
  readonly checkpoints: Address;
  readonly mandate: Address;
  /** Which identity key a wallet stands behind. */
  readonly members: Address;
  /** Holds the `treasury` bucket; a passed vote spends it. */
  readonly treasury: Address;
  /** Where a vote may reserve the holders' part for staked shares; deployments of before have none. */
  readonly stakes?: Address;
  readonly factory: Address;
  readonly router: Address;
  readonly positions: Address;
  readonly quoter: Address;
  /** The outside market; on the embedded chain only. */
  readonly arbitrageur: Address;
  /** Keccak-256 of the code at each address, by contract. */
  readonly codeHashes: Readonly<Record<string, Hex>>;
}

/** A chain and what stands on it: what every verb of this room takes first. */
export interface Ledger {
  readonly chain: Chain;
  readonly deployment: Deployment;
}

/** The vault's limits; bps of net asset value unless said otherwise. */
export interface Limits {
  readonly tradeBps: number;
  readonly slippageBps: number;
  /** How far spot may lie from the mean, ticks (one tick is 1.0001, about a basis point). */
  readonly deviationTicks: number;
  readonly turnoverBps: number;
  readonly lossBps: number;
  /** Seconds in which turnover and loss budgets refill. */
  readonly window: number;
  readonly drawdownBps: number;
  /** Shortest mean price, seconds; at least 1800. */
  readonly twapSeconds: number;
  readonly beatSeconds: number;
  readonly beatBlocks: number;
  /** Trades per asset in any 60 seconds, at most 3. */
  readonly tradesPerMinute: number;
}

/** Parts of 10 000. */
export interface Policy {
  readonly holdersBps: number;
  readonly reinvestBps: number;
  readonly aiBps: number;
  readonly treasuryBps: number;
}

/** The agent's orders. */
export interface MandateConfig {
  /** Millionths; the agent trades strictly above. */
  readonly thresholdMicro: number;
  readonly planBps: number;
  readonly slippageBps: number;
  readonly intervalSeconds: number;
  readonly strategyHash: Hex;
}

export interface CouncilRules {
  readonly votingSeconds: number;
  readonly timelockSeconds: number;
  readonly graceSeconds: number;
  readonly quorumBps: number;
  readonly proposeBps: number;
  /** Wei laid down with a proposal; none by default. */
  readonly bond?: bigint;
}

/** Another weighting of votes than by weight, chosen for good when a group is founded (`WeightedCouncil.sol`). */
export type Weighting =
  | { readonly kind: 'root' | 'equal' }
  /** By weight up to a part of all weight, bps. */
  | { readonly kind: 'capped'; readonly capBps: number };

/** What a season asks for on the embedded chain. */
export interface DeployConfig {
  readonly name: string;
  readonly symbol: string;
  readonly quote: { readonly symbol: string; readonly decimals: number };
  readonly assets: readonly {
    readonly symbol: string;
    readonly decimals: number;
    /** First price, whole quote tokens per whole token. */
    readonly price: string;
    readonly targetBps: number;
  }[];
  /** Least price of a share, quote units. */
  readonly mintPrice: bigint;
  /** Length of a voting epoch, seconds. */
  readonly epochSeconds: number;
  /** Quote units that move a pool's price by 2 %. */
  readonly depth: bigint;
  /** Pool fee in millionths: 100, 500, 3000 or 10000. */
  readonly fee: number;
  readonly agentExpiry: number;
  readonly limits: Limits;
  readonly policy: Policy;
  readonly rules: CouncilRules;
  /** By weight where it is left out. */
  readonly weighting?: Weighting;
  readonly mandate: MandateConfig;
}

/** Presets of the profit policy. */
export const POLICIES = {
  amm: { holdersBps: 6000, reinvestBps: 2000, aiBps: 1000, treasuryBps: 1000 },
  nexus: { holdersBps: 0, reinvestBps: 0, aiBps: 10_000, treasuryBps: 0 },
  merged: { holdersBps: 6000, reinvestBps: 2000, aiBps: 1000, treasuryBps: 1000 },
} as const satisfies Record<string, Policy>;

/** What a season deploys unless told otherwise; prices and times come from the data. */
export const DEFAULTS = {
  name: 'Hanse share',
  symbol: 'HANSE',
  quote: { symbol: 'USDC', decimals: 6 },
  mintPrice: 100_000_000n,
  epochSeconds: 86_400,
  depth: 3_000_000_000_000n,
  fee: 500,
  limits: {
    tradeBps: 200,
    slippageBps: 100,
    deviationTicks: 300,
    turnoverBps: 10_000,
    lossBps: 100,
    window: 86_400,
    drawdownBps: 2000,
    twapSeconds: 1800,
    beatSeconds: 300,
    beatBlocks: 25,
    tradesPerMinute: 3,
  },
  policy: POLICIES.merged,
  rules: {
    votingSeconds: 172_800,
    timelockSeconds: 86_400,
    graceSeconds: 604_800,
    quorumBps: 4000,
    proposeBps: 100,
  },
} as const satisfies Partial<DeployConfig>;
