/** Governance: propose, vote with shares, queue, execute; each kind of proposal is data here and one call on chain. */
import type { TypedDataDefinition } from 'viem';
import type { Address, Hex } from '#kit';
import type { Account } from './accounts.ts';
import type { Receipt, When } from './chain.ts';
import type { Ledger, Weighting } from './deployment.ts';
import { councilAbi } from './generated/council-abi.ts';
import { decodeMotion, encodeMotion, KINDS, type Motion } from './motion.ts';
import { deed, type Deed, theEvent, transact } from './transact.ts';

export type Choice = (typeof CHOICES)[number];
/** How some shares of one owner vote on a proposal. */
export interface BallotChoice {
  readonly proposal: bigint;
  readonly choice: Choice;
  readonly shares: readonly bigint[];
}

export interface SignedBallot extends BallotChoice {
  readonly owner: Address;
  readonly signature: Hex;
}

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
  /** Weight of the shares that voted; what they counted for is another thing where votes are not weighed by share. */
  readonly cast: bigint;
  readonly weighting: Weighting['kind'] | 'weight';
  /** Weight that must be cast. */
  readonly quorum: bigint;
  /** Shares minted before this second may vote. */
  readonly snapshotAt: number;
  readonly endsAt: number;
  /** When the timelock has run; `undefined` before it is queued. */
  readonly readyAt: number | undefined;
}

const BALLOT = {
  Ballot: [
    { name: 'proposal', type: 'uint256' },
    { name: 'choice', type: 'uint8' },
    { name: 'shares', type: 'uint256[]' },
  ],
} as const;
type BallotData = TypedDataDefinition<typeof BALLOT, 'Ballot'>;

/** In the order of the contract's enums. */
const STATES = [
  ...(['unknown', 'voting', 'defeated', 'passed', 'queued', 'ready', 'executed'] as const),
  ...(['expired', 'cancelled'] as const),
] as const;
const CHOICES = ['no', 'yes', 'abstain'] as const;

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
  const { bond } = await ledger.chain.client.readContract({
    ...contract(ledger),
    functionName: 'rules',
  });
  const args = [kind, encodeMotion(order.motion), order.title, ascending(order.shares)] as const;
  const receipt = await transact(
    ledger,
    account,
    { ...contract(ledger), functionName: 'propose', args, value: bond },
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
  ballot: BallotChoice,
  when: When,
): Promise<Deed & { readonly weight: bigint }> {
  const args = [ballot.proposal, CHOICES.indexOf(ballot.choice), ballot.shares] as const;
  const receipt = await transact(
    ledger,
    account,
    { ...contract(ledger), functionName: 'vote', args },
    when,
  );
  return { ...deed(receipt), weight: weightOf(receipt, ledger) };
}

/** Lets another account vote with the account's shares; the zero address takes it back. */
export async function delegateVotes(
  ledger: Ledger,
  account: Account,
  to: Address,
  when: When,
): Promise<Deed> {
  const call = { ...contract(ledger), functionName: 'delegate', args: [to] } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Who may vote with an owner's shares besides himself, or `undefined`. */
export async function delegateOf(ledger: Ledger, owner: Address): Promise<Address | undefined> {
  const call = { ...contract(ledger), functionName: 'delegateOf', args: [owner] } as const;
  const chosen = await ledger.chain.client.readContract(call);
  return BigInt(chosen) === 0n ? undefined : chosen;
}

/** Votes with shares of `owner`, who delegated to the account. */
export async function voteFor(
  ledger: Ledger,
  account: Account,
  owner: Address,
  ballot: BallotChoice,
  when: When,
): Promise<Deed & { readonly weight: bigint }> {
  const args = [owner, ballot.proposal, CHOICES.indexOf(ballot.choice), ballot.shares] as const;
  const call = { ...contract(ledger), functionName: 'voteFor', args } as const;
  const receipt = await transact(ledger, account, call, when);
  return { ...deed(receipt), weight: weightOf(receipt, ledger) };
}

/** What a member signs (EIP-712 typed data) instead of sending a transaction. */
export function ballotToSign({ chain, deployment }: Ledger, ballot: BallotChoice): BallotData {
  return {
    domain: {
      name: 'Hanse Council',
      version: '1',
      chainId: chain.chainId,
      verifyingContract: deployment.council,
    },
    types: BALLOT,
    primaryType: 'Ballot',
    message: {
      proposal: ballot.proposal,
      choice: CHOICES.indexOf(ballot.choice),
      shares: ballot.shares,
    },
  };
}

/**
 * Brings signed ballots; they count as if their owners had sent them.
 *
 * @throws Fault `chain/reverted`, `meta.error` `BadSignature` or as for a vote; one bad ballot refuses all.
 */
export async function castBallots(
  ledger: Ledger,
  account: Account,
  ballots: readonly SignedBallot[],
  when: When,
): Promise<Deed> {
  const rows = ballots.map(({ owner, proposal, choice, shares, signature }) => ({
    owner,
    proposal,
    choice: CHOICES.indexOf(choice),
    shares,
    signature,
  }));
  const call = { ...contract(ledger), functionName: 'castBallots', args: [rows] } as const;
  return deed(await transact(ledger, account, call, when));
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

/**
 * The proposer withdraws a proposal that is not executed; its bond is free then.
 *
 * @throws Fault `chain/reverted`, `meta.error` `NotProposer` or `WrongState`.
 */
export async function cancelProposal(
  ledger: Ledger,
  account: Account,
  proposal: bigint,
  when: When,
): Promise<Deed> {
  const call = { ...contract(ledger), functionName: 'cancel', args: [proposal] } as const;
  return deed(await transact(ledger, account, call, when));
}

/** Gives a proposal's bond back, or to the treasury where the quorum did not come; anyone may. Refused with `NoBond`, `WrongState`. */
export async function releaseBond(
  ledger: Ledger,
  account: Account,
  proposal: bigint,
  when: When,
): Promise<Deed & { readonly to: Address; readonly amount: bigint }> {
  const call = { ...contract(ledger), functionName: 'releaseBond', args: [proposal] } as const;
  const receipt = await transact(ledger, account, call, when);
  const event = theEvent(receipt, ledger.deployment.council, councilAbi, 'BondReleased');
  const { to, amount } = event as { to: Address; amount: bigint };
  return { ...deed(receipt), to, amount };
}

/** Wei that lie with a proposal until its bond is released; 0 where none was laid down. */
export async function bondOf(ledger: Ledger, id: bigint): Promise<bigint> {
  const call = { ...contract(ledger), functionName: 'proposal', args: [id] } as const;
  return (await ledger.chain.client.readContract(call)).bond;
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
  const weighting = ledger.deployment.weighting ?? 'weight';
  const [made, state, rules] = await Promise.all([
    client.readContract({ ...contract(ledger), functionName: 'proposal', args: [id] }),
    client.readContract({ ...contract(ledger), functionName: 'stateOf', args: [id] }),
    client.readContract({ ...contract(ledger), functionName: 'rules' }),
  ]);
  const cast =
    weighting === 'weight'
      ? made.yes + made.no + made.abstain
      : await client.readContract({ ...contract(ledger), functionName: 'castOf', args: [id] });
  const { title, proposer, yes, no, abstain, snapshotWeight } = made;
  return {
    id,
    title,
    proposer,
    yes,
    no,
    abstain,
    snapshotWeight,
    ...{ cast, weighting },
    state: STATES[state]!,
    motion: decodeMotion(KINDS[made.kind]!, made.payload),
    quorum: (snapshotWeight * BigInt(rules.quorumBps) + 9_999n) / 10_000n,
    snapshotAt: made.snapshotAt,
    endsAt: made.endsAt,
    readyAt: made.readyAt === 0 ? undefined : made.readyAt,
  };
}

function ascending(shares: readonly bigint[]): bigint[] {
  return [...shares].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

function weightOf(receipt: Receipt, ledger: Ledger): bigint {
  return (theEvent(receipt, ledger.deployment.council, councilAbi, 'Voted') as { weight: bigint })
    .weight;
}

function contract(ledger: Ledger): { address: Address; abi: typeof councilAbi } {
  return { address: ledger.deployment.council, abi: councilAbi };
}
