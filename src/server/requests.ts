import type { Trade } from '#api';
import { applyPairShift } from '#governance';
import { Fault } from '#kit';
import {
  castVote,
  closeDay,
  type Desk,
  type EntryData,
  latest,
  type MemberPlan,
  type Moment,
  pairWeights,
  pricesAt,
  proposeBill,
  type SeasonContext,
  type Stage,
  tradePair,
  weightsMotion,
} from '#season';
import type { Handlers } from './handlers.ts';
import { type AnswerParts, decisionOf, holdersOf } from './parts.ts';

type Requests = Pick<Handlers, 'trade' | 'distribute' | 'propose' | 'vote'>;

/** What an operator may ask the season to do; done between two candles. */
export function requests(parts: AnswerParts): Requests {
  const { season, stage } = parts;
  return {
    trade: (_, { asset }) => season.interludes.run(() => tradeOnce(season, stage, asset)),
    distribute: () => season.interludes.run(() => distributeNow(parts)),
    propose: (_, body) => season.interludes.run(() => proposeShift(season, body)),
    vote: (_, body) => season.interludes.run(() => vote(season, body)),
  };
}

async function tradeOnce(season: SeasonContext, stage: Stage, asset: string | undefined) {
  const { desk, moment } = tradingOf(stage);
  const symbol = asset ?? season.data[0]!.asset.symbol;
  const index = season.data.findIndex((one) => one.asset.symbol === symbol);
  if (index < 0) {
    const known = season.data.map((one) => one.asset.symbol).join(', ');
    throw new Fault('hub/unknown-asset', `there is no asset ${symbol}; use one of ${known}`);
  }
  const before = season.journal.head().seq;
  const entry = await tradePair(desk, moment, index);
  const trades: Trade[] = season.journal
    .after(Math.min(before, entry.seq), 1000, ['trade'])
    .map((one) => ({ ...(one.data as EntryData<'trade'>), at: one.at }))
    .filter((one) => one.decision === entry.seq);
  const decision = decisionOf(entry);
  return {
    outcome: trades.length > 0 ? ('traded' as const) : ('held' as const),
    reason: decision.reason,
    decision,
    trades,
  };
}

async function distributeNow({ season, stage, report }: AnswerParts) {
  const { desk, moment } = tradingOf(stage);
  const closed = season.journal.last(1, ['cycle/closed'])[0]?.data as
    | EntryData<'cycle/closed'>
    | undefined;
  const perDay = 86_400_000 / season.plan.intervalMs;
  const day = Math.floor(moment.candle / perDay) + 1;
  if (closed && closed.day >= day) {
    throw new Fault(
      'hub/cycle-distributed',
      `cycle ${closed.day} is closed already: ${closed.note}`,
    );
  }
  await closeDay(season, desk.books, stage.scores!, {
    day,
    at: season.chain.now(),
    prices: pricesAt(season, moment),
  });
  const done = season.record.find(`cycle/${day}`)!.data as EntryData<'cycle/closed'>;
  return {
    distributed: done.distributed,
    note: done.note,
    txHash: done.txHash,
    holders: holdersOf(report.report(false)!.members),
  };
}

async function proposeShift(
  season: SeasonContext,
  body: { member: string; title: string; from: string; to: string; bps: number },
) {
  const proposer = memberOf(season, body.member);
  const before = await pairWeights(season);
  const after = applyPairShift(before, { from: body.from, to: body.to, points: body.bps });
  const bill = {
    key: `bill/asked/${season.journal.head().seq}`,
    title: body.title,
    motion: weightsMotion(season, after),
    proposer,
    before,
    after,
  };
  const id = await proposeBill(season, bill, season.chain.now());
  const { propose } = latest(season, id)!.transactions;
  return { id: String(id), txHash: propose! };
}

async function vote(
  season: SeasonContext,
  body: { proposal: string; member: string; support: 'for' | 'against' | 'abstain' },
) {
  const member = memberOf(season, body.member);
  const id = /^\d+$/.test(body.proposal) ? BigInt(body.proposal) : -1n;
  const proposal = latest(season, id);
  if (!proposal) throw new Fault('hub/unknown-proposal', `there is no proposal ${body.proposal}`);
  const bill = {
    key: `bill/asked/vote/${id}`,
    title: proposal.title,
    motion: weightsMotion(season, proposal.change.after),
    proposer: memberOf(season, proposal.proposer),
    ...proposal.change,
  };
  const cast = await castVote(
    season,
    bill,
    { id, member, support: body.support },
    season.chain.now(),
  );
  return { txHash: cast.txHash, weight: cast.weight };
}

function memberOf(season: SeasonContext, id: string): MemberPlan {
  const found = season.plan.members.find((member) => member.id === id);
  if (found) return found;
  throw new Fault(
    'hub/unknown-member',
    `there is no member ${id}; use m1 to m${season.plan.members.length}`,
  );
}

function tradingOf(stage: Stage): { desk: Desk; moment: Moment } {
  const { desk, moment } = stage;
  if (desk && moment) return { desk, moment };
  throw new Fault(
    'hub/not-trading',
    'the agent does not trade now: it waits for the model and its mandate, or the season is over',
  );
}
