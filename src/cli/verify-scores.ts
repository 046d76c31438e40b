import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { hubOptions } from './options.ts';
import { table } from './table.ts';

/** `hanse verify-scores` */
export function verifyScoresCommand(): Command {
  return hubOptions(new Command('verify-scores'))
    .description(
      'recompute the contribution scores from the recorded cohort sums and compare with the root on chain; exits 1 where they differ',
    )
    .action(async (options: HubOptions) => {
      const verdict = await call(operations.verifyScores, {}, options);
      console.log(
        table(
          [{ head: 'member' }, { head: 'score', align: 'right' }],
          verdict.scores.map((row) => [row.member, row.score]),
        ),
      );
      console.log(
        `recomputed root ${verdict.recomputedRoot}\nroot on chain   ${verdict.chainRoot}`,
      );
      console.log(verdict.sentence);
      if (!verdict.ok) process.exitCode = 1;
    });
}
