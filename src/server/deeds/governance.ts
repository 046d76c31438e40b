/** Proposals that people make, vote on, queue and execute. */
import type { Change } from '#api';
import { type Motion, payBuckets, readProposal, readVault } from '#chain';
import { decodeFederation } from '#governance';
import { Fault, type Hex } from '#kit';
import {
  type Bill,
  castVote,
  executeBill,
  groundOf,
  latest,
  proposeBill,
  queueBill,
  readOrders,
  SCORE_EPOCH,
  type SeasonContext,
  type Stage,
  withdrawBill,
} from '#season';
import { assertFits } from '#season/lesson';
import { isOver, keyOf, memberOf } from './asked.ts';
import { settleQueue } from './exit-queue.ts';
import { motionOf } from './motion-of.ts';
import { poolOf } from './pool.ts';
import { sentenceOf } from './proposals.ts';

export interface ProposeOrder {
  readonly member: string;
  readonly title?: string | undefined;
  readonly change?: Change | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly bps?: number | undefined;
  readonly once?: string | undefined;
}

/** Which proposal is moved on. */
export interface StepOrder {
  readonly proposal: string;
  /** Moves the simulated clock to the moment it may be done. */
  readonly skipTime: boolean;
}

/** A member's vote with all its shares. */
export interface VoteOrder {
  readonly proposal: string;
  readonly member: string;
  readonly support: 'for' | 'against' | 'abstain';
}

/** Titles longer than this are cut; the whole change stands beside them anyway. */
const TITLE = 200;

/** Puts a change before the group. */
export async function proposeChange(season: SeasonContext, order: ProposeOrder) {
  const proposer = memberOf(season, order.member);
  const pool = poolOf(season);
  const change = changeOf(order);
  if (change.kind === 'federation') assertLearning(season);
  const { motion, before, after } = await motionOf(pool, change);
  const named = motion.kind === 'federation' ? decodeFederation(motion.word) : undefined;
  if (named) assertFits(named, groundOf(season));
  const sentence = await sentenceOf(pool, motion);
  const title = order.title ?? sentence.slice(0, TITLE);
  const bill: Bill = { key: keyOf('bill', order.once), title, motion, proposer, before, after };
  const id = await proposeBill(season, bill, season.chain.now());
  const { transactions, votingEnds } = latest(season, id)!;
  return { id: String(id), txHash: transactions['propose']! as Hex, sentence, votingEnds };
}

/** @throws Fault `governance/learning-over` where no round is left that a vote could change */
function assertLearning({ record }: SeasonContext): void {
  if (!record.find(`scores/${SCORE_EPOCH}`)) return;
  throw new Fault(
    'governance/learning-over',
    'the group has learned all rounds of this season, so no vote changes how; found the next one with another --strategy',
  );
}

/** One member's vote with all its shares. */
export async function voteOn(season: SeasonContext, order: VoteOrder) {
  const member = memberOf(season, order.member);
  const { id, bill } = await billOf(season, order.proposal);
  const ballot = { id, member, support: order.support };
  const { txHash, weight } = await castVote(season, bill, ballot, season.chain.now());
  return { txHash: txHash as Hex, weight };
}

/** Starts the timelock of a passed proposal. */
export async function queueProposal(season: SeasonContext, order: StepOrder) {
  const { id, bill } = await billOf(season, order.proposal);
  const held = await readProposal(season, id);
  const at = momentOf(season, order, held.endsAt, 'voting ends');
  await queueBill(season, bill, id, at);
  const proposal = latest(season, id)!;
  const { queue } = proposal.transactions;
  if (!queue || proposal.executableAt === null) {
    throw new Fault(
      'council/wrong-state',
      `proposal ${id} did not pass, so it cannot be queued; see hanse proposal-status ${id}`,
    );
  }
  const when = new Date(proposal.executableAt).toISOString().slice(0, 16).replace('T', ' ');
  return {
    executableAt: proposal.executableAt,
    txHash: queue as Hex,
    sentence: `It may be executed from ${when} UTC on (simulated time); until then whoever disagrees can leave.`,
  };
}

/** Withdraws a proposal, by the signature of the member who made it; asked for again, it gives the first answer. */
export async function withdrawProposal(
  season: SeasonContext,
  order: Pick<StepOrder, 'proposal'>,
): Promise<{ txHash: Hex; sentence: string }> {
  const { id, bill } = await billOf(season, order.proposal);
  if (!latest(season, id)!.transactions['withdraw'])
    await withdrawBill(season, bill, id, season.chain.now());
  const txHash = latest(season, id)!.transactions['withdraw']! as Hex;
  return { txHash, sentence: `${bill.proposer.id} withdrew proposal ${id}; nothing changes.` };
}

/** Carries out a proposal, and tells the agent where its orders have changed. */
export async function executeProposal(season: SeasonContext, stage: Stage, order: StepOrder) {
  const { id, bill } = await billOf(season, order.proposal);
  const known = latest(season, id)!.transactions['execute'];
  if (known) return { txHash: known as Hex, sentence: 'It is in force already.' };
  const sentence = `In force: ${await sentenceOf(poolOf(season), bill.motion)}`;
  const held = await readProposal(season, id);
  if (held.readyAt === undefined) {
    throw new Fault(
      'council/wrong-state',
      `proposal ${id} is not queued; queue it first, with hanse queue ${id}`,
    );
  }
  const at = momentOf(season, order, held.readyAt, 'its timelock ends');
  // Whoever asked to leave before the change goes first.
  await settleQueue(season, stage);
  await payFirst(season, bill.motion, `${bill.key}/buckets`);
  await executeBill(season, bill, id, at);
  const { desk } = stage;
  if (desk) {
    await desk.books.refresh();
    stage.desk = { ...desk, orders: await readOrders(season) };
  }
  return { txHash: latest(season, id)!.transactions['execute']! as Hex, sentence };
}

/** No profit is split by a policy that came later: where shares are staked, the buckets are paid out before a vote changes the split. */
async function payFirst(season: SeasonContext, { kind }: Motion, key: string): Promise<void> {
  if (kind !== 'policy' && kind !== 'staking') return;
  const { buckets } = await readVault(season);
  if (buckets.treasury === 0n) return;
  await payBuckets(season, season.chain.accounts.operator, { at: season.chain.now(), key });
}

/** When a step is done: now, or at the moment it may be done where the clock may be moved. */
function momentOf(
  season: SeasonContext,
  { proposal, skipTime }: StepOrder,
  earliest: number,
  what: string,
): number {
  const now = season.chain.now();
  if (now >= earliest) return now;
  if (skipTime && isOver(season)) return earliest;
  const hours = ((earliest - now) / 3600).toFixed(1);
  const remedy = isOver(season)
    ? 'the season is over and its clock stands still: use --skip-time to move it there'
    : 'wait for it';
  throw new Fault(
    'council/too-early',
    `proposal ${proposal}: ${what} in ${hours} h of simulated time; ${remedy}`,
  );
}

async function billOf(season: SeasonContext, given: string): Promise<{ id: bigint; bill: Bill }> {
  const id = /^\d{1,15}$/.test(given) ? BigInt(given) : -1n;
  const proposal = latest(season, id);
  if (!proposal) {
    throw new Fault(
      'hub/unknown-proposal',
      `there is no proposal ${given}; see hanse proposal-status`,
    );
  }
  const { motion } = await readProposal(season, id);
  const { title, change } = proposal;
  const proposer = memberOf(season, proposal.proposer);
  return { id, bill: { key: `bill/asked/vote/${id}`, title, motion, proposer, ...change } };
}

function changeOf({ change, from, to, bps }: ProposeOrder): Change {
  if (change && from === undefined && to === undefined && bps === undefined) return change;
  if (!change && from !== undefined && to !== undefined && bps !== undefined)
    return { kind: 'pair-shift', from, to, bps };
  throw new Fault('http/bad-input', 'say what to change: either change, or from, to and bps');
}
