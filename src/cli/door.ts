/** The two doors of a command: a running hub, or a deployment elsewhere without one. */
import { type Command, Option } from 'commander';
import { Fault } from '#kit';
import type { DeedOptions } from './confirm.ts';
import { readEnvironment } from './environment.ts';
import { hubOptions, memberOrWallet, url } from './options.ts';

/** Where the hub is, or the deployment. */
export interface DoorOptions extends DeedOptions {
  readonly hub?: string;
  readonly dir?: string;
  readonly record?: string;
  readonly rpc?: string;
  readonly witness?: string;
}

/** The options of commands that work with a hub and with a deployment elsewhere. */
export function doorOptions(command: Command): Command {
  return hubOptions(command)
    .option(
      '--record <file>',
      'no hub, but the deployment that npm run deploy wrote down there (default: HANSE_RECORD)',
    )
    .option('--rpc <url>', 'node of its chain (default: HANSE_RPC_URL)', url)
    .option(
      '--witness <url>',
      'a second node that must say the same (default: HANSE_WITNESS_URL)',
      url,
    )
    .hook('preAction', (_, called) => {
      const { hub, record } = called.opts<DoorOptions>();
      if (hub !== undefined && record !== undefined)
        throw new Fault('cli/bad-argument', 'say either --hub or --record, not both');
      const { HANSE_RECORD } = readEnvironment();
      if (hub === undefined && record === undefined && HANSE_RECORD !== undefined)
        called.setOptionValue('record', HANSE_RECORD);
    });
}

/** Adds `--member`: needed for a hub; on a deployment elsewhere it is the wallet whose key is here unless another is looked at. */
export function memberOption(command: Command): Command {
  return command
    .option(
      '--member <id>',
      'whose wallet: a member of the hub such as m1; elsewhere 0x… to look at, by default your own',
      memberOrWallet,
    )
    .hook('preAction', (_, called) => {
      if (called.getOptionValue('member') !== undefined) return;
      if (called.getOptionValue('record') === undefined)
        throw new Fault('cli/bad-argument', 'say whose wallet, such as --member m1');
      called.setOptionValue('member', 'me');
    });
}

/** Adds `--yes` to commands that ask only before they sign with a key that is here. */
export function signOptions(command: Command): Command {
  return command.addOption(
    new Option('--yes', 'do not ask before signing on a deployment elsewhere (for scripts)'),
  );
}

/** How times are told: a hub plays in simulated time. */
export function clockWords({ record }: DoorOptions): string {
  return record === undefined ? ' (simulated time)' : '';
}
