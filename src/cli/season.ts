import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Progress, SeasonReport } from '#api';
import type { StableReport } from '#season';
import { FEDERATION_NAMES } from '#governance';
import { Fault } from '#kit';
import { bundledData } from './bundled.ts';
import { readEnvironment } from './environment.ts';
import { wholeNumber } from './options.ts';
import { seasonTable } from './season-table.ts';
import { askedToStop } from './signals.ts';

interface SeasonOptions {
  members: number;
  rounds: number;
  days: number;
  seed: number;
  shift: number;
  data?: string[];
  policy: string;
  scoring: string;
  privacyBudget?: number;
  strategy: string;
  combine: string;
  roundHours?: number;
  evaluators?: number;
  json?: string;
  dir?: string;
}

/** The options that say what a season is; `hanse start` takes them too. */
export function seasonOptions(command: Command): Command {
  return command
    .option('--members <n>', 'how many members, 3 to 64', wholeNumber(3, 64), 8)
    .option('--rounds <n>', 'rounds of learning, 1 to 200', wholeNumber(1, 200), 12)
    .option('--days <n>', 'unseen days that are traded, 1 to 120', wholeNumber(1, 120), 14)
    .option('--seed <n>', 'seed of all that is simulated', wholeNumber(0, 4_294_967_295), 1)
    .option(
      '--shift <n>',
      'end the window this many days before the data end',
      wholeNumber(0, 3650),
      0,
    )
    .option(
      '--data <file...>',
      'candle files (.csv, .csv.gz), one an asset (default: the bundled BTC, ETH and SOL of 2024)',
    )
    .addOption(
      new Option('--policy <preset>', 'who gets the profit')
        .choices(['amm', 'nexus', 'merged'])
        .default('merged'),
    )
    .addOption(
      new Option('--strategy <name>', 'how the group learns together (docs/federation.md)')
        .choices(FEDERATION_NAMES)
        .default('fedavg'),
    )
    .option(
      '--evaluators <n>',
      'members who measure what cohorts are worth and agree on it by stake (default: the hub alone)',
      wholeNumber(1, 64),
    )
    .option(
      '--round-hours <n>',
      'hours of simulated time from one round to the next, so that votes can pass in between (default: a minute)',
      wholeNumber(1, 720),
    )
    .addOption(
      new Option(
        '--combine <how>',
        "how cohorts' sums become one update: others than the mean outvote a few poisoned cohorts of many",
      )
        .choices(['mean', 'clipped-mean', 'trimmed-mean', 'median', 'clipped-median'])
        .default('mean'),
    )
    .addOption(
      new Option(
        '--scoring <how>',
        'private: scored, with noise; open: scored, without; fixed: cohorts stay and share a score; auto: private where members have candles enough, else open',
      )
        .choices(['auto', 'private', 'open', 'fixed'])
        .default('auto'),
    )
    .option(
      '--privacy-budget <epsilon>',
      'what a member may spend of its privacy in a private season (default: at most 50, less where that would tell too much)',
      wholeNumber(1, 1000),
    );
}

/** `hanse season` */
export function seasonCommand(): Command {
  return seasonOptions(new Command('season'))
    .description('play a whole season without pages, on candles, and print what came of it')
    .option('--json <file>', 'write the whole report to this file')
    .option(
      '--dir <folder>',
      'keep the data here (default: a temporary folder, removed at the end)',
    )
    .allowExcessArguments(false)
    .action(async (options: SeasonOptions) => {
      readEnvironment();
      if (options.json) checkWritable(options.json);
      const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'hanse-season-'));
      try {
        const report = await play(options, dir);
        const { stableReport } = await import('#season');
        if (options.json) write(options.json, stableReport(report));
        console.log(seasonTable(report));
        if (report.season.status !== 'finished') process.exitCode = 1;
      } finally {
        if (!options.dir) rmSync(dir, { recursive: true, force: true });
      }
    });
}

async function play(options: SeasonOptions, dir: string): Promise<SeasonReport> {
  const stop = askedToStop();
  void stop.then((signal) => process.stderr.write(`${signal}: putting things in order …\n`));
  const { startHub } = await import('#server');
  const { seasonConfig } = await import('#season');
  const { json: _json, dir: kept, data, ...rest } = options;
  const config = seasonConfig({ ...rest, data: data ?? bundledData() });
  // A folder that is removed at the end need not outlive a power cut.
  const durability = kept ? 'full' : 'process';
  const hub = await startHub({ dir, port: 0, config, logLevel: 'warn', hosts: [], durability });
  hub.onProgress(showProgress());
  try {
    const signal = await Promise.race([hub.finished.then(() => undefined), stop]);
    if (!signal) return await hub.report();
    const remedy = kept
      ? 'nothing journaled is lost: call it again with the same words to go on'
      : 'with --dir it could be taken up again';
    throw new Fault('season/interrupted', `stopped by ${signal}; ${remedy}`);
  } finally {
    await hub.close();
  }
}

/** A season is long: whether its report can be written is asked before it, not after. */
function checkWritable(file: string): void {
  const fresh = !existsSync(file);
  try {
    closeSync(openSync(file, 'a'));
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
  if (fresh) rmSync(file);
}

function write(file: string, report: StableReport): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
}

function cannotWrite(file: string, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault(
    'cli/cannot-write',
    `the report cannot be written to ${file} (${why}); name another file with --json`,
    { cause },
  );
}

function showProgress(): (progress: Progress) => void {
  let last = '';
  return ({ step, done }) => {
    const line = `${String(Math.round(done * 100)).padStart(3)} %  ${step}`;
    if (line === last) return;
    last = line;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}${done >= 1 ? '\n' : ''}`);
    else process.stderr.write(`${line}\n`);
  };
}
