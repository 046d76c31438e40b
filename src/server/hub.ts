import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import type { Progress, SeasonReport } from '#api';
import { type Chain, openChain } from '#chain';
import { openJournal } from '#journal';
import { canonicalJson, Fault, hashOf, toFault } from '#kit';
import { nodePrimitives, openIdentity, Roster } from '#members';
import { RoundEngine, TaskDesk } from '#rounds';
import {
  found,
  Interludes,
  openRecord,
  openSeason,
  planSeason,
  playSeason,
  readSeasonData,
  ReportBuilder,
  type SeasonConfig,
  type SeasonContext,
  type SeasonData,
  type Stage,
  timelineOf,
} from '#season';
import { keyFile, openBlobs, openDatabase, writeWhole } from '#store';
import { createApp } from './app.ts';
import { auditSeason } from './audit-season.ts';
import { answers } from './answers.ts';
import { type Crew, startCrew } from './crew.ts';
import { crewOf } from './crew-list.ts';
import { listen } from './listen.ts';
import { NewsDesk } from './news.ts';
import { roundRoutes } from './rounds.ts';

/** How a hub is opened. */
export interface HubOptions {
  /** Data folder; made where it is missing. */
  readonly dir: string;
  /** Port on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  readonly config: SeasonConfig;
  readonly logLevel: string;
  readonly hosts: readonly string[];
  /** Without it the hub makes one and keeps it in its folder. */
  readonly operatorKey?: string;
}

/** A running hub. */
export interface Hub {
  readonly url: string;
  /** Settles when the season is over, or with the fault that stopped it. */
  readonly finished: Promise<void>;
  report(): Promise<SeasonReport>;
  onProgress(listener: (progress: Progress) => void): () => void;
  close(): Promise<void>;
}

const PAGES = resolve(import.meta.dirname, '..', '..', 'web', 'dist');

/**
 * Opens the hub of a folder and plays its season; what was begun goes on.
 *
 * @throws Fault `server/port-in-use`, `server/other-season`, `chain/in-use`, and faults of the candle files
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { config, dir } = options;
  const data = await readSeasonData(config.data);
  const plan = planSeason(
    config,
    data.map(({ series }) => ({
      symbol: series.symbol,
      intervalMs: series.intervalMs,
      first: series.ts[0]!,
      last: series.ts[series.length - 1]!,
    })),
  );
  const home = join(dir, 'hub');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const id = seasonId(home, config, data);
  const log = pino(
    { level: options.logLevel, base: null },
    pino.destination({ dest: join(home, 'hub.log'), mkdir: true, sync: true }),
  );
  const port = await listen(options.port);
  let chain: Chain | undefined;
  try {
    const times = timelineOf(plan);
    chain = await openChain({
      dir: join(dir, 'chain'),
      genesisTime: times.genesis,
      log: (line) => log.info(line),
    });
    const deployment = await found(chain, config, plan, data);
    const db = openDatabase(join(home, 'hub.sqlite'));
    const journal = openJournal(db);
    const record = openRecord(db, journal);
    const blobs = await openBlobs(join(home, 'blobs'), keyFile(join(home, 'blob.key')));
    const identity = openIdentity(join(home, 'identity.key'));
    const roster = new Roster(db, id, identity.publicKey);
    const hubSeed = identity.seed;
    const stopping = new AbortController();
    const { signal } = stopping;
    const desk = new TaskDesk({ db, primitives: nodePrimitives, hubSeed, roster, signal });
    const engine = new RoundEngine({
      ...{ db, group: id, primitives: nodePrimitives, hubSeed, roster, desk, blobs, signal },
      record: (kind, entry) => void journal.append(kind, entry, chain!.now() * 1000),
    });
    const report = new ReportBuilder();
    for (const entry of journal.after(0, 10_000_000)) report.apply(entry);
    const news = new NewsDesk(journal);
    journal.listen((entry) => report.apply(entry));
    const interludes = new Interludes();
    const stage: Stage = {};
    const season: SeasonContext = {
      ...{ id, config, plan, times, data, db, journal, record, blobs, chain, deployment, engine },
      ...{ desk, roster, interludes, log },
      progress: (step, done) =>
        news.progress({ status: report.status, step, done, now: chain!.now() * 1000 }),
      check: () => {
        if (stopping.signal.aborted) throw new Fault('season/stopped', 'the hub was asked to stop');
      },
    };
    await openSeason(season);
    if (report.status === 'failed')
      journal.append('season/resumed', { step: 'the hub was started again' }, chain.now() * 1000);
    const operatorKey = options.operatorKey ?? ownOperatorKey(join(home, 'operator.key'));
    const app = createApp({
      handlers: answers({ season, stage, report, news }),
      events: news,
      rounds: roundRoutes({ engine, desk, roster }),
      pages: PAGES,
      operatorKey,
      hosts: options.hosts,
      log,
    });
    const url = port.serve(app.fetch);
    const crew: Crew | undefined = record.find('finished')
      ? undefined
      : startCrew(crewOf(season, join(dir, 'members')), url, join(dir, 'members', 'logs'), {
          gone: (member, reason) => {
            if (!stopping.signal.aborted && record.find('deployed'))
              journal.append('member/gone', { member, reason }, chain!.now() * 1000);
          },
          back: (member) => void journal.append('member/back', { member }, chain!.now() * 1000),
        });
    const finished = playSeason(season, stage).then(
      () => interludes.rest(),
      (error: unknown) => {
        if (stopping.signal.aborted) return;
        noteFailure(season, error);
        throw error;
      },
    );
    finished.catch((error: unknown) => log.error({ err: error }, 'the season stopped'));
    const openedChain = chain;
    return {
      url,
      finished,
      async report() {
        const { findings } = await auditSeason(season);
        return report.report(findings.length === 0)!;
      },
      onProgress: (listener) => news.onProgress(listener),
      async close() {
        stopping.abort();
        await crew?.close();
        await finished.catch(() => undefined);
        await port.close();
        await openedChain.close('stop');
        await blobs.close();
        db.close();
      },
    };
  } catch (error) {
    await port.close();
    await chain?.close('stop').catch(() => undefined);
    throw error;
  }
}

/** Says in the journal why a season stopped, where it can still be written. */
function noteFailure({ journal, chain, log }: SeasonContext, error: unknown): void {
  const { code, message } = toFault(error);
  try {
    journal.append('season/failed', { code, reason: message }, chain.now() * 1000);
  } catch (cause) {
    log.error({ err: cause }, 'the failure could not be journaled');
  }
}

/** The season of a folder is fixed when it is first opened. */
function seasonId(home: string, config: SeasonConfig, data: readonly SeasonData[]): string {
  const { data: _files, ...settings } = config;
  const what = canonicalJson({ settings, files: data.map(({ asset }) => asset.sha256) });
  const path = join(home, 'season.json');
  if (!existsSync(path)) writeWhole(path, `${what}\n`);
  else if (readFileSync(path, 'utf8').trim() !== what) {
    throw new Fault(
      'server/other-season',
      `${home} holds a season with other settings or data; start it with the same ones, or choose another folder with --dir`,
    );
  }
  return `season-${hashOf({ what }).slice(2, 10)}`;
}

/** The operator's key, made once and kept where only its owner reads it. */
function ownOperatorKey(path: string): string {
  keyFile(path);
  return readFileSync(path, 'utf8').trim();
}
