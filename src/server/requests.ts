import type { Trade } from '#api';
import { Fault } from '#kit';
import {
  closeDay,
  type Desk,
  type EntryData,
  type Moment,
  pricesAt,
  type SeasonContext,
  type Stage,
  tradePair,
} from '#season';
import { ask, memberOf } from './deeds/asked.ts';
import { deedsAsked } from './deeds/deed-list.ts';
import { depositQuote, fund } from './deeds/deposit.ts';
import { earningsHistory } from './deeds/earnings-history.ts';
import { poolOf } from './deeds/pool.ts';
import { portfolioOf } from './deeds/portfolio.ts';
import { proposalsNow } from './deeds/proposals.ts';
import { redeemQuote } from './deeds/redeem.ts';
import { vaultStatus } from './deeds/status.ts';
import type { Handlers } from './handlers.ts';
import { type AnswerParts, decisionOf, holdersOf } from './parts.ts';
import { inPlainWords } from './plain-words.ts';

type Requests = Pick<
  Handlers,
  | (
      | 'trade'
      | 'distribute'
      | 'propose'
      | 'vote'
      | 'queue'
      | 'execute'
      | 'withdraw'
      | 'guard'
      | 'proposals'
    )
  | (
      | 'vaultStatus'
      | 'depositQuote'
      | 'deposit'
      | 'fund'
      | 'redeemQuote'
      | 'redeem'
      | 'cancelExit'
      | 'liquidity'
      | 'stake'
      | 'compound'
      | 'autoCompound'
    )
  | ('portfolio' | 'claim' | 'earningsHistory')
>;

/** What people ask of the pool: deeds are done between two candles, readings at once. */
export function requests(parts: AnswerParts): Requests {
  const { season, stage } = parts;
  const act = deedsAsked(parts);
  return {
    trade: (_, { asset }) => ask(parts, () => tradeOnce(season, stage, asset)),
    distribute: () => ask(parts, () => distributeNow(parts)),
    proposals: async () => ({
      now: season.chain.now() * 1000,
      proposals: await read(() => proposalsNow(season)),
    }),
    propose: (_, body) => act('propose', body),
    vote: (_, body) => act('vote', body),
    queue: (_, body) => act('queue', body),
    execute: (_, body) => act('execute', body),
    guard: (_, body) => act('guard', body),
    withdraw: (_, body) => act('withdraw', body),
    vaultStatus: () => read(() => vaultStatus(poolOf(season))),
    depositQuote: (query) => read(() => depositQuote(season, query)),
    deposit: (_, body) => act('deposit', body),
    fund: (_, body) => ask(parts, () => fund(season, body)),
    redeemQuote: ({ without, ...query }) =>
      read(() => redeemQuote(season, { ...query, without: without?.split(',') })),
    redeem: (_, body) => act('redeem', body),
    liquidity: (_, body) => act('liquidity', body),
    compound: (_, body) => act('compound', body),
    autoCompound: (_, body) => act('auto-compound', body),
    stake: (_, body) => act('stake', body),
    cancelExit: (_, body) => act('cancel-exit', body),
    portfolio: ({ member }) => read(() => portfolioOf(season, member)),
    claim: (_, body) => act('claim', body),
    earningsHistory: async ({ member }) => {
      if (member !== undefined) memberOf(season, member);
      const rows = await read(() => earningsHistory(season));
      return { rows: member ? rows.filter((row) => row.member === member) : rows };
    },
  };
}

async function read<T>(reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    throw inPlainWords(error);
  }
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

function tradingOf(stage: Stage): { desk: Desk; moment: Moment } {
  const { desk, moment } = stage;
  if (desk && moment) return { desk, moment };
  throw new Fault(
    'hub/not-trading',
    'the agent does not trade now: it waits for the model and its mandate, or the season is over',
  );
}
