import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Progress, SeasonReport } from '#api';
import type { StableReport } from '#season';
import { Fault } from '#kit';
import { bundledData } from './bundled.ts';
import { readEnvironment } from './environment.ts';
import { wholeNumber } from './options.ts';
import { seasonTable } from './season-table.ts';

interface SeasonOptions {
  members: number;
  rounds: number;
  days: number;
  seed: number;
  shift: number;
  data?: string[];
  policy: string;
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
    .option('--policy <preset>', 'who gets the profit: amm, nexus or merged', 'merged');
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
  const { startHub } = await import('#server');
  const { seasonConfig } = await import('#season');
  const { json: _json, dir: _dir, data, ...rest } = options;
  const config = seasonConfig({ ...rest, data: data ?? bundledData() });
  const hub = await startHub({ dir, port: 0, config, logLevel: 'warn', hosts: [] });
  const stop = hub.onProgress(showProgress());
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () =>
        reject(new Fault('season/interrupted', `stopped by ${signal}; nothing journaled is lost`)),
      );
    }
  });
  try {
    await Promise.race([hub.finished, interrupted]);
    return await hub.report();
  } finally {
    stop();
    await hub.close();
  }
}

function write(file: string, report: StableReport): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (cause) {
    throw new Fault('cli/cannot-write', `${file} cannot be written (${(cause as Error).message})`, {
      cause,
    });
  }
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
