import { Command } from 'commander';
import { operations, type ProposalStatus } from '#api';
import { call, type HubOptions } from './client.ts';
import { Fault } from '#kit';
import { doorOptions } from './door.ts';
import { proposalId } from './options.ts';

/** `hanse proposal-status` */
export function proposalStatusCommand(): Command {
  return doorOptions(new Command('proposal-status'))
    .description(
      'tallies, quorum, time left and exit window of every proposal, and what it changes',
    )
    .argument('[id]', 'only this proposal', proposalId)
    .option('--json', 'print JSON')
    .action(async (id: string | undefined, options: HubOptions & { json?: boolean }) => {
      const { proposals } = await call(operations.proposals, {}, options);
      const chosen = proposals.filter((proposal) => !id || proposal.id === id);
      if (id && chosen.length === 0) {
        throw new Fault(
          'hub/unknown-proposal',
          `there is no proposal ${id}; leave the number out to see all`,
        );
      }
      if (options.json) return console.log(JSON.stringify(chosen, null, 2));
      if (chosen.length === 0) console.log('no proposal');
      for (const proposal of chosen) {
        for (const line of linesOf(proposal)) console.log(line);
      }
    });
}

function linesOf(proposal: ProposalStatus): string[] {
  const { tally, exitWindow } = proposal;
  const quorum = proposal.quorumReached ? 'reached' : 'not reached';
  return [
    `${proposal.id}  ${proposal.title}  (${proposal.state})`,
    `  ${proposal.sentence}`,
    `  for ${tally.for}, against ${tally.against}, abstain ${tally.abstain} of ${tally.total}; ${proposal.castPercent} % voted, quorum ${proposal.quorumPercent} % ${quorum}`,
    `  ${proposal.next}`,
    ...(exitWindow ? [`  exit window ${time(exitWindow.from)} to ${time(exitWindow.to)} UTC`] : []),
  ];
}

function time(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
