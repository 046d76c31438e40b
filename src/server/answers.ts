import type { Decision, SeasonReport } from '#api';
import { scoresRoot } from '#chain';
import { Fault } from '#kit';
import {
  remeasureNovelty,
  revalueRound,
  type ScoreArtefacts,
  type ScoreReport,
  verifyScores,
} from '#rounds';
import {
  checkAgreements,
  type EntryData,
  evaluatorsOf,
  federationInForce,
  openExaminer,
  readArtefacts,
  SCORE_EPOCH,
  type SeasonContext,
  thin,
} from '#season';
import type { JournalEntry } from '#journal';
import { auditSeason } from './audit-season.ts';
import { memberOf } from './deeds/asked.ts';
import type { Handlers } from './handlers.ts';
import { type AnswerParts, decisionOf } from './parts.ts';
import { requests } from './requests.ts';
import { type BooksReport, verifyBooks } from './verify-books.ts';

/** Trades and days of statements that a report carries; the rest is asked for. */
const NEWEST_TRADES = 200;
const NEWEST_DAYS = 2;

/** Several pages that ask at once share one recomputation of the scores. */
const RECENT_MS = 30_000;

/** The same for the books, which change all the time. */
const BOOKS_MS = 2000;

/** Answers every operation of the hub. */
export function answers(parts: AnswerParts): Handlers {
  const { season, report } = parts;
  const { journal } = season;
  let verified = false;
  let recent: { at: number; report: Promise<ScoreReport> } | undefined;
  let books: { at: number; report: Promise<BooksReport> } | undefined;
  const current = (): SeasonReport => {
    const whole = report.report(verified);
    if (!whole) throw new Fault('hub/not-ready', 'the hub is opening; ask again in a moment');
    const { step } = parts.news.latest;
    return { ...whole, season: { ...whole.season, step } };
  };
  return {
    ...requests(parts),
    report: async () => {
      const whole = current();
      const trades = whole.trades.slice(-NEWEST_TRADES);
      return { ...whole, trades, statements: whole.statements.slice(-NEWEST_DAYS) };
    },
    prices: async ({ asset, points }) => pricesOf(season, current().season.now, asset, points),
    price: async ({ asset }) => priceOf(season, current().season.now, asset),
    trades: async ({ after, limit }) => {
      const { trades } = current();
      return { total: trades.length, trades: trades.slice(after, after + limit) };
    },
    decisions: async (asked) => ({ decisions: decisionsOf(season, asked) }),
    statements: async ({ member, day }) => {
      if (member !== undefined) memberOf(season, member);
      const days = current().statements.filter((one) => day === undefined || one.day === day);
      return {
        days: days.map((one) => ({
          ...one,
          lines: one.lines.filter((line) => member === undefined || line.member === member),
        })),
      };
    },
    earnings: async () => {
      const { members, claims } = current();
      return { members, claims };
    },
    journal: async ({ after, limit, kind, newest, before }) => {
      const kinds = kind ? [kind] : undefined;
      const entries =
        newest === 'true' ? journal.last(limit, kinds, before) : journal.after(after, limit, kinds);
      return { head: journal.head(), entries: entries.map(copy) };
    },
    audit: async () => {
      const found = await auditSeason(season);
      verified = found.findings.length === 0;
      return { ...found, findings: [...found.findings] };
    },
    verifyBooks: async () => {
      if (!books || performance.now() - books.at > BOOKS_MS)
        books = { at: performance.now(), report: verifyBooks(season) };
      const found = await books.report;
      return { ...found, differences: [...found.differences] };
    },
    verifyScores: async () => {
      const artefacts = await readArtefacts(season);
      if (!artefacts)
        throw new Fault('hub/no-scores', 'no scores are published yet; wait for the rounds to end');
      if (!recent || performance.now() - recent.at > RECENT_MS)
        recent = { at: performance.now(), report: recomputed(season, artefacts) };
      const { root, scores, problems } = await recent.report;
      const chainRoot = await scoresRoot(season, SCORE_EPOCH);
      const ok = problems.length === 0 && chainRoot === root;
      return {
        ok,
        recomputedRoot: root,
        chainRoot: chainRoot ?? `0x${'0'.repeat(64)}`,
        scores: scores.map(({ member, scoreMicro }) => ({
          member: `m${member}`,
          score: (scoreMicro / 1e6).toFixed(6),
        })),
        sentence: ok
          ? 'The scores follow from the recorded cohort sums, and the chain holds their root.'
          : `The scores do not hold: ${problems.join('; ') || 'the chain holds another root'}.`,
      };
    },
  };
}

/** Scores from the stored cohort sums: every coalition's model is measured again on the validation days. */
async function recomputed(season: SeasonContext, artefacts: ScoreArtefacts): Promise<ScoreReport> {
  const examiner = await openExaminer(
    season.plan,
    season.data.map(({ series }) => series),
    federationInForce(season).federation,
  );
  try {
    const source = { archive: season.engine.archive, blobs: season.blobs };
    const revalue = async (round: number) => {
      // Each measurement takes a while; in between the hub answers others.
      await new Promise(setImmediate);
      return revalueRound(source, { season: season.id, round }, examiner.value);
    };
    const { members, rule } = artefacts;
    const rounds = artefacts.rounds.map(({ round }) => round);
    const about = { season: season.id, members, rounds };
    const report = await verifyScores(
      artefacts,
      revalue,
      rule.novelty && (() => remeasureNovelty(source, about, rule.novelty!)),
    );
    const { plan, config, journal } = season;
    const found = checkAgreements(journal, evaluatorsOf(plan, config.evaluators), artefacts);
    return { ...report, problems: [...report.problems, ...found] };
  } finally {
    await examiner.close();
  }
}

function pricesOf(season: SeasonContext, now: number, symbol: string, points: number) {
  const { series } = assetOf(season, symbol);
  const { from, to } = season.plan.window;
  const end = Math.min(now, to);
  const places: number[] = [];
  for (let i = 0; i < series.length; i++) {
    const close = series.ts[i]! + series.intervalMs;
    if (close > from && close <= end) places.push(i);
  }
  const chosen = thin(places, points);
  return {
    asset: symbol,
    at: chosen.map((i) => series.ts[i]! + series.intervalMs),
    close: chosen.map((i) => series.close[i]!),
  };
}

function priceOf(season: SeasonContext, now: number, symbol: string) {
  const { series } = assetOf(season, symbol);
  let last = 0;
  for (let i = 0; i < series.length; i++) if (series.ts[i]! + series.intervalMs <= now) last = i;
  return {
    asset: symbol,
    at: series.ts[last]! + series.intervalMs,
    price: String(series.close[last]!),
    volume: String(series.volume[last]!),
  };
}

function assetOf(season: SeasonContext, symbol: string): SeasonContext['data'][number] {
  const found = season.data.find(({ asset }) => asset.symbol === symbol);
  if (found) return found;
  const known = season.data.map(({ asset }) => asset.symbol).join(', ');
  throw new Fault('hub/unknown-asset', `there is no asset ${symbol}; use one of ${known}`);
}

/** Decisions of one action or any, from a number on or the newest. */
function decisionsOf(season: SeasonContext, asked: DecisionsAsked): Decision[] {
  const { after, limit, action, newest, before } = asked;
  const { journal } = season;
  const kinds = ['decision'];
  const all = action === 'any';
  const most = all ? limit : ALL;
  const entries =
    newest === 'true' ? journal.last(most, kinds, before) : journal.after(after, most, kinds);
  const chosen = all
    ? entries
    : entries.filter(({ data }) => (data as EntryData<'decision'>).action === action);
  return (newest === 'true' ? chosen.slice(-limit) : chosen.slice(0, limit)).map(decisionOf);
}

type DecisionsAsked = Parameters<Handlers['decisions']>[0];
const ALL = 1_000_000;

function copy(entry: JournalEntry) {
  return { ...entry, data: { ...entry.data } };
}
