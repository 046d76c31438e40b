import { readProposal } from '#chain';
import { applyPairShift } from '#governance';
import { Fault } from '#kit';
import type { Agenda } from './agenda.ts';
import { QUOTE, type SeasonContext } from './context.ts';
import {
  type Bill,
  castVote,
  epochStart,
  executeBill,
  pairWeights,
  proposeBill,
  queueBill,
  sharesOf,
  weightsMotion,
} from './govern.ts';
import type { MemberPlan } from './plan.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Five percentage points of the book. */
const SHIFT_BPS = 500;

/**
 * Puts the season's proposal on the agenda: to shift 5 % of the book to the second pair (to cash where there is one pair only).
 * It is proposed after the first traded day, voted on with share weight – the second member against, the last one absent –
 * queued when the vote is over and executed when its timelock has run.
 *
 * @param changed called when the agent's orders have changed
 */
export function putShift(
  season: SeasonContext,
  agenda: Agenda,
  changed: () => Promise<void>,
): void {
  const { times, plan, data } = season;
  const from = data[0]!.series.symbol;
  const to = data[1]?.series.symbol ?? QUOTE.symbol;
  const start = times.window + DAY;
  const state: { bill?: Bill; id?: bigint } = {};
  agenda.add(start, async () => {
    const before = await weightsBefore(season);
    const after = applyPairShift(before, { from, to, points: SHIFT_BPS });
    const proposer = await proposerOf(season, start);
    // Everybody has left, or came today only: nobody can propose.
    if (!proposer) return;
    state.bill = {
      key: 'bill/shift',
      title: `Shift 5 % of the book from ${nameOf(season, from)} to ${nameOf(season, to)}`,
      motion: weightsMotion(season, after),
      proposer,
      before,
      after,
    };
    state.id = await proposeBill(season, state.bill, start);
  });
  for (const [i, member] of plan.members.slice(0, -1).entries()) {
    agenda.add(start + (i + 1) * HOUR, async () => {
      if (!state.bill) return;
      const support = i === 1 ? 'against' : 'for';
      const ballot = { id: state.id!, member, support } as const;
      await castVote(season, state.bill, ballot, start + (i + 1) * HOUR).catch(unlessVoteless);
    });
  }
  agenda.add(start + 2 * DAY, async () => {
    if (!state.bill) return;
    const { endsAt } = await readProposal(season, state.id!);
    const readyAt = await queueBill(season, state.bill, state.id!, endsAt);
    if (readyAt === undefined) return;
    const carryOut = async (at: number): Promise<void> => {
      try {
        await executeBill(season, state.bill!, state.id!, at);
        await changed();
      } catch (error) {
        if (!(error instanceof Fault) || error.meta['error'] !== 'LeaversFirst') throw error;
        // Whoever asked to leave before the change is settled first.
        agenda.add(at + HOUR, () => carryOut(at + HOUR));
      }
    };
    agenda.add(readyAt, () => carryOut(readyAt));
  });
}

/** The first member with a say: by plan the first of all, another one where it has left. */
async function proposerOf(season: SeasonContext, at: number): Promise<MemberPlan | undefined> {
  const known = season.record.find('bill/shift/proposed');
  if (known) {
    const { proposer } = known.data['proposal'] as { proposer: string };
    return season.plan.members.find(({ id }) => id === proposer);
  }
  for (const member of season.plan.members)
    if ((await sharesOf(season, member, epochStart(at))).length > 0) return member;
  return undefined;
}

/** Who has left since has no vote, and that stops nobody. */
function unlessVoteless(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'council/no-vote') throw error;
}

/** The weights as they were when the bill was proposed, also when it has been carried out since. */
async function weightsBefore(season: SeasonContext): Promise<Record<string, number>> {
  const known = season.record.find('bill/shift/proposed');
  if (!known) return pairWeights(season);
  const { change } = known.data['proposal'] as { change: { before: Record<string, number> } };
  return change.before;
}

function nameOf(season: SeasonContext, symbol: string): string {
  return season.data.find(({ asset }) => asset.symbol === symbol)?.asset.base ?? symbol;
}
