import {
  cancelProposal,
  type Choice,
  DEFAULTS,
  execute,
  type Ledger,
  type Motion,
  type Proposal as Held,
  propose,
  queue,
  readPosition,
  readProposal,
  readShares,
  vote,
} from '#chain';
import type { Proposal } from '#api';
import { Fault, formatDecimal } from '#kit';
import { accountOf, fixed, now, type SeasonContext, WEIGHT_DECIMALS } from './context.ts';
import type { MemberPlan } from './plan.ts';
import { noteRules } from './voted-rules.ts';

/** Basis points of the book by pair; `USDC` for what stays in quote. */
export type Weights = Readonly<Record<string, number>>;

/** What is put before the group. */
export interface Bill {
  /** Names the bill's journal entries and transactions. */
  readonly key: string;
  readonly title: string;
  readonly motion: Motion;
  readonly proposer: MemberPlan;
  readonly before: Weights;
  readonly after: Weights;
}

const CHOICES: Readonly<Record<'for' | 'against' | 'abstain', Choice>> = {
  for: 'yes',
  against: 'no',
  abstain: 'abstain',
};

/** The pair weights in force on chain. */
export function pairWeights(season: SeasonContext): Promise<Record<string, number>> {
  return weightsInForce(season, symbolsOf(season));
}

/** The weights in force on chain, by the names of the vault's assets; what stays in quote stands under the quote's own. */
export async function weightsInForce(
  ledger: Ledger,
  names: readonly string[],
): Promise<Record<string, number>> {
  const weights: Record<string, number> = {};
  let rest = 10_000;
  for (const [index, name] of names.entries()) {
    const { targetBps } = await readPosition(ledger, index);
    weights[name] = targetBps;
    rest -= targetBps;
  }
  if (rest > 0 || names.length === 1) weights[ledger.deployment.quote.symbol] = rest;
  return weights;
}

/** The motion that puts pair weights in force. */
export function weightsMotion(season: SeasonContext, weights: Weights): Motion {
  return targetsMotion(symbolsOf(season), weights);
}

/** The motion that puts weights in force, by the names of the vault's assets. */
export function targetsMotion(names: readonly string[], weights: Weights): Motion {
  return { kind: 'targets', targetBps: names.map((name) => weights[name] ?? 0) };
}

function symbolsOf({ data }: SeasonContext): string[] {
  return data.map(({ series }) => series.symbol);
}

/** Puts a bill before the group. */
export async function proposeBill(season: SeasonContext, bill: Bill, at: number): Promise<bigint> {
  const known = season.record.find(`${bill.key}/proposed`);
  if (known) return BigInt((known.data['proposal'] as { id: string }).id);
  const shares = await sharesOf(season, bill.proposer, epochStart(at));
  const { title, motion } = bill;
  const account = accountOf(season, bill.proposer);
  const when = { at, key: `${bill.key}/propose` };
  const { id, txHash } = await propose(season, account, { title, motion, shares }, when);
  await note(season, bill, id, 'proposed', { transactions: { propose: txHash } });
  return id;
}

/** One member's vote with all its shares. */
export async function castVote(
  season: SeasonContext,
  bill: Bill,
  ballot: {
    readonly id: bigint;
    readonly member: MemberPlan;
    readonly support: Proposal['votes'][number]['support'];
  },
  at: number,
): Promise<Proposal['votes'][number]> {
  const { id, member, support } = ballot;
  const known = season.record.find(`${bill.key}/voted/${member.id}`);
  const before = latest(season, id);
  // Who voted when it was asked by hand does not vote again when the season's own plan says so.
  const cast = before?.votes.find((one) => one.member === member.id);
  if (known || cast) return cast!;
  const key = `${bill.key}/vote/${member.id}`;
  const { snapshotAt } = await readProposal(season, id);
  const shares = await sharesOf(season, member, snapshotAt);
  if (shares.length === 0 && !season.chain.knows(key)) throw noVote(member, id);
  const order = { proposal: id, choice: CHOICES[support], shares };
  const done = await vote(season, accountOf(season, member), order, { at, key });
  const counted = { member: member.id, support, weight: weight(done.weight), txHash: done.txHash };
  await note(season, bill, id, `voted/${member.id}`, { vote: counted });
  return counted;
}

/** Withdraws a bill, by its proposer's signature. */
export async function withdrawBill(
  season: SeasonContext,
  bill: Bill,
  id: bigint,
  at: number,
): Promise<void> {
  const when = { at, key: `${bill.key}/withdraw` };
  const { txHash } = await cancelProposal(season, accountOf(season, bill.proposer), id, when);
  await note(season, bill, id, 'withdrawn', { transactions: { withdraw: txHash } });
}

/** Closes the vote: starts the timelock where it passed. Gives when it may be executed, or undefined where it failed. */
export async function queueBill(
  season: SeasonContext,
  bill: Bill,
  id: bigint,
  at: number,
): Promise<number | undefined> {
  const held = await readProposal(season, id);
  const key = `${bill.key}/queue`;
  // What was queued under this name before a crash may not be journaled yet.
  if (held.readyAt !== undefined && !season.chain.knows(key)) return held.readyAt;
  const { operator } = season.chain.accounts;
  try {
    const when = { at, key };
    const { readyAt, txHash } = await queue(season, operator, id, when);
    await note(season, bill, id, 'queued', { transactions: { queue: txHash } });
    return readyAt;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    await note(season, bill, id, 'failed', {});
    return undefined;
  }
}

/**
 * Carries out a bill whose timelock has run. A refusal is not the last word: asked for again, it is tried again.
 *
 * @throws Fault `chain/reverted`, `meta.error` `LeaversFirst` while somebody waits who asked to leave before it
 */
export async function executeBill(
  season: SeasonContext,
  bill: Bill,
  id: bigint,
  at: number,
): Promise<void> {
  const { txHash } = await carryOut(season, `${bill.key}/execute`, id, at);
  await note(season, bill, id, 'executed', { transactions: { execute: txHash } });
  noteRules(season, bill);
}

async function carryOut(
  season: SeasonContext,
  key: string,
  id: bigint,
  at: number,
): ReturnType<typeof execute> {
  const { operator } = season.chain.accounts;
  for (let tries = 0; ; tries++) {
    const when = { at, key: tries === 0 ? key : `${key}/${tries}` };
    const known = season.chain.knows(when.key);
    try {
      return await execute(season, operator, id, when);
    } catch (error) {
      // What was refused before a crash, or when it was asked before, is tried anew under the next name.
      if (!known || !(error instanceof Fault) || error.code !== 'chain/reverted') throw error;
    }
  }
}

/** Bills from proposal to execution side by side, everybody for them: time passes as the rules demand. */
export async function passBills(
  season: SeasonContext,
  bills: readonly Bill[],
  at: number,
): Promise<void> {
  const ids: bigint[] = [];
  for (const bill of bills) ids.push(await proposeBill(season, bill, at));
  for (const [i, bill] of bills.entries()) {
    for (const member of season.plan.members) {
      await castVote(season, bill, { id: ids[i]!, member, support: 'for' }, at + 60);
    }
  }
  const ready: number[] = [];
  for (const [i, bill] of bills.entries()) {
    const { endsAt } = await readProposal(season, ids[i]!);
    const readyAt = await queueBill(season, bill, ids[i]!, endsAt);
    if (readyAt === undefined) {
      throw new Fault(
        'season/bill-failed',
        `the group did not pass "${bill.title}"; nothing can be traded without it`,
      );
    }
    ready.push(readyAt);
  }
  for (const [i, bill] of bills.entries()) await executeBill(season, bill, ids[i]!, ready[i]!);
}

/** The shares with which a member has a say: those minted before a moment, by number. */
export async function sharesOf(
  season: SeasonContext,
  member: MemberPlan,
  before: number,
): Promise<bigint[]> {
  const wallet = season.roster.get(member.index).wallet!.toLowerCase();
  const shares = await readShares(season);
  const own = shares.filter((share) => share.owner.toLowerCase() === wallet);
  return own.filter((share) => share.mintedAt < before).map((share) => share.id);
}

/** When the voting epoch of a moment began: what was minted since has no say in it. */
export function epochStart(at: number): number {
  return Math.floor(at / DEFAULTS.epochSeconds) * DEFAULTS.epochSeconds;
}

function noVote(member: MemberPlan, id: bigint): Fault {
  return new Fault(
    'council/no-vote',
    `${member.id} holds no share that was minted before the day of proposal ${id}; it has no vote on it`,
  );
}

/** The proposal as it was last journaled. */
export function latest(season: Pick<SeasonContext, 'journal'>, id: bigint): Proposal | undefined {
  const entries = season.journal.last(10_000, ['proposal/changed']);
  const found = entries.findLast((entry) => (entry.data['proposal'] as Proposal).id === String(id));
  return found?.data['proposal'] as Proposal | undefined;
}

async function note(
  season: SeasonContext,
  bill: Bill,
  id: bigint,
  step: string,
  news: { vote?: Proposal['votes'][number]; transactions?: Record<string, string> },
): Promise<void> {
  const before = latest(season, id);
  const held = await readProposal(season, id);
  const proposal: Proposal = {
    id: String(id),
    title: bill.title,
    kind: bill.motion.kind,
    state: stateOf(held.state),
    proposer: bill.proposer.id,
    change: { before: { ...bill.before }, after: { ...bill.after } },
    votes: [...(before?.votes ?? []), ...(news.vote ? [news.vote] : [])],
    tally: {
      for: weight(held.yes),
      against: weight(held.no),
      abstain: weight(held.abstain),
      total: weight(held.snapshotWeight),
    },
    quorumPercent: fixed((100 * Number(held.quorum)) / Number(held.snapshotWeight), 2),
    votingEnds: held.endsAt * 1000,
    executableAt: held.readyAt === undefined ? null : held.readyAt * 1000,
    transactions: { ...before?.transactions, ...news.transactions },
  };
  season.record.once(
    `${bill.key}/${step}`,
    'proposal/changed',
    { proposal, pairWeightsBps: await pairWeights(season) },
    now(season),
  );
}

function weight(units: bigint): string {
  return formatDecimal(units, WEIGHT_DECIMALS);
}

function stateOf(state: Held['state']): Proposal['state'] {
  if (state === 'voting') return 'active';
  if (state === 'passed') return 'succeeded';
  if (state === 'ready') return 'queued';
  if (state === 'cancelled' || state === 'unknown') return 'expired';
  return state;
}
