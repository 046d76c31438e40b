import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { doorOptions } from './door.ts';

/** `hanse verify-books` */
export function verifyBooksCommand(): Command {
  return doorOptions(new Command('verify-books'))
    .description(
      "rebuild the vault's books and every share from the contracts' events and compare each figure with the contracts; exits 1 where one differs",
    )
    .option('--json', 'print the report as JSON')
    .action(async (options: HubOptions & { json?: boolean }) => {
      const report = await call(operations.verifyBooks, {}, options);
      if (options.json) console.log(JSON.stringify(report));
      else {
        for (const { figure, indexed, live } of report.differences)
          console.log(`✗ ${figure}: ${indexed} by the events, ${live} by the contract`);
        console.log(report.sentence);
      }
      if (!report.ok) process.exitCode = 1;
    });
}
