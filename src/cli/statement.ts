import { Command } from 'commander';
import { type DayStatement, operations, type StatementLine } from '#api';
import { call, type HubOptions } from './client.ts';
import { Fault } from '#kit';
import { doorOptions } from './door.ts';
import { memberOrWallet, wholeNumber } from './options.ts';
import { type Column, table } from './table.ts';

interface StatementOptions extends HubOptions {
  member?: string;
  day?: number;
  json?: boolean;
}

const AMOUNTS = ['opening', 'flows', 'trades', 'fees', 'payouts', 'closing'] as const;
const COLUMNS: readonly Column[] = [
  { head: 'day' },
  { head: 'date' },
  { head: 'member' },
  ...AMOUNTS.map((head): Column => ({ head, align: 'right' })),
];

/** `hanse statement` */
export function statementCommand(): Command {
  return doorOptions(new Command('statement'))
    .description(
      'daily statements: opening + flows + trades − fees − payouts = closing; the vault’s line is the sum of the members’',
    )
    .option(
      '--member <id>',
      'only this member’s lines, such as m1; elsewhere a wallet’s',
      memberOrWallet,
    )
    .option('--day <number>', 'only this day; 0 is before trading', wholeNumber(0, 3650))
    .option('--json', 'print JSON')
    .action(async (options: StatementOptions) => {
      const { member, day } = options;
      const query = {
        ...(member === undefined ? {} : { member }),
        ...(day === undefined ? {} : { day: String(day) }),
      };
      const { days } = await call(operations.statements, { query }, options);
      if (day !== undefined && days.length === 0)
        throw new Fault('cli/no-day', `there is no day ${day} yet; leave --day out to see all`);
      if (options.json) console.log(JSON.stringify(days, null, 2));
      else console.log(table(COLUMNS, days.flatMap(rowsOf)));
    });
}

function rowsOf({ day, date, closed, lines, vault }: DayStatement): string[][] {
  const name = closed ? String(day) : `${day} (open)`;
  const row = (who: string, line: Omit<StatementLine, 'member'>): string[] => [
    ...[name, date, who],
    ...AMOUNTS.map((column) => line[column]),
  ];
  return [...lines.map((line) => row(line.member, line)), row('vault', vault)];
}
