import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Progress, SeasonReport } from '#api';
import { canonicalJson, Fault, hashOf, toFault } from '#kit';
import {
  openSeason,
  planSeason,
  privacyTerms,
  playSeason,
  readSeasonData,
  type SeasonConfig,
  type SeasonContext,
  type SeasonData,
  type SeasonPlan,
} from '#season';
import { keyFile, makeFolder, storageFault, writeWhole } from '#store';
import { answers } from './answers.ts';
import { createApp } from './app.ts';
import { auditSeason } from './audit-season.ts';
import { crewOf } from './crew-list.ts';
import { finishDeeds } from './deeds/deed-list.ts';
import { watchQueue } from './deeds/exit-queue.ts';
import { type Crew, startCrew } from './crew.ts';
import { type HeldPort, listen } from './listen.ts';
import { type HubParts, openParts } from './open-parts.ts';
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
  /** `process` for a folder that is thrown away at the end; `full` by default. */
  readonly durability?: 'full' | 'process';
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
  const plan = planOf(config, data);
  const home = join(dir, 'hub');
  makeFolder(home);
  const id = seasonId(home, config, data);
  const log = openLog(join(home, 'hub.log'), options.logLevel);
  const port = await listen(options.port);
  try {
    const parts = await openParts({
      ...{ id, dir, home, config, plan, data, log },
      durability: options.durability ?? 'full',
    });
    try {
      return await serve(options, parts, port);
    } catch (error) {
      await parts.close();
      throw error;
    }
  } catch (error) {
    await port.close();
    throw error;
  }
}

/** Serves an opened season and lets it play. */
async function serve(options: HubOptions, parts: HubParts, port: HeldPort): Promise<Hub> {
  const { season, stage, report, news, stopping } = parts;
  const { journal, chain, record, log } = season;
  const home = join(options.dir, 'hub');
  await openSeason(season);
  if (report.status === 'failed')
    journal.append('season/resumed', { step: 'the hub was started again' }, chain.now() * 1000);
  let crew: Crew | undefined;
  const wake = (): void => {
    if (!stopping.signal.aborted) crew ??= crewFor(parts, url, options.dir);
  };
  const asking = { season, stage, report, news, wake };
  const app = createApp({
    handlers: answers(asking),
    events: news,
    rounds: roundRoutes(season),
    pages: PAGES,
    operatorKey: options.operatorKey ?? ownOperatorKey(join(home, 'operator.key')),
    hosts: options.hosts,
    log,
  });
  const url = port.serve(app.fetch);
  if (!record.find('finished')) wake();
  const unwatch = watchQueue(season, stage);
  // First of all that is asked between two candles.
  finishDeeds(asking).catch((error: unknown) =>
    log.error({ err: error }, 'deeds were not finished'),
  );
  const finished = playSeason(season, stage).then(
    () => season.interludes.rest(),
    (error: unknown) => {
      if (stopping.signal.aborted) return;
      noteFailure(season, error);
      throw error;
    },
  );
  finished.catch((error: unknown) => log.error({ err: error }, 'the season stopped'));
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
      unwatch();
      await crew?.close();
      await finished.catch(() => undefined);
      await port.close();
      await parts.close();
    },
  };
}

/** The hub's log; where it cannot be written, on a full disk, the hub goes on without. */
function openLog(path: string, level: string): Logger {
  const file = pino.destination({ dest: path, mkdir: true, sync: true });
  file.on('error', () => undefined);
  return pino({ level, base: null }, file);
}

function planOf(config: SeasonConfig, data: readonly SeasonData[]): SeasonPlan {
  const extents = data.map(({ series }) => ({
    symbol: series.symbol,
    intervalMs: series.intervalMs,
    first: series.ts[0]!,
    last: series.ts[series.length - 1]!,
  }));
  const plan = planSeason(config, extents);
  // A season that would tell too much of its members is refused before anything is opened.
  privacyTerms(config, plan);
  return plan;
}

/** Starts the members' processes; who is lost and who is back stands in the journal. */
function crewFor({ season, stopping }: HubParts, url: string, dir: string): Crew {
  const home = join(dir, 'members');
  const note = (kind: string, entry: Record<string, string>): void => {
    if (stopping.signal.aborted) return;
    try {
      season.journal.append(kind, entry, season.chain.now() * 1000);
    } catch (error) {
      season.log.error({ err: error, kind }, 'not journaled');
    }
  };
  return startCrew(crewOf(season, home), url, join(home, 'logs'), {
    gone: (member, reason) => note('member/gone', { member, reason }),
    back: (member) => note('member/back', { member }),
  });
}

/** Says in the journal why a season stopped, where it can still be written. */
function noteFailure({ journal, chain, log }: SeasonContext, error: unknown): void {
  const { code, message } = toFault(storageFault(error));
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
