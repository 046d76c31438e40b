import { Agenda } from './agenda.ts';
import { Books } from './books.ts';
import { now, type SeasonContext } from './context.ts';
import { claimables, closeDay, publishHead, vaultState } from './cycle.ts';
import { type Examiner, openExaminer } from './examiner.ts';
import { federationInForce } from './federation.ts';
import { followModel } from './follow-model.ts';
import { deposit, gather } from './gather.ts';
import { judge, publicCourse } from './judge.ts';
import { firstWeights, learn } from './learn.ts';
import { giveMandate, readOrders } from './mandate.ts';
import { openOracle } from './oracle.ts';
import { putShift } from './pair-shift.ts';
import { announceTerms } from './announce.ts';
import { agreeOnPrivacy, askPrivacy, privacyTerms } from './privacy.ts';
import { makeReady } from './ready.ts';
import { soloForecasts } from './school.ts';
import { score } from './score.ts';
import { type Desk, type Moment, openMoment, pricesAt, tradeMoment } from './trade.ts';
import { warmUp } from './warm-up.ts';
import type { ScoreArtefacts } from '#rounds';

/** Told of what the hub needs to serve requests beside the season. */
export interface Stage {
  /** The agent's desk and its newest moment, while there is one. */
  desk?: Desk;
  moment?: Moment;
  scores?: ScoreArtefacts;
}

/**
 * Plays a season from the members' enrolment to its last word. Every step has a key and is done once, so that a season whose
 * hub was killed is simply played again: what was done is read, the rest is done.
 */
export async function playSeason(season: SeasonContext, stage: Stage): Promise<void> {
  if (season.record.find('finished')) return season.progress('the season is over', 1);
  const examiner = await openExaminer(
    season.plan,
    season.data.map(({ series }) => series),
    federationInForce(season).federation,
    privacyTerms(season.config, season.plan).lesson,
  );
  try {
    await playWith(season, stage, examiner);
  } finally {
    await examiner.close();
  }
}

async function playWith(season: SeasonContext, stage: Stage, examiner: Examiner): Promise<void> {
  agreeOnPrivacy(season);
  await gather(season);
  announceTerms(season);
  const learned = await learn(season, examiner);
  // What takes members a while to say is asked for early, and written down at a place of its own.
  const spent = early(askPrivacy(season, 'learned'));
  const scores = await score(season, learned);
  stage.scores = scores;
  const ready = makeReady(season, examiner, learned);
  (await spent)();
  await giveMandate(season, learned, ready.threshold);
  await publishHead(season, 'checkpoint/learned', season.times.warming - 60);
  const candles = publicCourse(season, examiner);
  const start = firstWeights(season, examiner);
  // For comparison only, so nobody waits for it until the season is judged.
  const school = early(soloForecasts(season, examiner.lesson, start, candles));
  const spentAlone = early(school.then(() => askPrivacy(season, 'alone')));
  await warmUp(season);
  const model = { ...learned, calibration: ready.calibration };
  const oracle = await openOracle(season, examiner.lesson, model);
  const books = new Books(season);
  await books.refresh();
  stage.desk = { season, books, oracle, orders: await readOrders(season) };
  const before = pricesAt(season, { candle: -1, close: season.times.window });
  const opened = { vault: await vaultState(season, before) };
  season.record.once('vault/opened', 'vault/opened', opened, now(season));
  await tradeWindow(season, stage as Stage & { desk: Desk }, examiner, scores);
  season.progress('members finish training alone, with the same effort, for comparison', 0.965);
  const solos = await school;
  (await spentAlone)();
  season.progress('the season is judged beside its baselines', 0.97);
  judge(season, examiner, { learned, ready, solos, candles });
  await finish(season, stage as Stage & { desk: Desk });
}

/** A promise that is waited for later: should the season stop before, nobody misses it. */
function early<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function tradeWindow(
  season: SeasonContext,
  stage: Stage & { desk: Desk },
  examiner: Examiner,
  scores: ScoreArtefacts,
): Promise<void> {
  const { plan, times } = season;
  const candles = Math.round((plan.window.to - plan.window.from) / plan.intervalMs);
  const perDay = Math.round(86_400_000 / plan.intervalMs);
  const agenda = new Agenda();
  putShift(season, agenda, async () => {
    stage.desk = { ...stage.desk, orders: await readOrders(season) };
  });
  const late = Math.ceil(season.config.days / 2);
  for (let candle = 0; candle < candles; candle++) {
    const moment = { candle, close: times.window + ((candle + 1) * plan.intervalMs) / 1000 };
    const day = Math.floor(candle / perDay) + 1;
    stage.moment = moment;
    if (isOver(season, candle, day)) continue;
    season.check();
    await season.interludes.serve();
    season.progress(
      `day ${day} of ${season.config.days}: the agent trades candles the model has never seen`,
      0.52 + (0.44 * candle) / candles,
    );
    await openMoment(stage.desk, moment);
    await agenda.until(moment.close);
    stage.desk = await followModel(season, examiner, stage.desk);
    await tradeMoment(stage.desk, moment);
    if ((candle + 1) % perDay !== 0) continue;
    const end = { day, at: season.chain.now(), prices: pricesAt(season, moment) };
    await closeDay(season, stage.desk.books, scores, end);
    if (day === late && season.config.days > 1) await joinLate(season, stage.desk, day);
  }
  await agenda.until(Number.POSITIVE_INFINITY);
}

/** Whether a candle was traded to its end before: its day is closed, or the agent has decided about the next candle. */
function isOver(season: SeasonContext, candle: number, day: number): boolean {
  const { symbol } = season.data[0]!.series;
  return (
    season.record.find(`checkpoint/${day}`) !== undefined ||
    season.record.find(`decision/${candle + 1}/${symbol}`) !== undefined
  );
}

/** Half-way the last member deposits more, at the net asset value of the moment: it earns nothing of what is past. */
async function joinLate(season: SeasonContext, desk: Desk, day: number): Promise<void> {
  const member = season.plan.members.at(-1)!;
  const units = (BigInt(member.deposit) / 4n) * 1_000_000n;
  await deposit(season, member, { key: `mint/late/${day}`, units, at: season.chain.now() });
  await desk.books.refresh();
}

async function finish(season: SeasonContext, stage: Stage & { desk: Desk }): Promise<void> {
  const prices = pricesAt(season, stage.moment!);
  const vault = await vaultState(season, prices);
  const claimable = await claimables(season, stage.scores!, season.config.days, undefined);
  season.record.once('finished', 'season/finished', { vault, claimable }, now(season));
  await publishHead(season, 'checkpoint/finished', season.chain.now());
  season.progress('the season is over', 1);
}
