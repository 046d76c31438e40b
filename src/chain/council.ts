/** Governance: propose, vote with shares, queue, execute; each kind of proposal is data here and one call on chain. */
import { decodeAbiParameters, encodeAbiParameters, parseAbiParameters } from 'viem';
import { Fault, type Address, type Hex } from '#kit';
import type { Account } from './accounts.ts';
import type { When } from './chain.ts';
import type { Ledger, Limits, MandateConfig, Policy } from './deployment.ts';
import { councilAbi } from './generated/council-abi.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

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
  | { readonly kind: 'pause'; readonly until: number };

export type Choice = 'no' | 'yes' | 'abstain';
export type ProposalState = (typeof STATES)[number];

export interface Proposal {
  readonly id: bigint;
  readonly title: string;
  readonly proposer: Address;
  readonly motion: Motion;
  readonly state: ProposalState;
  readonly yes: bigint;
  readonly no: bigint;
  readonly abstain: bigint;
  /** Total weight when the proposal's epoch began. */
  readonly snapshotWeight: bigint;
  /** Weight that must be cast. */
  readonly quorum: bigint;
  /** Shares minted before this second may vote. */
  readonly snapshotAt: number;
  readonly endsAt: number;
  /** When the timelock has run; `undefined` before it is queued. */
  readonly readyAt: number | undefined;
}

/** In the order of the contract's enums. */
const KINDS = [
  ...(['targets', 'limits', 'policy', 'mandate', 'activate-model', 'agent', 'list-pool'] as const),
  ...(['resume', 'reset-breaker', 'pause'] as const),
] as const;
const STATES = [
  ...(['unknown', 'voting', 'defeated', 'passed', 'queued', 'ready', 'executed'] as const),
  ...(['expired', 'cancelled'] as const),
] as const;
const CHOICES = ['no', 'yes', 'abstain'] as const;

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

/**
 * Proposes a motion.
 *
 * @param order.shares Shares of the account that together reach the proposal threshold.
 * @throws Fault `chain/reverted`, `meta.error` `TooLittleWeight`, `NotHolder`, `NoVote` (minted in this epoch).
 */
export async function propose(
  ledger: Ledger,
  account: Account,
  order: { readonly title: string; readonly motion: Motion; readonly shares: readonly bigint[] },
  when: When,
): Promise<Deed & { readonly id: bigint; readonly endsAt: number }> {
  const kind = KINDS.indexOf(order.motion.kind);
  const args = [kind, encodeMotion(order.motion), order.title, order.shares] as const;
  const receipt = await transact(
    ledger,
    account,
    { ...contract(ledger), functionName: 'propose', args },
    when,
  );
  const event = theEvent(receipt, ledger.deployment.council, councilAbi, 'Proposed') as {
    id: bigint;
    endsAt: bigint;
  };
  return { ...deed(receipt), id: event.id, endsAt: Number(event.endsAt) };
}

/**
 * Votes with shares of the account; each share once per proposal.
 *
 * @throws Fault `chain/reverted`, `meta.error` `AlreadyVoted`, `NotHolder`, `NoVote`, `WrongState`.
 */
export async function vote(
  ledger: Ledger,
  account: Account,
  ballot: {
    readonly proposal: bigint;
    readonly choice: Choice;
    readonly shares: readonly bigint[];
  },
  when: When,
): Promise<Deed & { readonly weight: bigint }> {
  const args = [ballot.proposal, CHOICES.indexOf(ballot.choice), ballot.shares] as const;
  const receipt = await transact(
    ledger,
    account,
    { ...contract(ledger), functionName: 'vote', args },
    when,
  );
  const { weight } = theEvent(receipt, ledger.deployment.council, councilAbi, 'Voted') as {
    weight: bigint;
  };
  return { ...deed(receipt), weight };
}

/** Starts the timelock of a passed proposal; anyone may. */
export async function queue(
  ledger: Ledger,
  account: Account,
  proposal: bigint,
  when: When,
): Promise<Deed & { readonly readyAt: number }> {
  const call = { ...contract(ledger), functionName: 'queue', args: [proposal] } as const;
  const receipt = await transact(ledger, account, call, when);
  const { readyAt } = theEvent(receipt, ledger.deployment.council, councilAbi, 'Queued') as {
    readyAt: bigint;
  };
  return { ...deed(receipt), readyAt: Number(readyAt) };
}

/** Carries out a proposal whose timelock has run; anyone may. */
export async function execute(
  ledger: Ledger,
  account: Account,
  proposal: bigint,
  when: When,
): Promise<Deed> {
  const call = { ...contract(ledger), functionName: 'execute', args: [proposal] } as const;
  return deed(await transact(ledger, account, call, when));
}

/** How many proposals there are; their ids are 1 to that number. */
export async function proposalCount({ chain, deployment }: Ledger): Promise<bigint> {
  return chain.client.readContract({
    address: deployment.council,
    abi: councilAbi,
    functionName: 'count',
  });
}

/** A proposal with its tally and its state at the last block. */
export async function readProposal(ledger: Ledger, id: bigint): Promise<Proposal> {
  const { client } = ledger.chain;
  const [made, state, rules] = await Promise.all([
    client.readContract({ ...contract(ledger), functionName: 'proposal', args: [id] }),
    client.readContract({ ...contract(ledger), functionName: 'stateOf', args: [id] }),
    client.readContract({ ...contract(ledger), functionName: 'rules' }),
  ]);
  const { title, proposer, yes, no, abstain, snapshotWeight } = made;
  return {
    id,
    title,
    proposer,
    yes,
    no,
    abstain,
    snapshotWeight,
    state: STATES[state]!,
    motion: decodeMotion(KINDS[made.kind]!, made.payload),
    quorum: (snapshotWeight * BigInt(rules.quorumBps) + 9_999n) / 10_000n,
    snapshotAt: made.snapshotAt,
    endsAt: made.endsAt,
    readyAt: made.readyAt === 0 ? undefined : made.readyAt,
  };
}

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
    case 'resume':
    case 'reset-breaker':
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
    case 'resume':
    case 'reset-breaker':
      return { kind };
    default:
      throw new Fault(
        'chain/unknown-motion',
        `the council knows no motion "${kind satisfies never}"`,
      );
  }
}

function contract(ledger: Ledger): { address: Address; abi: typeof councilAbi } {
  return { address: ledger.deployment.council, abi: councilAbi };
}
