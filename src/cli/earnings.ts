import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { hubOptions } from './options.ts';
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

/** `hanse earnings` */
export function earningsCommand(): Command {
  return hubOptions(new Command('earnings'))
    .description('shares and cumulative earnings of every member')
    .option('--csv', 'print CSV')
    .action(async (options: HubOptions & { csv?: boolean }) => {
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
