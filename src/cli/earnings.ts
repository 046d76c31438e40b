import { Command } from 'commander';
import { operations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { hubOptions, memberId } from './options.ts';
import { type Column, csv, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'member' },
  { head: 'name' },
  { head: 'share %', align: 'right' },
  { head: 'score %', align: 'right' },
  { head: 'deposited', align: 'right' },
  { head: 'earned', align: 'right' },
  { head: 'claimed', align: 'right' },
  { head: 'claimable', align: 'right' },
];

const SHARE_COLUMNS: readonly Column[] = [
  { head: 'day', align: 'right' },
  { head: 'at' },
  { head: 'nft', align: 'right' },
  { head: 'member' },
  { head: 'weight', align: 'right' },
  { head: 'earned', align: 'right' },
  { head: 'cumulative', align: 'right' },
  { head: 'roiPercent', align: 'right' },
];

interface Options extends HubOptions {
  readonly csv?: boolean;
  readonly shares?: boolean;
  readonly member?: string;
}

/** `hanse earnings` */
export function earningsCommand(): Command {
  return hubOptions(new Command('earnings'))
    .description('shares and cumulative earnings of every member')
    .option('--shares', 'what each distribution allotted to each share instead, to the unit')
    .option('--member <id>', 'with --shares: of this member only', memberId)
    .option('--csv', 'print CSV')
    .action(async (options: Options) => {
      if (options.member !== undefined && !options.shares)
        throw new Fault('cli/bad-argument', '--member narrows --shares; add it');
      if (options.shares) return allotted(options);
      const { members } = await call(operations.earnings, {}, options);
      const rows = members.map((member) => [
        member.id,
        member.name,
        member.sharePercent,
        member.scorePercent ?? '–',
        member.deposited,
        member.earned,
        member.claimed,
        member.claimable,
      ]);
      console.log(options.csv ? csv(COLUMNS, rows) : table(COLUMNS, rows));
    });
}

/** The same rows as the page's CSV. */
async function allotted({ csv: asCsv, member, ...options }: Options): Promise<void> {
  const query: Record<string, string> = member === undefined ? {} : { member };
  const { rows } = await call(operations.earningsHistory, { query }, options);
  const cells = rows.map((row) => [
    String(row.day),
    new Date(row.at).toISOString(),
    String(row.nft),
    row.member,
    row.weight,
    row.earned,
    row.cumulative,
    row.roiPercent,
  ]);
  console.log(asCsv ? csv(SHARE_COLUMNS, cells) : table(SHARE_COLUMNS, cells));
}
