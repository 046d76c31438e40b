import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Chain, openChain } from '#chain';
import { openJournal } from '#journal';
import { Fault } from '#kit';
import { nodePrimitives, openIdentity, Roster } from '#members';
import { RoundEngine, TaskDesk } from '#rounds';
import {
  found,
  Interludes,
  openRecord,
  ReportBuilder,
  type SeasonConfig,
  type SeasonContext,
  type SeasonData,
  type SeasonPlan,
  type Stage,
  timelineOf,
} from '#season';
import { type Durability, keyFile, openBlobs, openDatabase } from '#store';
import { NewsDesk } from './news.ts';

/** Which season is opened, and where. */
export interface PartsOptions {
  readonly id: string;
  readonly dir: string;
  /** The hub's own folder. */
  readonly home: string;
  readonly config: SeasonConfig;
  readonly plan: SeasonPlan;
  readonly data: readonly SeasonData[];
  readonly log: Logger;
  readonly durability: Durability;
}

/** Everything a hub stands on, opened. */
export interface HubParts {
  readonly season: SeasonContext;
  readonly stage: Stage;
  readonly report: ReportBuilder;
  readonly news: NewsDesk;
  /** Aborted when the hub is asked to stop. */
  readonly stopping: AbortController;
  /** Closes what was opened; the chain's state is written down. */
  close(): Promise<void>;
}

/**
 * Opens chain, database, blobs, roster and rounds of a season, and grows its report from the journal.
 *
 * @throws Fault `chain/in-use` where another hub holds the folder, and faults of chain and store
 */
export async function openParts(options: PartsOptions): Promise<HubParts> {
  const { dir, log, plan } = options;
  const chain = await openChain({
    dir: join(dir, 'chain'),
    genesisTime: timelineOf(plan).genesis,
    log: (line) => log.info(line),
    durability: options.durability,
  });
  try {
    return await openRest(options, chain);
  } catch (error) {
    await chain.close('stop').catch(() => undefined);
    throw error;
  }
}

async function openRest(options: PartsOptions, chain: Chain): Promise<HubParts> {
  const { id, home, config, plan, data, log } = options;
  const deployment = await found(chain, config, plan, data);
  const db = openDatabase(join(home, 'hub.sqlite'), [], options.durability);
  const journal = openJournal(db);
  const blobs = await openBlobs(join(home, 'blobs'), keyFile(join(home, 'blob.key')));
  const identity = openIdentity(join(home, 'identity.key'));
  const roster = new Roster(db, id, identity.publicKey);
  const hubSeed = identity.seed;
  const primitives = nodePrimitives;
  const stopping = new AbortController();
  const { signal } = stopping;
  const desk = new TaskDesk({ db, primitives, hubSeed, roster, signal });
  const engine = new RoundEngine({
    ...{ db, group: id, primitives, hubSeed, roster, desk, blobs, signal },
    record: (kind, entry) => void journal.append(kind, entry, chain.now() * 1000),
  });
  const report = new ReportBuilder();
  for (const entry of journal.after(0, 10_000_000)) report.apply(entry);
  journal.listen((entry) => report.apply(entry));
  const news = new NewsDesk(journal);
  const season: SeasonContext = {
    ...{ id, config, plan, times: timelineOf(plan), data, db, journal, blobs, chain, deployment },
    ...{ record: openRecord(db, journal), engine, desk, roster, interludes: new Interludes(), log },
    progress: (step, done) =>
      news.progress({ status: report.status, step, done, now: chain.now() * 1000 }),
    check: () => {
      if (signal.aborted) throw new Fault('season/stopped', 'the hub was asked to stop');
    },
  };
  return {
    ...{ season, stage: {}, report, news, stopping },
    async close() {
      await chain.close('stop');
      await blobs.close();
      db.close();
    },
  };
}
