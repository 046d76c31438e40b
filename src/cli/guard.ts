import { Command } from 'commander';
import { type Guarded, LimitsChange, operations } from '#api';
import { Fault } from '#kit';
import { call, type HubOptions } from './client.ts';
import { confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { hubOptions, numbers, wholeNumber } from './options.ts';

type Order = HubOptions & DeedOptions;

/** `hanse guard pause|revoke-agent|tighten` */
export function guardCommand(): Command {
  return new Command('guard')
    .description(
      'stop the agent or tighten its limits without a vote, by the guardian’s key; only a vote loosens anything again',
    )
    .addCommand(
      of('pause', 'stop trading and deposits; claims and exits go on')
        .argument('<hours>', '1 to 168', wholeNumber(1, 168))
        .action((hours: number, options: Order) =>
          guard(options, { act: 'pause', hours }, `pauses trading and deposits for ${hours} h`),
        ),
    )
    .addCommand(
      of('revoke-agent', 'end the agent’s session at once').action((options: Order) =>
        guard(options, { act: 'revoke-agent' }, 'ends the agent’s session'),
      ),
    )
    .addCommand(
      of('tighten', 'tighten limits; those left out stay')
        .argument('<limit=number...>', 'such as tradeBps=100 lossBps=50', numbers, {})
        .action((limits: Record<string, number>, options: Order) => {
          const read = LimitsChange.safeParse(limits);
          if (!read.success)
            throw new Fault(
              'cli/bad-argument',
              `that does not work: ${read.error.issues[0]!.message}`,
            );
          return guard(options, { act: 'tighten', limits: read.data }, 'tightens limits');
        }),
    );
}

function of(name: string, description: string): Command {
  return deedOptions(hubOptions(new Command(name))).description(description);
}

async function guard(
  options: Order,
  body: { act: Guarded['act']; hours?: number; limits?: LimitsChange },
  words: string,
): Promise<void> {
  await confirm(`The guardian ${words}.`, options);
  const done = await doOnce(options, (once) =>
    call(operations.guard, { body: { ...body, once } }, options),
  );
  console.log(`${done.sentence} ${done.txHash}`);
}
