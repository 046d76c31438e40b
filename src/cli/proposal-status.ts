import { Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { hubOptions } from './options.ts';

/** `hanse proposal-status` */
export function proposalStatusCommand(): Command {
  return hubOptions(new Command('proposal-status'))
    .description('tallies, quorum and time left of every proposal')
    .argument('[id]', 'only this proposal')
    .action(async (id: string | undefined, options: HubOptions) => {
      const { now, proposals } = await call(operations.proposals, {}, options);
      const chosen = proposals.filter((proposal) => !id || proposal.id === id);
      if (chosen.length === 0) console.log('no proposal');
      for (const proposal of chosen) {
        const { tally } = proposal;
        console.log(`${proposal.id}  ${proposal.title}  (${proposal.state})`);
        console.log(
          `  for ${tally.for}, against ${tally.against}, abstain ${tally.abstain} of ${tally.total}; quorum ${proposal.quorumPercent} %`,
        );
        console.log(`  ${timeLeft(proposal, now)}`);
        console.log(
          `  ${JSON.stringify(proposal.change.before)} → ${JSON.stringify(proposal.change.after)} bps`,
        );
      }
    });
}

function timeLeft(
  proposal: { state: string; votingEnds: number; executableAt: number | null },
  now: number,
): string {
  const hours = (time: number): string => ((time - now) / 3_600_000).toFixed(1);
  if (proposal.state === 'active') return `voting ends in ${hours(proposal.votingEnds)} h`;
  if (proposal.state === 'queued' && proposal.executableAt) {
    return `executable in ${hours(proposal.executableAt)} h`;
  }
  return `nothing to wait for: ${proposal.state}`;
}
