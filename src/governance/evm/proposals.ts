/** Proposals, votes and delegations as the indexed events tell them; the rules are those of `Council.sol`. */
import type { DatabaseSync } from 'node:sqlite';
import {
  type Choice,
  type CouncilRules,
  decodeMotion,
  MOTION_KINDS,
  type Proposal,
  readEvents,
  type StoredEvent,
} from '#chain';
import type { Address, Hex } from '#kit';

/** One vote; a share votes once per proposal. */
export interface IndexedVote {
  readonly at: number;
  readonly txHash: Hex;
  readonly owner: Address;
  readonly choice: Choice;
  readonly weight: bigint;
  readonly shares: readonly bigint[];
}

/** A proposal with its history; times in Unix seconds. */
export interface IndexedProposal extends Proposal {
  readonly proposedAt: number;
  readonly txHash: Hex;
  readonly votes: readonly IndexedVote[];
  /** When it was queued, executed or withdrawn. */
  readonly queuedAt: number | undefined;
  readonly executedAt: number | undefined;
  readonly cancelledAt: number | undefined;
}

type Life = Record<'Queued' | 'Executed' | 'Cancelled', StoredEvent | undefined>;
type Timing = Pick<CouncilRules, 'graceSeconds' | 'quorumBps'> & {
  /** By weight where it is left out. */
  readonly weighting?: Proposal['weighting'];
};

const CHOICES: readonly Choice[] = ['no', 'yes', 'abstain'];

/**
 * All proposals, oldest first, as they stand at `now`.
 *
 * @param rules The council's; they never change.
 * @param now Unix seconds.
 */
export function indexedProposals(db: DatabaseSync, rules: Timing, now: number): IndexedProposal[] {
  const byId = new Map<string, StoredEvent[]>();
  for (const event of readEvents(db, { contract: 'council' })) {
    const id = event.args['id'];
    if (id !== undefined) byId.set(String(id), [...(byId.get(String(id)) ?? []), event]);
  }
  const weights = weightChanges(db);
  const byShare = new Map(weights.map(({ id, by }) => [id, by > 0n ? by : -by]));
  return [...byId.values()].map((events) => proposalFrom(events, weights, byShare, rules, now));
}

/** Who votes for whom, besides the owners themselves. */
export function indexedDelegations(db: DatabaseSync): ReadonlyMap<Address, Address> {
  const delegates = new Map<Address, Address>();
  for (const { args } of readEvents(db, { contract: 'council', names: ['Delegated'] })) {
    const { owner, delegate } = args as { owner: Address; delegate: Address };
    if (BigInt(delegate) === 0n) delegates.delete(owner);
    else delegates.set(owner, delegate);
  }
  return delegates;
}

function proposalFrom(
  events: readonly StoredEvent[],
  weights: readonly WeightChange[],
  byShare: ReadonlyMap<string, bigint>,
  rules: Timing,
  now: number,
): IndexedProposal {
  const [made] = events;
  const { id, proposer, kind, payload, title, snapshotAt, endsAt } = made!.args as {
    id: string;
    proposer: Address;
    kind: number;
    payload: Hex;
    title: string;
    snapshotAt: string;
    endsAt: string;
  };
  const votes = events.filter(({ name }) => name === 'Voted').map(toVote);
  const cast = (choice: Choice): bigint =>
    votes.reduce((sum, vote) => (vote.choice === choice ? sum + vote.weight : sum), 0n);
  const life = Object.fromEntries(
    ['Queued', 'Executed', 'Cancelled'].map((name) => [name, events.find((e) => e.name === name)]),
  ) as Life;
  const snapshotWeight = weights
    .filter((change) => change.at < Number(snapshotAt))
    .reduce((sum, change) => sum + change.by, 0n);
  const shares = votes.flatMap((vote) => vote.shares);
  // The quorum is counted by share, whatever a vote counts for.
  const weight = shares.reduce((sum, share) => sum + (byShare.get(String(share)) ?? 0n), 0n);
  const tally = { yes: cast('yes'), no: cast('no'), abstain: cast('abstain') };
  const readyAt = life.Queued && Number(life.Queued.args['readyAt']);
  return {
    id: BigInt(id),
    title,
    proposer,
    motion: decodeMotion(MOTION_KINDS[kind]!, payload),
    ...tally,
    ...{ snapshotWeight, cast: weight, weighting: rules.weighting ?? 'weight' },
    // As the contract compares: cast · 10 000 against weight · quorum.
    quorum: (snapshotWeight * BigInt(rules.quorumBps) + 9_999n) / 10_000n,
    snapshotAt: Number(snapshotAt),
    endsAt: Number(endsAt),
    readyAt,
    state: stateAt(
      now,
      { ...tally, cast: weight, snapshotWeight, endsAt: Number(endsAt), readyAt, life },
      rules,
    ),
    proposedAt: made!.at,
    txHash: made!.tx,
    votes,
    queuedAt: life.Queued?.at,
    executedAt: life.Executed?.at,
    cancelledAt: life.Cancelled?.at,
  };
}

/** `Council.stateOf`. */
function stateAt(
  now: number,
  it: Pick<Proposal, 'yes' | 'no' | 'cast' | 'snapshotWeight' | 'endsAt' | 'readyAt'> & {
    life: Life;
  },
  rules: Timing,
): Proposal['state'] {
  if (it.life.Cancelled) return 'cancelled';
  if (it.life.Executed) return 'executed';
  if (now < it.endsAt) return 'voting';
  const quorate = it.cast * 10_000n >= it.snapshotWeight * BigInt(rules.quorumBps);
  if (!quorate || it.yes <= it.no) return 'defeated';
  if (it.readyAt === undefined) return 'passed';
  if (now < it.readyAt) return 'queued';
  return now < it.readyAt + rules.graceSeconds ? 'ready' : 'expired';
}

function toVote({ at, tx, args }: StoredEvent): IndexedVote {
  const { owner, choice, weight, shares } = args as {
    owner: Address;
    choice: number;
    weight: string;
    shares: readonly string[];
  };
  return {
    at,
    txHash: tx,
    owner,
    choice: CHOICES[choice]!,
    weight: BigInt(weight),
    shares: shares.map(BigInt),
  };
}

interface WeightChange {
  readonly id: string;
  readonly at: number;
  readonly by: bigint;
}

/** Mints and exits: the snapshot of an epoch is the weight that stood when it began. */
function weightChanges(db: DatabaseSync): WeightChange[] {
  return readEvents(db, { contract: 'vault', names: ['Minted', 'Exited'] }).map(
    ({ at, name, args }) => {
      const weight = BigInt(args['weight'] as string);
      return { id: String(args['id']), at, by: name === 'Minted' ? weight : -weight };
    },
  );
}
