import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '#kit';
import { url, wholeNumber } from './options.ts';
import type { MemberOptions } from './member/run.ts';

/** `hanse member`: a member's own process, with its own folder, keys and data. */
export function memberCommand(): Command {
  const run = new Command('run')
    .description(
      'take part in a group: train on own candles, send masked updates, sign what was voted',
    )
    .requiredOption('--hub <url>', 'the hub, such as http://127.0.0.1:4270', url)
    .requiredOption('--dir <folder>', 'own folder for keys, data and memory; made where absent')
    .addOption(
      new Option('--invite <line>', 'invitation from the hub; needed the first time').env(
        'HANSE_INVITE',
      ),
    )
    .option('--data <file>', 'candle file to copy the own slice from; needed the first time')
    .option('--from <time>', 'first candle of the slice: ISO time or milliseconds', time)
    .option('--to <time>', 'end of the slice (exclusive): ISO time or milliseconds', time)
    .option(
      '--labels <kind>',
      'true or shuffled (a test of scoring: learns nonsense)',
      labels,
      'true',
    )
    .option('--threads <n>', 'threads for training', wholeNumber(1, 64), 1)
    .option(
      '--chain <id>',
      'chain on which this member signs transactions',
      wholeNumber(1, 2 ** 31),
      31_337,
    )
    .option(
      '--rpc <url>',
      'own node of that chain: peers whose wallet has not bound their key or holds no share are refused',
    )
    .addOption(
      new Option('--max-value <wei>', 'most native coin a transaction may move')
        .argParser(wei)
        .default(0n, '0'),
    )
    .option(
      '--simulation-seed <text>',
      'derive all keys from this text: for simulations only, such keys are public',
    )
    .option(
      '--simulated-noise <text>',
      'derive the noise of private training from this text: for simulations only, whoever knows it can take the noise off',
    )
    .option('--attached', 'end when standard input or the parent closes')
    .option(
      '--patience <seconds>',
      'end when the hub was away for so long (default: wait for ever)',
      wholeNumber(1, 86_400),
    )
    .option(
      '--privacy-budget <epsilon>',
      'take part in private training only, up to this ε in all; kept in the folder, until it is taken back with none (default: 10, with which a season that costs more is sat out, and training without noise is not refused)',
      epsilon,
    )
    .option('--evaluate', 'measure what cohorts are worth, where the hub asks several members to')
    .allowExcessArguments(false)
    .action(async (options: MemberOptions) => {
      const { runMember } = await import('./member/run.ts');
      await runMember(options);
    });
  const status = new Command('status')
    .description('how much of its privacy a member has spent, from its own folder')
    .requiredOption('--dir <folder>', 'the member’s folder')
    .allowExcessArguments(false)
    .action(async ({ dir }: { dir: string }) => {
      if (!existsSync(join(dir, 'membership.json'))) {
        throw new Fault(
          'members/no-membership',
          `${dir} is not the folder of a member that has joined a group; name it with --dir`,
        );
      }
      const { privacyReport } = await import('./member/privacy.ts');
      console.log(privacyReport(dir));
    });
  return new Command('member')
    .description('a member’s own process, and what it spent')
    .addCommand(run)
    .addCommand(status);
}

function time(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('use an ISO time such as 2024-03-01 or milliseconds.');
}

function labels(text: string): 'true' | 'shuffled' {
  if (text === 'true' || text === 'shuffled') return text;
  throw new InvalidArgumentError('use true or shuffled.');
}

function epsilon(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('use a number above 0 and up to 1000, such as 8, or none.');
}

function wei(text: string): bigint {
  if (/^\d+$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('use a whole number of wei.');
}
