import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { hubOptions } from './options.ts';
import { table } from './table.ts';

/** `hanse distribute` */
export function distributeCommand(): Command {
  return hubOptions(new Command('distribute'))
    .description('distribute realised profit above the high-water mark; once per cycle')
    .action(async (options: HubOptions) => {
      const result = await call(operations.distribute, { body: {} }, options);
      console.log(`${result.note}${result.txHash ? ` ${result.txHash}` : ''}`);
      if (result.holders.length > 0) {
        console.log(
          table(
            [{ head: 'member' }, { head: 'amount', align: 'right' }],
            result.holders.map((row) => [row.member, row.amount]),
          ),
        );
      }
    });
}
