import { Argument, Command } from 'commander';
import { operations } from '#api';
import { call, type HubOptions } from './client.ts';
import { confirm, type DeedOptions, deedOptions, doOnce } from './confirm.ts';
import { doorOptions, memberOption } from './door.ts';
import { wallet, wholeNumber } from './options.ts';

type Order = HubOptions & DeedOptions & { readonly member: string; readonly nft?: number };

/** `hanse vault compound` */
export function compoundCommand(): Command {
  return of('compound')
    .description(
      'turn what a member’s shares have earned into a new share at net asset value; nothing leaves the pool',
    )
    .option(
      '--nft <number>',
      'only what this share has earned',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .action(async (options: Order) => {
      const { member, nft } = options;
      const portfolio = await call(operations.portfolio, { query: { member } }, options);
      const shares = portfolio.holdings.filter((one) => nft === undefined || one.nft === nft);
      const earned = shares.map((one) => `${one.claimable} of share ${one.nft}`).join(', ');
      await confirm(`${member} turns ${earned || 'what it has earned'} into a new share.`, options);
      const body = { member, ...(nft === undefined ? {} : { nft }) };
      const done = await doOnce(options, (once) =>
        call(operations.compound, { body: { ...body, once } }, options),
      );
      console.log(`share ${done.nft} of weight ${done.weight} for ${done.assets} ${done.txHash}`);
    });
}

/** `hanse vault auto-compound on|off` */
export function autoCompoundCommand(): Command {
  return of('auto-compound')
    .description(
      'let the hub do so for a member at the end of every day instead of claiming, where it pays for a share; or end that',
    )
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .option(
      '--keeper <address>',
      'elsewhere: whose key may do so, with hanse vault compound --member YOU',
      wallet,
    )
    .action(async (state: 'on' | 'off', options: Order & { readonly keeper?: string }) => {
      const { member, keeper } = options;
      const words =
        state === 'on'
          ? `From now on ${keeper ?? 'the hub'} turns what ${member} earns into new shares of ${member}; it can do nothing else with it.`
          : `What ${member} earns is paid to its wallet again.`;
      await confirm(words, options);
      const body = { member, state, ...(keeper === undefined ? {} : { keeper }) };
      const done = await doOnce(options, (once) =>
        call(operations.autoCompound, { body: { ...body, once } }, options),
      );
      console.log(`compounding is ${done.state} for ${done.member} ${done.txHash}`);
    });
}

function of(name: string): Command {
  return deedOptions(memberOption(doorOptions(new Command(name))));
}
