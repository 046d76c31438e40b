import { Command, InvalidArgumentError } from 'commander';
import { elsewhereOperations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { type DoorOptions, doorOptions, memberOption } from './door.ts';
import { wallet } from './options.ts';

/** `hanse delegate WALLET`, and `hanse delegate none` */
export function delegateCommand(): Command {
  return deedOptions(memberOption(doorOptions(new Command('delegate'))))
    .description(
      'elsewhere: let somebody else vote with your shares (hanse vote --member YOU), or nobody any more; you may still vote yourself',
    )
    .argument('<wallet>', 'whose wallet, or none', walletOrNone)
    .action(async (to: string, options: HubOptions & DeedOptions & DoorOptions & Member) => {
      const { member, record } = options;
      if (record === undefined) {
        throw new Fault(
          'cli/abroad-only',
          'members of a hub sign nothing that hands their votes to somebody else; this is for a deployment elsewhere (--record)',
        );
      }
      const whom = to === 'none' ? 'Nobody else votes' : `From now on ${to} may vote`;
      await confirm(`${whom} with the shares of ${member}; no share changes hands.`, options);
      const done = await doOnce(options, (once) =>
        call(elsewhereOperations.delegate, { body: { member, to, once } }, options),
      );
      const now =
        done.to === 'none'
          ? `nobody else may vote with the shares of ${done.member}`
          : `${done.to} may vote with the shares of ${done.member}`;
      console.log(`${now} ${done.txHash}`);
    });
}

interface Member {
  readonly member: string;
}

function walletOrNone(text: string): string {
  if (text === 'none') return text;
  try {
    return wallet(text);
  } catch {
    throw new InvalidArgumentError('use the address of a wallet, or none.');
  }
}
