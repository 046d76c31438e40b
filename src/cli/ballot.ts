import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { elsewhereOperations, PaperBallot } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { type DoorOptions, doorOptions } from './door.ts';
import { proposalId } from './options.ts';

type Options = HubOptions & DoorOptions;

/** `hanse ballot sign|bring`: votes on a deployment elsewhere that cost their owners no gas. */
export function ballotCommand(): Command {
  return new Command('ballot')
    .description('elsewhere: sign a vote without sending it, and bring votes that others signed')
    .addCommand(sign())
    .addCommand(bring());
}

function sign(): Command {
  return doorOptions(new Command('sign'))
    .description(
      'sign a vote with all your shares and print it; it costs nothing and sends nothing',
    )
    .requiredOption('--on <id>', 'number of the proposal', proposalId)
    .addOption(
      new Option('--support <choice>', 'the vote')
        .choices(['for', 'against', 'abstain'])
        .default('for'),
    )
    .action(async (options: Options & { on: string; support: PaperBallot['support'] }) => {
      assertElsewhere(options);
      const body = { proposal: options.on, support: options.support };
      console.log(JSON.stringify(await call(elsewhereOperations.signBallot, { body }, options)));
    });
}

function bring(): Command {
  return deedOptions(doorOptions(new Command('bring')))
    .description(
      'bring signed votes in one transaction; they count as if their owners had sent them',
    )
    .argument('<file...>', 'what hanse ballot sign printed')
    .allowExcessArguments(true)
    .action(async (files: string[], options: Options & DeedOptions) => {
      assertElsewhere(options);
      const ballots = files.map(read);
      const whose = ballots.map(
        ({ owner, support, proposal }) => `${owner} ${support} ${proposal}`,
      );
      await confirm(`It brings the votes of ${whose.join(', ')}, and pays the gas.`, options);
      const { count, txHash } = await doOnce(options, (once) =>
        call(elsewhereOperations.bringBallots, { body: { ballots, once } }, options),
      );
      console.log(`${count} brought ${txHash}`);
    });
}

function read(file: string): PaperBallot {
  try {
    return PaperBallot.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault(
      'cli/bad-argument',
      `${file} is no ballot; name a file with what hanse ballot sign printed`,
      { cause },
    );
  }
}

function assertElsewhere({ record }: Options): void {
  if (record !== undefined) return;
  throw new Fault(
    'cli/abroad-only',
    'on a hub members vote with hanse vote; this is for a deployment elsewhere (--record)',
  );
}
