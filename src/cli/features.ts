import { Command } from 'commander';
import { FEATURES, INDICATORS } from '#market';
import { table } from './table.ts';

/** `hanse features` */
export function featuresCommand(): Command {
  return new Command('features')
    .description('what the models are fed: indicators and features')
    .option('--list', 'list them (the default)')
    .allowExcessArguments(false)
    .action(() => {
      console.log(
        table(
          [{ head: 'indicator' }, { head: 'parameters' }, { head: 'outputs' }],
          INDICATORS.map((row) => [
            row.name,
            Object.values(row.params).join(', '),
            row.outputs.join(', '),
          ]),
        ),
      );
      console.log(`\n${INDICATORS.length} indicators, ${FEATURES.length} features:\n`);
      console.log(
        table(
          [{ head: 'feature' }, { head: 'says' }],
          FEATURES.map((row) => [row.name, row.says]),
        ),
      );
    });
}
