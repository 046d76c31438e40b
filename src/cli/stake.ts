import { Command } from 'commander';
import { operations, type StakeChanged } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { doorOptions, memberOption } from './door.ts';
import { wholeNumber } from './options.ts';

interface Order extends HubOptions, DeedOptions {
  readonly member: string;
  readonly nft?: number;
  readonly all?: boolean;
}

/** `hanse stake` */
export function stakeCommand(): Command {
  return change(
    'stake',
    'stake a share (--nft) or all (--all), where a vote has reserved the holders’ part of profit for staked shares',
  );
}

/** `hanse unstake` */
export function unstakeCommand(): Command {
  return change('unstake', 'end the stake of a share or of all; what they earned stays theirs');
}

function change(act: StakeChanged['act'], description: string): Command {
  return deedOptions(memberOption(doorOptions(new Command(act))))
    .description(description)
    .option('--nft <number>', 'number of the share', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--all', 'every share of the member')
    .action(async (options: Order) => {
      const { member, nft, all } = options;
      if ((nft === undefined) === !all)
        throw new Fault('cli/bad-argument', 'say which share: either --nft NUMBER or --all');
      const what = nft === undefined ? 'all shares' : `share ${nft}`;
      const words = act === 'stake' ? `stakes ${what}` : `ends the stake of ${what}`;
      await confirm(`${member} ${words}; nothing is handed over.`, options);
      const body = { member, act, ...(nft === undefined ? {} : { nft }) };
      const done = await doOnce(options, (once) =>
        call(operations.stake, { body: { ...body, once } }, options),
      );
      const verb = act === 'stake' ? 'staked' : 'no longer staked';
      console.log(`shares ${done.nfts.join(', ')} are ${verb} ${done.txHash}`);
    });
}
