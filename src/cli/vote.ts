import { Command, Option } from 'commander';
import { operations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { doorOptions, memberOption, signOptions } from './door.ts';
import { proposalId } from './options.ts';

interface VoteOptions extends HubOptions {
  proposal?: string;
  on?: string;
  member: string;
  support: 'for' | 'against' | 'abstain';
  from?: string;
  to?: string;
  bps: string;
}

/** `hanse vote`: start a vote with `--proposal TITLE`, or cast one with `--on ID`. */
export function voteCommand(): Command {
  return signOptions(memberOption(doorOptions(new Command('vote'))))
    .description(
      'start a vote with --proposal "TITLE" (shift weight between pairs), or cast one with --on ID; the member signs',
    )
    .option('--proposal <title>', 'start a vote with this title; prints its id')
    .option('--from <asset>', 'pair that gives weight (with --proposal)')
    .option('--to <asset>', 'pair that gets weight (with --proposal)')
    .option('--bps <number>', 'how much, in basis points of the book', '500')
    .option('--on <id>', 'cast a vote on this proposal', proposalId)
    .addOption(
      new Option('--support <choice>', 'the vote')
        .choices(['for', 'against', 'abstain'])
        .default('for'),
    )
    .action(async (options: VoteOptions) => {
      if (options.proposal && !options.on) await propose(options, options.proposal);
      else if (options.on && !options.proposal) await cast(options, options.on);
      else {
        throw new Fault(
          'cli/bad-argument',
          'give either --proposal "TITLE" to start a vote or --on ID to cast one',
        );
      }
    });
}

async function propose(options: VoteOptions, title: string): Promise<void> {
  const bps = Number(options.bps);
  if (!options.from || !options.to || !Number.isInteger(bps) || bps < 1 || bps > 10_000) {
    throw new Fault(
      'cli/bad-argument',
      'a proposal needs --from ASSET, --to ASSET and --bps from 1 to 10000',
    );
  }
  const body = { member: options.member, title, from: options.from, to: options.to, bps };
  const { id, txHash } = await call(operations.propose, { body }, options);
  console.log(`proposal ${id} ${txHash}`);
}

async function cast(options: VoteOptions, proposal: string): Promise<void> {
  const body = { proposal, member: options.member, support: options.support };
  const { txHash, weight } = await call(operations.vote, { body }, options);
  console.log(`voted ${options.support} with weight ${weight} ${txHash}`);
}
