import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { doorOptions, signOptions } from './door.ts';
import { proposalId } from './options.ts';

type StepOptions = HubOptions & { skipTime?: boolean };

function step(name: string): Command {
  return signOptions(doorOptions(new Command(name)))
    .argument('<id>', 'number of the proposal', proposalId)
    .option(
      '--skip-time',
      'move the simulated clock to the moment it may be done; only when the season is over',
    );
}

/** `hanse queue` */
export function queueCommand(): Command {
  return step('queue')
    .description('start the timelock of a passed proposal: the time in which one can still leave')
    .action(async (proposal: string, options: StepOptions) => {
      const body = { proposal, skipTime: options.skipTime ?? false };
      const { txHash, sentence } = await call(operations.queue, { body }, options);
      console.log(`${sentence} ${txHash}`);
    });
}

/** `hanse execute` */
export function executeCommand(): Command {
  return step('execute')
    .description('carry out a proposal whose timelock has run')
    .action(async (proposal: string, options: StepOptions) => {
      const body = { proposal, skipTime: options.skipTime ?? false };
      const { txHash, sentence } = await call(operations.execute, { body }, options);
      console.log(`${sentence} ${txHash}`);
    });
}

/** `hanse withdraw` */
export function withdrawCommand(): Command {
  return signOptions(doorOptions(new Command('withdraw')))
    .description(
      'withdraw a proposal that is not in force; the member who made it signs, and elsewhere has its bond back',
    )
    .argument('<id>', 'number of the proposal', proposalId)
    .action(async (proposal: string, options: HubOptions) => {
      const { txHash, sentence } = await call(operations.withdraw, { body: { proposal } }, options);
      console.log(`${sentence} ${txHash}`);
    });
}
